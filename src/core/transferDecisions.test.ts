/** Proves what is decided about transfers: the whole life, and what stands in the way of an approval. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  ADA,
  CUP,
  DC,
  GRACE,
  LINUS,
  openTransferLedger,
  receivedOf,
  sentOf,
  STORE,
  TEE,
  transferId,
} from './transferLives.fixture.ts'

let lives: ReturnType<typeof openTransferLedger>
beforeEach(() => {
  lives = openTransferLedger()
  lives.stock(TEE, 40)
  lives.stock(CUP, 10)
  lives.stock(TEE, 1, STORE)
})
afterEach(() => lives.ledger.close())

const tees = (units: number) => [{ sku: TEE, units, unitValueMinor: 1000 }]

it('goes from draft to closed, holding what is approved until it has left', () => {
  const transfer = lives.draft(1, tees(12))
  expect(lives.row(transfer)).toMatchObject({ status: 'draft', awaits: 'submission', value_minor: 12000 })
  expect(lives.submit(transfer)).toMatchObject({ done: 1 })
  expect(lives.row(transfer)).toMatchObject({ status: 'submitted', awaits: 'approval', held: 0 })
  expect(lives.approve(transfer, { lines: [{ line: '1', units: 10 }] })).toMatchObject({
    outcome: 'approved',
    approvedUnits: 10,
  })
  expect([lives.held(), lives.row(transfer)?.['status']]).toEqual([10, 'approved'])
  lives.release(transfer)
  expect(lives.row(transfer)).toMatchObject({ status: 'released', awaits: 'sending', releases: 1 })
  lives.commit(sentOf(transfer, 'x12:945:1', TEE, 9, { line: '1', shortUnits: 1 }))
  expect(lives.row(transfer)).toMatchObject({ status: 'inTransit', awaits: 'receipt', held: 0 })
  lives.commit(receivedOf(transfer, 'x12:944:1', TEE, 7))
  expect(lives.row(transfer)).toMatchObject({ status: 'received', awaits: 'settling', fault: 'variance' })
  lives.must({
    kind: 'settleTransfer',
    transfer,
    lines: [{ line: '1', cause: 'lostInTransit' }],
    ...ADA,
  })
  expect(lives.row(transfer)).toMatchObject({ awaits: 'closing', lost: 2e6, open: 0 })
  expect(lives.must({ kind: 'closeDueTransfers', limit: 10 })).toEqual({ closed: 0 })
  expect(lives.must({ kind: 'closeTransfers', transfers: [transfer], ...ADA })).toMatchObject({ done: 1 })
  expect(lives.row(transfer)).toMatchObject({ status: 'closed', fault: null })
  expect(lives.violations()).toEqual([])
})

it('is closed by the tower itself where all came as it was sent', () => {
  const transfer = lives.draft(1, tees(5))
  lives.submit(transfer)
  lives.approve(transfer)
  lives.release(transfer)
  lives.commit(sentOf(transfer, 'x12:945:1', TEE, 5), receivedOf(transfer, 'x12:944:1', TEE, 5))
  expect(lives.must({ kind: 'closeDueTransfers', limit: 10 })).toEqual({ closed: 1 })
  expect(lives.row(transfer)).toMatchObject({ status: 'closed' })
})

it('never spends the same stock twice, and tells the loser what changed', () => {
  const [first, second] = [lives.draft(1, tees(30)), lives.draft(2, tees(30))]
  lives.submit(first)
  lives.submit(second)
  const seen = lives.seen(second)
  expect(lives.approve(first)).toMatchObject({ outcome: 'approved' })
  const lost = lives.approve(second, { seen })
  expect(lost).toMatchObject({ outcome: 'conflict', approvedUnits: 0 })
  expect(lost.changes).toContainEqual(
    expect.objectContaining({ what: 'availableLess', before: 40, now: 10, weight: 'blocks' }),
  )
  expect(lost.changes.map(({ what }) => what)).toContain('otherTransfer')
  expect(lives.approve(second, { seen, lines: [{ line: '1', units: 10 }] })).toMatchObject({
    outcome: 'approved',
  })
  expect(lives.held()).toBe(40)
  expect(lives.violations()).toEqual([])
})

it('says what was sold since, and refuses what is not there any more', () => {
  const transfer = lives.draft(1, tees(40))
  lives.submit(transfer)
  const seen = lives.seen(transfer)
  lives.commit({
    identity: 'test:sale:1',
    occurredAt: lives.now(),
    events: [
      {
        type: 'StockMoved',
        sku: TEE,
        units: 3,
        from: { location: DC, disposition: 'sellable' },
        to: 'customer',
      },
    ],
  })
  const lost = lives.approve(transfer, { seen })
  expect(lost.outcome).toBe('conflict')
  expect(lost.changes.map(({ what, now }) => [what, now])).toEqual([
    ['availableLess', 37],
    ['sold', 3],
  ])
})

it('is not approved by those who asked, in their stead, or beyond a limit', () => {
  const transfer = lives.draft(1, [{ sku: TEE, units: 10, unitValueMinor: 60_000 }])
  lives.submit(transfer, GRACE)
  expect(lives.approve(transfer, { by: ADA })).toMatchObject({ outcome: 'forbidden' })
  expect(lives.approve(transfer)).toMatchObject({ outcome: 'forbidden' })
  expect(lives.approve(transfer, { by: LINUS })).toMatchObject({
    outcome: 'forbidden',
    message: 'It is worth 6000.00 EUR; the limit is 5000.00 EUR.',
  })
  lives.must({
    kind: 'delegateApproval',
    delegation: 'd1',
    to: 'linus',
    from: 0,
    until: lives.now() + 1e9,
    ...GRACE,
  })
  expect(lives.approve(transfer, { by: LINUS, onBehalfOf: 'grace' })).toMatchObject({
    outcome: 'forbidden',
    message: expect.stringContaining('grace had a hand in asking') as string,
  })
  const root = { actor: 'root', role: 'administrator' }
  lives.must({
    kind: 'delegateApproval',
    delegation: 'd2',
    to: 'grace',
    from: 0,
    until: lives.now() + 1e9,
    ...root,
  })
  // What was delegated to grace is not linus’s by hers.
  expect(lives.approve(transfer, { by: LINUS, onBehalfOf: 'root' })).toMatchObject({ outcome: 'forbidden' })
  lives.must({
    kind: 'delegateApproval',
    delegation: 'd3',
    to: 'linus',
    from: 0,
    until: lives.now() + 1e9,
    ...root,
  })
  expect(lives.approve(transfer, { by: LINUS, onBehalfOf: 'root' })).toMatchObject({ outcome: 'approved' })
  expect(lives.violations()).toEqual([])
})

it('takes what is not known for beyond any limit', () => {
  const transfer = lives.draft(1, [{ sku: TEE, units: 1 }])
  lives.submit(transfer)
  expect(lives.approve(transfer, { by: LINUS })).toMatchObject({
    outcome: 'forbidden',
    message: 'What it is worth is not known: only somebody without a limit of value may approve it.',
  })
  expect(lives.approve(transfer)).toMatchObject({ outcome: 'approved' })
})

it('has to be confirmed anew where it is old', () => {
  const transfer = lives.draft(1, tees(5))
  lives.submit(transfer)
  const early = lives.seen(transfer)
  lives.pass(25 * 3_600_000)
  lives.stock(TEE, 40)
  expect(lives.approve(transfer, { seen: early, confirm: true })).toMatchObject({ outcome: 'conflict' })
  const late = lives.approve(transfer)
  expect(late).toMatchObject({ outcome: 'conflict', message: 'What changed has to be confirmed.' })
  expect(late.changes.map(({ what, weight }) => [what, weight])).toContainEqual(['requestOld', 'confirm'])
  expect(lives.approve(transfer, { confirm: true })).toMatchObject({ outcome: 'approved' })
})

it('an amendment frees what shrank, and has what grew approved anew', () => {
  const transfer = lives.draft(1, tees(20))
  lives.submit(transfer)
  lives.approve(transfer)
  lives.release(transfer)
  const amend = (revision: number, units: number) =>
    lives.must({
      kind: 'amendTransfer',
      transfer,
      revision,
      lines: [{ line: '1', sku: TEE, units }],
      ...ADA,
    })
  expect(amend(0, 15)).toEqual({ transfer, revision: 1 })
  expect(amend(0, 15)).toEqual({ transfer, revision: 1 })
  expect([lives.held(), lives.row(transfer)?.['awaits']]).toEqual([15, 'release'])
  amend(1, 18)
  expect([lives.held(), lives.row(transfer)?.['awaits']]).toEqual([15, 'approval'])
  lives.must({ kind: 'rejectTransfers', transfers: [transfer], why: 'enough', ...GRACE })
  expect(lives.row(transfer)).toMatchObject({ status: 'approved', held: 15e6, requested: 15e6 })
  amend(2, 19)
  expect(lives.approve(transfer)).toMatchObject({ outcome: 'approved', approvedUnits: 19 })
  lives.release(transfer)
  expect(lives.row(transfer)).toMatchObject({ status: 'released', releases: 2, held: 19e6 })
  expect(lives.violations()).toEqual([])
})

it('what is called off is free again; what has left cannot be', () => {
  const transfer = lives.draft(1, tees(20))
  lives.submit(transfer)
  lives.approve(transfer)
  lives.release(transfer)
  const version = lives.row(transfer)?.['acts'] as number
  const part = { kind: 'cancelTransfer', transfer, why: 'fewer', version, ...ADA } as const
  expect(lives.must({ ...part, lines: [{ line: '1', units: 4 }] })).toMatchObject({ cancelledUnits: 4 })
  expect(lives.must({ ...part, lines: [{ line: '1', units: 4 }] })).toMatchObject({ cancelledUnits: 4 })
  expect(lives.held()).toBe(16)
  lives.commit(sentOf(transfer, 'x12:945:1', TEE, 10))
  const rest = { kind: 'cancelTransfer', transfer, why: 'the rest', ...ADA } as const
  expect(lives.decide({ ...rest, lines: [{ line: '1', units: 7 }] })).toMatchObject({
    refused: { code: 'conflict', details: { callableUnits: 6, sentUnits: 10 } },
  })
  expect(lives.must(rest)).toMatchObject({ cancelledUnits: 6 })
  expect(lives.decide(rest)).toMatchObject({ refused: { code: 'conflict' } })
  expect([lives.held(), lives.row(transfer)?.['awaits']]).toEqual([0, 'receipt'])
  expect(lives.violations()).toEqual([])
})

it('a bulk approval decides each for itself', () => {
  const transfers = [lives.draft(1, tees(30)), lives.draft(2, tees(30)), lives.draft(3, tees(10))]
  for (const transfer of transfers) lives.submit(transfer)
  const { approved, outcomes } = lives.must({
    kind: 'approveTransfers',
    transfers: [...transfers, transferId(9)].map((transfer) => ({
      transfer,
      seen: transfer === transferId(9) ? lives.seen(transfers[0] ?? '') : lives.seen(transfer),
    })),
    ...GRACE,
  })
  expect(approved).toBe(2)
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['approved', 'conflict', 'approved', 'notFound'])
})

it('answers for what is not approved or called off are kept and shown', () => {
  const transfer = lives.draft(1, tees(5))
  lives.submit(transfer)
  lives.commit(sentOf(transfer, 'x12:945:1', TEE, 3))
  expect(lives.row(transfer)).toMatchObject({ fault: 'unexpected', status: 'inTransit', held: 0 })
  lives.commit(sentOf(transfer, 'x12:945:2', CUP, 2), receivedOf(transfer, 'x12:944:2', CUP, 1))
  expect(lives.line(transfer, '9001')).toMatchObject({ sku: CUP, sent: 2e6, received: 1e6, unexpected: 1 })
  lives.must({
    kind: 'settleTransfer',
    transfer,
    lines: [{ line: '9001', cause: 'wrongItem' }],
    ...ADA,
  })
  expect(lives.line(transfer, '9001')).toMatchObject({ settled: 1e6 })
  expect(lives.violations()).toEqual([])
})
