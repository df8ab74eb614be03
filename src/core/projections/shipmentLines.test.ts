/** Proves that pallets add up, and that what two parties tell of one parcel counts once. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { carriedLines, type ShipmentLine } from './shipmentLines.ts'

const line = (sku: string, units: number, orderLine?: string): ShipmentLine =>
  orderLine === undefined ? { sku, units } : { sku, units, orderLine }

it('adds up pallets, alike or not', () => {
  expect(carriedLines([[line('a', 4)], [line('a', 4)], [line('b', 1)]])).toEqual([line('a', 8), line('b', 1)])
  expect(carriedLines([[line('a', 4, '1')], [line('a', 2, '1')]])).toEqual([line('a', 6, '1')])
})

it('counts once what a warehouse and a sender tell of the same lines, in any order of theirs', () => {
  const warehouse = [line('a', 8, '1'), line('b', 1, '2')]
  expect(carriedLines([warehouse, warehouse.toReversed()])).toHaveLength(2)
  expect(carriedLines([[line('b', 1), line('a', 5), line('a', 3)], warehouse])).toEqual(warehouse)
})

it('keeps the lines of two parcels of one name that differ', () => {
  expect(carriedLines([[line('a', 8, '1')], [line('b', 8)], []])).toEqual([line('a', 8, '1'), line('b', 8)])
})

it('does not depend on which is told first', () => {
  const one = fc.record({
    sku: fc.constantFrom('a', 'b'),
    units: fc.integer({ min: 1, max: 3 }),
    orderLine: fc.constantFrom('1', '2', undefined),
  })
  const lines = fc.array(fc.array(one.map(({ sku, units, orderLine }) => line(sku, units, orderLine)), { maxLength: 3 }), { maxLength: 4 }) // prettier-ignore
  fc.assert(
    fc.property(lines.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), ([all, shuffled]) => {
      const sorted = (some: readonly ShipmentLine[]) => some.map((own) => JSON.stringify(Object.entries(own).sort())).sort()
      expect(sorted(carriedLines(shuffled))).toEqual(sorted(carriedLines(all)))
    }),
  ) // prettier-ignore
})
