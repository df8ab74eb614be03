/** Proves that lives of orders end in one state by any arrival of their records, through the real ledger, with the stock right. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedRecord } from '../../../shared/events.ts'
import { MICROUNITS_PER_UNIT } from '../../../shared/units.ts'
import { FLOWS, STOCK_DISPOSITIONS } from '../../../shared/vocabulary.ts'
import { intaken, openTestLedger } from '../../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from '../projections.ts'
import { expectedLines, toldOfLine } from './comparison.fixture.ts'
import type { LineFold } from './lineFold.ts'
import { live, MINUTE, type Life } from './lives.fixture.ts'
import { OPENING, OPENING_RECORDS, parcelsOf, SITES } from './parcels.fixture.ts'
import { plan } from './plans.fixture.ts'

/** Any arrival of the records: another order, some twice, cut into batches of any size, some of them committed together. */
const arrival = (records: readonly FeedRecord[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...records], { minLength: records.length, maxLength: records.length }),
      fc.array(fc.nat({ max: records.length - 1 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 3 }),
    )
    .map(([order, repeats, sizes, commitAtOnce]) => {
      const sent = [...order]
      for (const repeat of repeats)
        sent.splice((repeat * 7) % (sent.length + 1), 0, records[repeat] as FeedRecord)
      const batches: FeedRecord[][] = []
      for (let start = 0, turn = 0; start < sent.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1
        batches.push(sent.slice(start, start + size))
        start += size
      }
      return { batches, commitAtOnce }
    })

function withLedger<T>(
  batches: readonly (readonly FeedRecord[])[],
  commitAtOnce: number,
  ask: (ledger: ReturnType<typeof openTestLedger>) => T,
): T {
  const ledger = openTestLedger(PROJECTIONS)
  try {
    for (let start = 0; start < batches.length; start += commitAtOnce) {
      ledger.commit(batches.slice(start, start + commitAtOnce).map((batch) => batch.map(intaken)))
    }
    return ask(ledger)
  } finally {
    ledger.close()
  }
}

const digestInOrder = (records: readonly FeedRecord[]) =>
  withLedger([records], 1, (ledger) => ledger.digest())

describe.each(FLOWS)('orders of %s', (flow) => {
  it('end in one state, with lines, returns and stock as a recount says', () => {
    fc.assert(
      fc.property(
        fc.tuple(plan(flow), plan()).chain(([one, other]) => {
          const lives = [live(one, 'o1'), live(other, 'o2')]
          const records = [
            ...OPENING_RECORDS,
            ...lives.flatMap((life, index) => [
              ...life.records,
              ...parcelsOf(life, { isDelivered: false, mistakenFor: lives[1 - index]?.order }),
            ]),
          ]
          return fc.record({
            lives: fc.constant(lives),
            records: fc.constant(records),
            sent: arrival(records),
          })
        }),
        ({ lives, records, sent: { batches, commitAtOnce } }) => {
          withLedger(batches, commitAtOnce, (ledger) => {
            expect(ledger.digest()).toBe(digestInOrder(records))
            for (const life of lives) {
              const row = ledger.reader.get<{ detail: string; refunded: number }>(
                'SELECT detail, refunded_minor AS refunded FROM orders WHERE order_id = ?',
                [life.order],
              )
              const { lines, refused } = JSON.parse(row?.detail ?? '{}') as {
                lines: LineFold[]
                refused: { identity: string }[]
              }
              expect(
                Object.fromEntries(lines.map((line) => [line.statement.line, toldOfLine(line)])),
              ).toEqual(expectedLines(life))
              expect(refused.map(({ identity }) => identity).sort()).toEqual(life.refused.toSorted())
              expect(row?.refunded).toBe(life.refundedMinor)
            }
            expect(stockOf(ledger)).toEqual(expectedStock(lives))
          })
        },
      ),
      { numRuns: 12 },
    )
  })

  it('end in one state where many things happen at one time and carriers contradict the shop', () => {
    fc.assert(
      fc.property(
        plan(flow).chain((one) => {
          const life = live(one)
          const crowded = [
            ...OPENING_RECORDS,
            ...life.records,
            ...parcelsOf(life, { isDelivered: true }),
          ].map((record) => ({
            ...record,
            occurredAt: Math.floor(record.occurredAt / (5 * MINUTE)) * 5 * MINUTE,
          }))
          return fc.record({ records: fc.constant(crowded), sent: arrival(crowded) })
        }),
        ({ records, sent: { batches, commitAtOnce } }) => {
          withLedger(batches, commitAtOnce, (ledger) => expect(ledger.digest()).toBe(digestInOrder(records)))
        },
      ),
      { numRuns: 8 },
    )
  })
})

it('keeps the books of orders: every check of a data folder holds for them', () => {
  fc.assert(
    fc.property(fc.array(plan(), { minLength: 3, maxLength: 3 }), (plans) => {
      const lives = plans.map((one, index) => live(one, `o${index}`))
      const records = [
        ...OPENING_RECORDS,
        ...lives.flatMap((life) => [...life.records, ...parcelsOf(life, { isDelivered: true })]),
      ]
      withLedger([records], 1, (ledger) => {
        expect(ledger.verify().checks.flatMap(({ violations }) => violations)).toEqual([])
      })
    }),
    { numRuns: 20 },
  )
})

type Ledger = ReturnType<typeof openTestLedger>

function stockOf({ reader }: Ledger): Record<string, number> {
  const rows = reader.all<{ location: string; disposition: number; microunits: number }>(
    'SELECT location, disposition, microunits FROM balances JOIN locations USING (location_id)',
  )
  return Object.fromEntries(
    rows.flatMap(({ location, disposition, microunits }) =>
      microunits === 0
        ? []
        : [[`${location}|${STOCK_DISPOSITIONS[disposition]}`, microunits / MICROUNITS_PER_UNIT]],
    ),
  )
}

function expectedStock(lives: readonly Life[]): Record<string, number> {
  const stock: Record<string, number> = Object.fromEntries(SITES.map((site) => [`${site}|sellable`, OPENING]))
  for (const { stock: own } of lives) {
    for (const [place, units] of Object.entries(own)) stock[place] = (stock[place] ?? 0) + units
  }
  return Object.fromEntries(
    Object.entries(stock).filter(([place, units]) => place.includes('|') && units !== 0),
  )
}
