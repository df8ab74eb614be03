/** Proves a transfer's life by the bytes: the order that goes out, what warehouses answer to it in whatever order, and the notice that follows. */
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { x12Adapter } from './feeds/adapters/x12/adapter.ts'
import { interchangeOf } from './feeds/adapters/x12/interchange.fixture.ts'
import { epcisAdapter } from './feeds/adapters/epcis/epcisAdapter.ts'
import type { FeedRecord } from '../shared/events.ts'
import { applyOutboxAct } from './ledger/outbox.ts'
import { silentLogger } from './platform.ts'
import { transferDocuments } from './queries/transferDocuments.ts'
import { createHandOut } from './transfers/handOut.ts'
import { CUP, DC, openTransferLedger, STORE, TEE } from './transferLives.fixture.ts'

vi.setConfig({ testTimeout: 120_000 })

const [FROM, TO] = [DC.slice(4), STORE.slice(4)]
const ids: Record<string, string> = { [TEE]: '9506000134352', [CUP]: '9506000134376' }
const day = { date: '19700101' }

const advice = (transfer: string, tees: number, cups: number, shipment = 'S-1') =>
  interchangeOf(
    '945',
    [
      `W06*F*${transfer}*19700101*${shipment}`,
      `N1*SF*DC*UL*${FROM}`,
      `N1*ST*Shop*UL*${TO}`,
      'G62*11*19700101*8*0116*UT',
      'LX*1',
      `W12*CP*10*${tees}*${10 - tees}*EA**EN*${ids[TEE]}`,
      'N9*LI*1',
      'LX*2',
      `W12*CP*5*${cups}*${5 - cups}*EA**EN*${ids[CUP]}`,
      'N9*LI*2',
    ],
    { sender: 'DC', ...day, time: '0116', control: 5 },
  )
const receipt = (transfer: string, tees: number, damaged: number, cups: number) =>
  interchangeOf(
    '944',
    [
      `W17*F*19700101*R-1*${transfer}*S-1`,
      `N1*WH*Shop*UL*${TO}`,
      `N1*SF*DC*UL*${FROM}`,
      `W07*${tees}*EA**EN*${ids[TEE]}`,
      'N9*LI*1',
      ...(damaged > 0 ? [`W13*${damaged}*EA*01`] : []),
      `W07*${cups}*EA**EN*${ids[CUP]}`,
      'N9*LI*2',
    ],
    { sender: 'SHOP', ...day, time: '0216', control: 9 },
  )
const read = (text: string): FeedRecord[] =>
  [...x12Adapter.read({ text })].map((reading) => {
    if (reading.outcome === 'refused') throw new Error(`${reading.field}: ${reading.reason}`)
    return reading.record
  })

function openLife() {
  const lives = openTransferLedger()
  const { ledger } = lives
  const posted: string[] = []
  lives.stock(TEE, 40)
  lives.stock(CUP, 20)
  lives.stock(TEE, 1, STORE)
  ledger.connection.snapshot(() =>
    applyOutboxAct(ledger.connection, {
      kind: 'saveTransferRoute',
      at: 0,
      settings: {
        route: '*',
        kind: 'webhook',
        target: '',
        isPlain: false,
        sealedSettings: Buffer.from('{"kind":"webhook","url":"http://127.0.0.1/","secret":"whsec_"}'),
        documents: ['x12Order940', 'x12ShipNotice856', 'epcis'],
        parties: {},
        enabled: true,
      },
    }),
  )
  const transfer = lives.draft(1, [
    { sku: TEE, units: 10 },
    { sku: CUP, units: 5 },
  ])
  lives.submit(transfer)
  lives.approve(transfer)
  const handOut = createHandOut({
    reader: ledger.reader,
    note: async (act) => ledger.connection.snapshot(() => applyOutboxAct(ledger.connection, act)),
    open: (sealed) => Buffer.from(sealed).toString(),
    post: async (_settings, _id, body) => {
      posted.push(body)
      return { delivered: true }
    },
    nextAttemptAt: () => null,
    dataDirectory: '/nowhere',
    clock: { now: lives.now },
    logger: silentLogger,
  })
  const stock = () =>
    ledger.reader.all<{ place: string; sku: string; disposition: number; units: number }>(
      `SELECT location AS place, sku, disposition, microunits / 1e6 AS units FROM balances
       JOIN locations USING (location_id) JOIN skus USING (sku_id) WHERE microunits <> 0 ORDER BY 1, 2, 3`,
    )
  return { lives, ledger, transfer, handOut, posted, stock }
}

let life: ReturnType<typeof openLife>
beforeEach(() => {
  life = openLife()
})
afterEach(() => life.ledger.close())

describe('a transfer', () => {
  it('goes out at its release, is sent, told to the destination, and received with what is missing left open', async () => {
    const { lives, transfer, handOut, posted, stock } = life
    await handOut.turn()
    expect(posted).toEqual([])
    lives.release(transfer)
    await handOut.turn()
    expect(posted).toHaveLength(1)
    expect(posted[0]).toContain(`W05*N*${transfer}~`)
    expect(posted[0]?.match(/W01\*\d+\*EA\*\*EN\*\d{13}/g)).toEqual([
      `W01*10*EA**EN*${ids[TEE]}`,
      `W01*5*EA**EN*${ids[CUP]}`,
    ])
    lives.commit(...read(advice(transfer, 8, 5)))
    expect(lives.row(transfer)).toMatchObject({ status: 'inTransit' })
    expect([lives.held(TEE), lives.held(CUP)]).toEqual([0, 0])
    await handOut.turn()
    expect(posted).toHaveLength(3)
    expect(posted[1]).toContain('BSN*00*S-1*')
    expect(posted[1]?.match(/SN1\*\*(\d+)/g)).toEqual(['SN1**8', 'SN1**5'])
    lives.commit(...read(receipt(transfer, 7, 2, 5)))
    await handOut.turn()
    expect(posted).toHaveLength(3)
    expect(lives.row(transfer)).toMatchObject({ status: 'received', fault: 'variance' })
    expect(lives.line(transfer, '1')).toMatchObject({ sent: 8e6, received: 7e6, damaged: 2e6 })
    expect(stock()).toEqual([
      { place: STORE, sku: TEE, disposition: 0, units: 6 },
      { place: STORE, sku: TEE, disposition: 2, units: 2 },
      { place: STORE, sku: CUP, disposition: 0, units: 5 },
      { place: DC, sku: TEE, disposition: 0, units: 32 },
      { place: DC, sku: CUP, disposition: 0, units: 15 },
    ])
    expect(lives.violations()).toEqual([])
    expect(lives.ledger.reader.get('SELECT 1 FROM orders LIMIT 1')).toBeUndefined()
  })
  it('that is called off after its release is called off at the source too', async () => {
    const { lives, transfer, handOut, posted } = life
    lives.release(transfer)
    lives.must({
      kind: 'cancelTransfer',
      transfer,
      why: 'not needed any more',
      actor: 'ada',
      role: 'operator',
    })
    await handOut.turn()
    expect(posted.map((body) => /W05\*(\w)/.exec(body)?.[1])).toEqual(['N', 'F'])
    expect(lives.held(TEE)).toBe(0)
  })
  it('hears its own documents come back without moving anything', async () => {
    const { lives, transfer, handOut, posted, stock } = life
    lives.release(transfer)
    lives.commit(...read(advice(transfer, 8, 5)))
    await handOut.turn()
    const before = [lives.row(transfer), stock()]
    const [order = '', notice = '', epcis = ''] = posted
    lives.commit(...read(order), ...read(notice))
    for (const reading of epcisAdapter.read({ text: epcis }))
      if (reading.outcome === 'record') lives.commit(reading.record)
    await handOut.turn()
    expect([lives.row(transfer), stock()]).toEqual(before)
    expect(transferDocuments(lives.ledger.reader, transfer)).toHaveLength(5)
  })
})

it('whatever the order and the repetition of answers, stock and transfer end the same', async () => {
  const { transfer } = life
  const answers = [
    ...read(advice(transfer, 8, 3)),
    ...read(advice(transfer, 0, 2, 'S-2')),
    ...read(receipt(transfer, 7, 1, 5)),
  ]
  const places = answers.flatMap((_, place) => [place, place])
  let wanted: unknown
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(places, { minLength: places.length }), async (order) => {
      const one = openLife()
      try {
        one.lives.release(one.transfer)
        for (const place of order) {
          const answer = answers[place]
          if (answer) one.lives.commit(answer)
          await one.handOut.turn()
        }
        const { status, sent_units, received, lost, held } = one.lives.row(one.transfer) ?? {}
        const end = { status, sent_units, received, lost, held, stock: one.stock() }
        wanted ??= end
        expect(end).toEqual(wanted)
        expect(one.lives.violations()).toEqual([])
        // Each shipment is told to the destination as it turned out.
        const told = Map.groupBy(one.posted, (body) => /BSN\*\d\d\*(S-\d)/.exec(body)?.[1])
        expect(told.get('S-2')?.at(-1)).toContain('SN1**2*EA')
      } finally {
        one.ledger.close()
      }
    }),
    { numRuns: 12 },
  )
})
