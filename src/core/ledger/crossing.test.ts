/** Proves that what crosses between threads arrives as it left, and that the fast canonical text is the plain one. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalEvents, canonicalJson } from './contentHash.ts'
import { fromCrossing, fromCrossingOutcome, toCrossing, toCrossingOutcome } from './crossing.ts'
import type { PackedRecord, PackedRefusal } from './packing.ts'

const hexadecimal = fc.stringMatching(/^[0-9a-f]{32}$/)
const record: fc.Arbitrary<PackedRecord> = fc.record({
  identity: fc.string({ minLength: 1 }),
  identityNumber: fc.maxSafeNat(),
  contentHash: hexadecimal,
  occurredAt: fc.maxSafeInteger(),
  recordTime: fc.option(fc.maxSafeInteger()),
  retracted: fc.boolean(),
  body: fc.string({ unit: 'binary' }),
  rawIndex: fc.constant(0),
})
const refusal: fc.Arbitrary<PackedRefusal> = fc.record({
  reason: fc.string(),
  field: fc.string(),
  raw: fc.string(),
  rawHash: hexadecimal,
})

it('brings a batch across whole and in order', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(record, refusal)), (drawn) => {
      let next = 0
      const records = drawn.map((one) => ('reason' in one ? one : { ...one, rawIndex: next++ }))
      const batch = {
        feed: 'f',
        transport: 'http',
        format: 'epcis',
        documentName: null,
        recordedAt: 1,
        mapping: null,
        replays: null,
        rawPack: new Uint8Array(),
        records,
      }
      expect(fromCrossing(structuredClone(toCrossing(batch)))).toEqual(batch)
    }),
  )
})

it('brings outcomes across', () => {
  const outcome = {
    position: 7,
    received: 3,
    accepted: 1,
    duplicates: 1,
    quarantined: 1,
    quarantineIds: [4],
    outcomes: ['quarantined', 'accepted', 'duplicate'] as ('accepted' | 'duplicate' | 'quarantined')[],
  }
  expect(fromCrossingOutcome(structuredClone(toCrossingOutcome(outcome)))).toEqual(outcome)
})

it('writes moves and counts as canonical JSON does', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('gtin:1', 'a"b', 'é', '\u2028', '\u007f'),
  )
  const units = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constant(-0))
  const account = fc.oneof(
    fc.record({ location: text, disposition: fc.constant('sellable' as const) }),
    fc.constant('customer' as const),
  )
  const event = fc.oneof(
    fc.record({ type: fc.constant('StockMoved' as const), sku: text, units, from: account, to: account }),
    fc.record({
      type: fc.constant('StockCounted' as const),
      sku: text,
      units,
      location: text,
      disposition: fc.constant('damaged' as const),
    }),
  )
  fc.assert(
    fc.property(fc.array(event), (events) => {
      expect(canonicalEvents(events)).toBe(canonicalJson(events))
    }),
  )
})
