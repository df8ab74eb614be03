/** Proves promises 2 to 7 of the ledger by property: random records, any order, any duplicates, any batching. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CanonicalEvent, type FeedRecord } from '../../shared/events.ts'
import { STOCK_DISPOSITIONS } from '../../shared/vocabulary.ts'
import { type Account } from '../../shared/eventParts.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { foldEntries } from '../ledger/stockFold.ts'
import { ledgerPage } from '../queries/ledgerPage.ts'
import { PROJECTIONS } from './projections.ts'

const location = fc.constantFrom('gln:A', 'gln:B', 'gln:C')
const sku = fc.constantFrom('gtin:1', 'gtin:2')
const disposition = fc.constantFrom(...STOCK_DISPOSITIONS.slice(0, 3))
const units = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constantFrom(0.5, 0.000001, 12.25))
const account: fc.Arbitrary<Account> = fc.oneof(
  fc.record({ location, disposition }),
  fc.constantFrom('supplier' as const, 'customer' as const, 'inTransit' as const, 'adjustment' as const),
)
const event: fc.Arbitrary<CanonicalEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('StockMoved' as const),
      sku,
      units,
      from: account,
      to: account,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('StockCounted' as const), sku, location, disposition, units }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('SafetyStockSet' as const), sku, location, units }) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        type: fc.constant('LocationDescribed' as const),
        location,
        name: fc.constantFrom('North', 'South'),
        city: fc.constantFrom('X', 'Y'),
      },
      { requiredKeys: ['type', 'location'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('SkuDescribed' as const),
      sku,
      name: fc.constantFrom('Tea', 'Cup'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('ShipmentMilestoneReached' as const),
      shipment: fc.constantFrom('s1', 's2'),
      milestone: fc.constantFrom('departed' as const, 'delivered' as const, 'exception' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('ShipmentDescribed' as const),
      shipment: fc.constantFrom('s1', 's2'),
      carrier: fc.constantFrom('a', 'b'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('OrderPlaced' as const),
      order: fc.constant('o1'),
      status: fc.constantFrom('x', 'y'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('PostalAreaLocated' as const),
      country: fc.constant('US'),
      postalCode: fc.constantFrom('1', '2'),
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    }),
  },
)
/** Few identities and few instants, so that versions, retractions and ties in time are common. */
const record: fc.Arbitrary<FeedRecord> = fc.record(
  {
    identity: fc.integer({ min: 0, max: 25 }).map((n) => `epcis:${n}`),
    occurredAt: fc.integer({ min: 0, max: 12 }).map((n) => 1_700_000_000_000 + n * 40_000_000),
    recordTime: fc.integer({ min: 1, max: 3 }),
    retracted: fc.boolean(),
    events: fc.array(event, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['identity', 'occurredAt', 'events'] },
)

/** A second arrival of the same records: another order, some twice, cut into other batches. */
const arrival = (records: readonly FeedRecord[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...records], { minLength: records.length, maxLength: records.length }),
      fc.array(fc.nat({ max: Math.max(0, records.length - 1) }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 }),
    )
    .map(([order, repeats, sizes]) => {
      const sent = [...order]
      for (const repeat of repeats)
        sent.splice((repeat * 7) % (sent.length + 1), 0, records[repeat] as FeedRecord)
      const batches: FeedRecord[][] = []
      for (let start = 0, turn = 0; start < sent.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1
        batches.push(sent.slice(start, start + size))
        start += size
      }
      return batches
    })

function digestOf(batches: readonly (readonly FeedRecord[])[], commitAtOnce = 1): string {
  const ledger = openTestLedger(PROJECTIONS)
  try {
    for (let start = 0; start < batches.length; start += commitAtOnce) {
      ledger.commit(batches.slice(start, start + commitAtOnce).map((batch) => batch.map(intaken)))
    }
    return ledger.digest()
  } finally {
    ledger.close()
  }
}

describe('the ledger', () => {
  it('ends in one state whatever the order, the duplicates and the batching', () => {
    fc.assert(
      fc.property(
        fc
          .array(record, { minLength: 1, maxLength: 30 })
          .chain((records) =>
            fc.tuple(fc.constant(records), arrival(records), fc.integer({ min: 1, max: 4 })),
          ),
        ([records, batches, commitAtOnce]) => {
          expect(digestOf(batches, commitAtOnce)).toBe(digestOf([records]))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('keeps its books: conserved units, balanced feeds, anchored counts, and a rebuild that comes out the same', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 30 }).chain((records) => arrival(records)),
        (batches) => {
          const ledger = openTestLedger(PROJECTIONS)
          try {
            for (const batch of batches) ledger.commit([batch.map(intaken)])
            const verification = ledger.verify()
            expect(verification.checks.flatMap((check) => check.violations)).toEqual([])
            expect(verification.ok).toBe(true)
          } finally {
            ledger.close()
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('answers every position with a page whose closing is the stored balance', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 25 }), (records) => {
        const ledger = openTestLedger(PROJECTIONS)
        try {
          ledger.commit([records.map(intaken)])
          const context = {
            reader: ledger.reader,
            clock: { now: () => 0 },
            pseudonymOf: () => '',
            log: { eventNumbers: () => [], rawText: () => '' },
          }
          const positions = ledger.reader.all<{ location: string; sku: string; disposition: number }>(
            'SELECT location, sku, disposition FROM balances JOIN locations USING (location_id) JOIN skus USING (sku_id)',
          )
          for (const { location, sku, disposition } of positions) {
            const page = ledgerPage(context, { location, sku, disposition: STOCK_DISPOSITIONS[disposition] })
            expect(page.closingUnits).toBe(page.storedUnits)
            const last = page.entries.at(-1)
            if (last) expect(last.balanceUnits).toBe(page.closingUnits)
          }
        } finally {
          ledger.close()
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('a count', () => {
  const at = (minute: number) => 1_700_000_000_000 + minute * 60_000
  const place = { location: 'gln:A', disposition: 'sellable' as const }
  const counted = (identity: string, minute: number, unitsCounted: number): FeedRecord => ({
    identity,
    occurredAt: at(minute),
    events: [{ type: 'StockCounted', sku: 'gtin:1', ...place, units: unitsCounted }],
  })
  const sold = (identity: string, minute: number, unitsSold: number): FeedRecord => ({
    identity,
    occurredAt: at(minute),
    events: [{ type: 'StockMoved', sku: 'gtin:1', units: unitsSold, from: place, to: 'customer' }],
  })
  const onHand = (records: FeedRecord[]) => {
    const ledger = openTestLedger(PROJECTIONS)
    try {
      for (const one of records) ledger.commit([[intaken(one)]])
      return ledger.reader.get<{ n: number }>('SELECT microunits / 1000000 AS n FROM balances')?.n
    } finally {
      ledger.close()
    }
  }

  it('sets what is on hand, and moves after it add', () => {
    expect(onHand([counted('a', 0, 100), sold('b', 5, 3)])).toBe(97)
  })
  it('is not changed by a late record from before it', () => {
    expect(onHand([counted('a', 10, 100), sold('late', 5, 3)])).toBe(100)
  })
  it('that comes late still anchors what was recorded after it', () => {
    expect(onHand([sold('b', 15, 3), sold('c', 5, 2), counted('a', 10, 100)])).toBe(97)
  })
  it('of the same instant as a sale is ordered by identity', () => {
    expect(onHand([counted('a', 10, 100), sold('b', 10, 3)])).toBe(97)
    expect(onHand([sold('a', 10, 3), counted('b', 10, 100)])).toBe(100)
  })
  it('that comes late is found without reading what is older than it, whatever lies between', () => {
    const sales = Array.from({ length: 50 }, (_, n) => sold(`sale ${n}`, 100 + ((n * 37) % 50), 1))
    // Sales at minutes 100 to 149, one each; the count of minute 120 stands before those of the same minute by identity.
    expect(onHand([counted('z', 50, 900), ...sales, counted('a', 120, 500)])).toBe(500 - 30)
    expect(onHand([counted('a', 120, 500), ...sales, counted('z', 50, 900)])).toBe(500 - 30)
  })
  it('folds by plain rule', () => {
    const entry = (kind: number, microunits: number, minute: number) => ({
      kind,
      microunits,
      occurredAt: at(minute),
      identity: `${minute}`,
      line: 0,
      entryNumber: minute,
      eventNumber: minute,
    })
    expect(foldEntries([entry(0, -3, 12), entry(1, 40, 10), entry(0, 9, 8)]).microunits).toBe(37)
    expect(foldEntries([])).toEqual({ microunits: 0, anchor: null })
  })
})
