/** Proves that an order told by an 850, a 940, a 945, an 856 and a 214 is one order, with the stock right, however they come. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { FeedRecord } from '../shared/events.ts'
import {
  interchangeOf,
  PO,
  recordOf,
  SHIP_NOTICE,
  SHIPPING_ADVICE,
  SHIPPING_ORDER,
} from './feeds/adapters/x12/interchange.fixture.ts'
import { intaken, openTestLedger } from './ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { orderDetail } from './queries/orderDetail.ts'
import { positionPage } from './queries/positions.ts'
import { openSmallNetwork } from './smallNetwork.fixture.ts'

const DC = 'gln:9506000134369'
const WIDGET = 'gtin:00614141073467'
const on = (date: string, time: string, sender = 'SHOP') => ({ date, time, sender })
const STATUS = [
  'B10*1Z999*SHIP-9*UPSN',
  'N1*SF*North DC*UL*9506000134369',
  'LX*1',
  'AT7*D1*NS***20240308*1400*MT',
  'MS1*Denver*CO*US',
]
const TOLD = [
  interchangeOf('850', PO),
  interchangeOf('940', SHIPPING_ORDER, on('20240305', '1300')),
  interchangeOf('945', SHIPPING_ADVICE, on('20240306', '2010', 'DC')),
  interchangeOf('856', SHIP_NOTICE, on('20240306', '2011', 'DC')),
  interchangeOf('214', STATUS, on('20240308', '2100', 'UPSN')),
]
const COUNT: FeedRecord = {
  identity: 'count',
  occurredAt: Date.parse('2024-03-01T00:00:00Z'),
  events: [{ type: 'StockCounted', sku: WIDGET, location: DC, disposition: 'sellable', units: 50 }],
}
const RECORDS = [COUNT, ...TOLD.map(recordOf)]

it('each line is ordered, allocated, shipped as far as it was had, and delivered once; the stock left once', () => {
  const { ledger, context } = openSmallNetwork(RECORDS, Date.parse('2024-03-09T00:00:00Z'))
  try {
    const detail = orderDetail(context, 'x12:order:PO-500')
    const ways = detail.lines.map(({ line, portions }) => [
      line,
      ...portions
        .map(({ units, stage, cancelledBy }) => `${units} ${stage} ${cancelledBy ?? ''}`.trim())
        .sort(),
    ])
    expect(ways).toEqual([
      ['1', '2 cancelled stock', '8 delivered'],
      ['2', '1 delivered', '1.5 allocated'],
    ])
    expect(detail.timeline.filter(({ refusedBecause }) => refusedBecause !== null)).toEqual([])
    expect(detail.shipments).toMatchObject([{ status: 'delivered', units: 9, carrier: 'UPSN' }])
    const stock = positionPage(context, { location: DC, sku: WIDGET }).rows
    expect(stock).toMatchObject([{ sellableUnits: 42, allocatedUnits: 0 }])
    expect(ledger.verify()).toMatchObject({ ok: true })
  } finally {
    ledger.close()
  }
})

it('any arrival of its sets, some of them twice, ends in one state', () => {
  const first = openTestLedger(PROJECTIONS)
  first.commit([RECORDS.map(intaken)])
  const whole = first.digest()
  first.close()
  fc.assert(
    fc.property(
      fc.shuffledSubarray(RECORDS, { minLength: RECORDS.length }),
      fc.subarray(RECORDS),
      fc.integer({ min: 1, max: 4 }),
      (order, again, size) => {
        const other = openTestLedger(PROJECTIONS)
        try {
          const sent = [...order, ...again].map(intaken)
          for (let at = 0; at < sent.length; at += size) other.commit([sent.slice(at, at + size)])
          expect(other.digest()).toBe(whole)
        } finally {
          other.close()
        }
      },
    ),
    { numRuns: 12 },
  )
})
