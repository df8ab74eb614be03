/** Proves what is answered about transfers: lists by filter, one transfer in words, limits, the chain for auditors, what alerts look at. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openReader } from './ledger/database.ts'
import { canonicalJson } from './ledger/contentHash.ts'
import { endOfLog, readStretch } from './alerts/follow.ts'
import { auditExport } from './queries/auditExport.ts'
import type { QueryContext } from './queries/context.ts'
import { approvalDelegations, approvalLimits } from './queries/transferApprovers.ts'
import { transferDetail } from './queries/transferDetail.ts'
import { draftDecision } from './queries/transferDrafting.ts'
import { transferDelta, transferMark, transferPage } from './queries/transfers.ts'
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
} from './transferLives.fixture.ts'

let lives: ReturnType<typeof openTransferLedger>
let context: QueryContext
beforeEach(() => {
  lives = openTransferLedger()
  lives.stock(TEE, 40)
  lives.stock(CUP, 4)
  lives.stock(TEE, 1, STORE)
  context = {
    reader: lives.ledger.reader,
    clock: { now: lives.now },
    pseudonymOf: () => 'somebody',
    log: { eventNumbers: () => [], rawText: () => '' },
  }
})
afterEach(() => lives.ledger.close())

const numbers = (input: Parameters<typeof transferPage>[1], caller = GRACE) =>
  transferPage(context, input, caller)
    .rows.map(({ transfer }) => Number(transfer.slice(2)))
    .sort()

it('lists by status, place, SKU, person and trouble', () => {
  const [first, second, third] = [
    lives.draft(1, [{ sku: TEE, units: 5, unitValueMinor: 100 }]),
    lives.draft(2, [{ sku: CUP, units: 9, unitValueMinor: 100 }]),
    lives.draft(3, [{ sku: TEE, units: 2 }], LINUS),
  ]
  lives.submit(first)
  lives.submit(second)
  lives.submit(third, LINUS)
  lives.approve(first)
  expect(numbers({})).toEqual([1, 2, 3])
  expect(numbers({ status: 'submitted' })).toEqual([2, 3])
  expect(numbers({ status: 'open' })).toEqual([1, 2, 3])
  expect(numbers({ from: DC, to: STORE, sku: TEE })).toEqual([1, 3])
  expect(numbers({ location: 'nowhere' })).toEqual([])
  expect(numbers({ text: 'tr000000000' })).toEqual([1, 2, 3])
  expect(numbers({ trouble: 'blocked' })).toEqual([2])
  expect(numbers({ mine: 'requested' }, LINUS)).toEqual([3])
  // Linus may not approve his own; what has no price is beyond the limit of Ada.
  expect(numbers({ mine: 'waiting' })).toEqual([2, 3])
  expect(numbers({ mine: 'waiting' }, LINUS)).toEqual([2])
  expect(numbers({ mine: 'waiting' }, ADA)).toEqual([])
  expect(transferPage(context, { limit: 1 }, GRACE)).toMatchObject({
    total: 3,
    counts: { submitted: 2, approved: 1, draft: 0 },
  })
  lives.pass(25 * 3_600_000)
  expect(numbers({ trouble: 'stale' })).toEqual([3])
})

it('tells one transfer in words, and a stream what changed', () => {
  const transfer = lives.draft(1, [{ sku: TEE, units: 12, unitValueMinor: 1000 }])
  lives.submit(transfer)
  lives.approve(transfer, { lines: [{ line: '1', units: 10 }] })
  const mark = transferMark(context)
  lives.release(transfer)
  lives.commit(sentOf(transfer, 'x12:945:1', TEE, 8, { shortUnits: 2 }))
  lives.commit(receivedOf(transfer, 'x12:944:1', TEE, 9, { damagedUnits: 1 }))
  const detail = transferDetail(context, transfer)
  expect(detail).toMatchObject({ status: 'received', trouble: 'variance', awaits: 'settling', version: 4 })
  expect(detail.rows).toMatchObject([
    { approvedUnits: 10, sentUnits: 8, shortUnits: 2, receivedUnits: 9, damagedUnits: 1, openUnits: -1 },
  ])
  expect(detail.rows[0]?.variance).toEqual({ units: -1, cause: null, settledBy: null })
  expect(detail.steps.map(({ text, actor }) => [actor, text])).toEqual([
    ['ada', 'Written down: 12 units in 1 line'],
    ['ada', 'Asked for'],
    ['grace', 'Approved: 10 units, set aside at the source'],
    ['ada', 'Released to the source'],
    [null, `The source sent 8 units of ${TEE}, 2 units will not come`],
    [null, `The destination received 9 units of ${TEE}, 1 of them damaged`],
  ])
  expect(detail.documents.length).toBeGreaterThan(0)
  expect(transferDelta(context, mark)).toMatchObject({
    rows: [{ transfer, status: 'received' }],
    awaiting: 0,
    more: false,
  })
  expect(transferDelta(context, transferMark(context)).rows).toEqual([])
  expect(() => transferDetail(context, 'TR9999999999')).toThrow('There is no transfer')
})

it('says who may approve how much', () => {
  expect(approvalLimits(context, LINUS).mine).toEqual({
    mayApprove: true,
    valueMinor: 500_000,
    distanceKm: 500,
    ageHours: 24,
  })
  const limit = { kind: 'setApprovalLimit', valueMinor: 1, distanceKm: null, why: 'new', ...GRACE } as const
  lives.must({ ...limit, holder: 'actor:linus' })
  lives.must({ ...limit, holder: 'actor:linus', valueMinor: 2, ageHours: 1 })
  expect(approvalLimits(context, LINUS).mine).toMatchObject({ valueMinor: 2, distanceKm: null, ageHours: 1 })
  const until = lives.now() + 1e6
  lives.must({ kind: 'delegateApproval', delegation: 'd', to: 'linus', from: 0, until, ...GRACE })
  lives.must({ kind: 'endApprovalDelegation', delegation: 'd', ...GRACE })
  expect(approvalDelegations(context)).toMatchObject([{ by: 'grace', to: 'linus', byRole: 'administrator' }])
  expect(lives.decide({ kind: 'endApprovalDelegation', delegation: 'x', ...ADA })).toMatchObject({
    refused: { code: 'notFound' },
  })
})

it('gives auditors what each hash is made from', () => {
  const transfer = lives.draft(1, [{ sku: TEE, units: 5 }])
  lives.submit(transfer)
  lives.approve(transfer)
  const { entries, next, head } = auditExport(context, { limit: 2 })
  expect(entries.map(({ act, actor, of }) => [act, actor, of])).toEqual([
    ['TransferDrafted', 'ada', transfer],
    ['TransferSubmitted', 'ada', transfer],
  ])
  const rest = auditExport(context, { after: next ?? 0 })
  expect(rest.next).toBeNull()
  expect(rest.entries).toMatchObject([{ act: 'TransferApproved', role: 'administrator' }])
  expect(rest.entries[0]?.seen).toMatch(/^0:-:[0-9a-f]{32}$/)
  for (const one of [...entries, ...rest.entries]) {
    const content = canonicalJson([one.number, one.identity, one.occurredAt, one.recordedAt, one.body])
    const before = Buffer.from(one.previousHash ?? '', 'hex')
    expect(createHash('sha256').update(before).update(content).digest('hex')).toBe(one.hash)
  }
  expect(head).toEqual({ acts: 3, hash: rest.entries[0]?.hash })
})

it('has alerts look at what an approval sets aside', () => {
  const transfer = lives.draft(1, [{ sku: TEE, units: 5 }])
  lives.submit(transfer)
  const reader = openReader(lives.ledger.path)
  const place = endOfLog(reader)
  lives.approve(transfer)
  expect([...readStretch(reader, place, 100).touched.positions]).toEqual([`${DC}\n${TEE}`])
  reader.close()
})

it('the same key asks for the same transfers', () => {
  const wanted = [{ from: DC, to: STORE, lines: [{ sku: TEE, units: 3 }] }]
  const first = draftDecision(context.reader, 'key', wanted, ADA)
  expect(first.transfers[0]?.transfer).toMatch(/^TR[0-9A-HJKMNP-TV-Z]{10}$/)
  expect(lives.must(first)).toEqual(lives.must(draftDecision(context.reader, 'key', wanted, ADA)))
  const other = [{ from: DC, to: STORE, lines: [{ sku: TEE, units: 4 }] }]
  expect(lives.decide(draftDecision(context.reader, 'key', other, ADA))).toMatchObject({
    refused: { code: 'conflict' },
  })
})
