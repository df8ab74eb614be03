/** Proves that listings, promotions, channels and told states come out the same in whatever order their records come. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections.ts'

const sku = fc.constantFrom('sku:a', 'sku:b', 'shop:1')
const channel = fc.constantFrom('web', 'market')
const shown: fc.Arbitrary<CanonicalEvent> = fc.record(
  {
    type: fc.constant('ListingShown' as const),
    channel,
    sku,
    active: fc.boolean(),
    priceMinor: fc.constantFrom(100, 200),
    currency: fc.constantFrom('EUR', 'USD'),
    promotion: fc.constantFrom('spring', null),
    offeredUnits: fc.constantFrom(5, 0, null),
    deliveryPromises: fc.constantFrom<{ days: number; country?: string }[]>(
      [{ days: 2 }],
      [{ days: 3, country: 'DE' }],
    ),
  },
  { requiredKeys: ['type', 'channel', 'sku'] },
)
const event: fc.Arbitrary<CanonicalEvent> = fc.oneof(
  { weight: 6, arbitrary: shown },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('SkuAliased' as const),
      alias: fc.constant('shop:1'),
      sku: fc.constantFrom('sku:a', 'sku:b'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('PromotionPlanned' as const),
      promotion: fc.constantFrom('spring', 'summer'),
      skus: fc.subarray(['sku:a', 'shop:1', 'sku:b']),
      channels: fc.subarray(['web', 'market']),
      startsAt: fc.constantFrom(1, 2),
      endsAt: fc.constantFrom(3, 4),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { type: fc.constant('ChannelDescribed' as const), channel, name: fc.constantFrom('Web', 'Market') },
      { requiredKeys: ['type', 'channel'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        type: fc.constant('OrderStateTold' as const),
        order: fc.constant('o1'),
        system: fc.constantFrom('shop', 'wms'),
        state: fc.constantFrom('open' as const, 'inProgress' as const, 'shipped' as const),
        at: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: ['type', 'order', 'system', 'state'] },
    ),
  },
)
const record: fc.Arbitrary<FeedRecord> = fc.record(
  {
    identity: fc.integer({ min: 0, max: 20 }).map((n) => `ce:${n}`),
    occurredAt: fc.integer({ min: 1, max: 8 }),
    recordTime: fc.integer({ min: 1, max: 3 }),
    retracted: fc.boolean(),
    events: fc.array(event, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['identity', 'occurredAt', 'events'] },
)

function ledgerOf(batches: readonly (readonly FeedRecord[])[]) {
  const ledger = openTestLedger(PROJECTIONS)
  for (const batch of batches) ledger.commit([batch.map(intaken)])
  return ledger
}

function digestOf(batches: readonly (readonly FeedRecord[])[]): string {
  const ledger = ledgerOf(batches)
  try {
    return ledger.digest()
  } finally {
    ledger.close()
  }
}

it('one state, in any order, all at once or one by one', () => {
  fc.assert(
    fc.property(
      fc
        .array(record, { minLength: 1, maxLength: 25 })
        .chain((records) =>
          fc.tuple(
            fc.constant(records),
            fc.shuffledSubarray(records, { minLength: records.length, maxLength: records.length }),
          ),
        ),
      ([records, shuffled]) => {
        expect(digestOf(shuffled.map((one) => [one]))).toBe(digestOf([records]))
      },
    ),
    { numRuns: 40 },
  )
})

describe('a listing', () => {
  const told = (
    at: number,
    members: Partial<Extract<CanonicalEvent, { type: 'ListingShown' }>>,
  ): FeedRecord => ({
    identity: `ce:${at}`,
    occurredAt: at,
    events: [{ type: 'ListingShown', channel: 'web', sku: 'sku:a', ...members }],
  })
  const rowOf = (...records: FeedRecord[]) => {
    const ledger = ledgerOf(records.map((one) => [one]))
    try {
      expect(ledger.verify().checks.flatMap(({ violations }) => violations)).toEqual([])
      return ledger.reader.all(
        `SELECT sku, active, was_active, price_minor, price_since, offered, offered_told, offered_since, offered_at,
           promotion_told, last_at FROM listings`,
      )
    } finally {
      ledger.close()
    }
  }

  it('keeps each member until it is told anew, and knows since when it has been so', () => {
    expect(
      rowOf(
        told(10, { priceMinor: 500, offeredUnits: 3, active: true }),
        told(20, { offeredUnits: 3, active: false }),
        told(30, { offeredUnits: 3 }),
        told(15, { priceMinor: 400 }),
      ),
    ).toEqual([
      {
        sku: 'sku:a',
        active: 0,
        was_active: 1,
        price_minor: 400,
        price_since: 15,
        offered: 3_000_000,
        offered_told: 1,
        offered_since: 10,
        offered_at: 30,
        promotion_told: 0,
        last_at: 30,
      },
    ])
  })

  it('offers without end where the channel does not count', () => {
    expect(rowOf(told(10, { offeredUnits: null }))).toMatchObject([{ offered: null, offered_told: 2 }])
  })

  it('that was told under another name stands under the SKU, and goes back where the tie is taken back', () => {
    const tie: FeedRecord = {
      identity: 'ce:tie',
      occurredAt: 5,
      recordTime: 1,
      events: [{ type: 'SkuAliased', alias: 'sku:a', sku: 'sku:b' }],
    }
    expect(rowOf(told(10, { priceMinor: 1 }), tie, told(20, { active: true }))).toMatchObject([
      { sku: 'sku:b', price_minor: 1, active: 1 },
    ])
    expect(rowOf(told(10, { priceMinor: 1 }), tie, { ...tie, recordTime: 2, retracted: true })).toMatchObject(
      [{ sku: 'sku:a', price_minor: 1 }],
    )
  })
})
