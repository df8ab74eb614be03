/** Proves that what one party tells of a shipment adds up, and that what several tell of the same goods counts once. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections.ts'
import { carriedLines, type ShipmentLine, type Telling } from './shipmentLines.ts'

const line = (sku: string, units: number, orderLine?: string): ShipmentLine =>
  orderLine === undefined ? { sku, units } : { sku, units, orderLine }
const of = (party: string, ...lines: ShipmentLine[]): Telling => ({ party, lines })

it('adds up the pallets that one party tells of, alike or not', () => {
  expect(carriedLines([of('dc', line('a', 4)), of('dc', line('a', 4)), of('dc', line('b', 1))])).toEqual([
    line('a', 8),
    line('b', 1),
  ])
  expect(carriedLines([of('dc', line('a', 10, '1')), of('dc', line('a', 10, '1'))])).toEqual([
    line('a', 20, '1'),
  ])
})

it('counts once what several parties tell, one by the carton and one as a whole', () => {
  const cartons = [of('dc', line('a', 10, '1')), of('dc', line('a', 5, '1'))]
  expect(carriedLines([...cartons, of('sender', line('a', 15))])).toEqual([line('a', 15, '1')])
  expect(carriedLines([of('sender', line('a', 15, '1')), ...cartons])).toEqual([line('a', 15, '1')])
  const warehouse = [line('a', 8, '1'), line('b', 1, '2')]
  expect(carriedLines([of('dc', ...warehouse), of('sender', ...warehouse.toReversed())])).toHaveLength(2)
  expect(
    carriedLines([of('sender', line('b', 1), line('a', 5), line('a', 3)), of('dc', ...warehouse)]),
  ).toEqual(warehouse)
})

it('takes the telling of the party that tells most', () => {
  expect(carriedLines([of('dc', line('a', 10)), of('sender', line('a', 15)), of('dc')])).toEqual([
    line('a', 15),
  ])
  expect(carriedLines([of('dc'), of('sender')])).toEqual([])
})

it('does not depend on which is told first', () => {
  const told = fc.record({
    party: fc.constantFrom('dc', 'sender', 'carrier'),
    lines: fc.array(
      fc
        .record({
          sku: fc.constantFrom('a', 'b'),
          units: fc.integer({ min: 1, max: 3 }),
          orderLine: fc.constantFrom('1', '2', undefined),
        })
        .map(({ sku, units, orderLine }) => line(sku, units, orderLine)),
      { maxLength: 3 },
    ),
  })
  const shuffles = fc
    .array(told, { maxLength: 5 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
  fc.assert(
    fc.property(shuffles, ([all, shuffled]) => {
      expect(carriedLines(shuffled)).toEqual(carriedLines(all))
    }),
  )
})

it('counts the cartons of one source once beside the whole of another, by whatever feed they come', () => {
  const tell = (identity: string, units: number) =>
    intaken({
      identity,
      occurredAt: 1,
      events: [{ type: 'ShipmentDescribed', shipment: 's', lines: [line('a', units)] }],
    })
  const cartons = [tell('ce:wms|1', 10), tell('ce:wms|2', 10)]
  const whole = tell('epcis:1', 20)
  const unitsAfter = (...batches: [feed: string, told: ReturnType<typeof tell>[]][]) => {
    const ledger = openTestLedger(PROJECTIONS)
    try {
      for (const [feed, told] of batches) ledger.commit([told], feed)
      return ledger.reader.get<{ microunits: number }>('SELECT microunits FROM shipments')?.microunits
    } finally {
      ledger.close()
    }
  }
  expect(unitsAfter(['one', cartons])).toBe(20e6)
  expect(unitsAfter(['one', [...cartons, whole]])).toBe(20e6)
  expect(unitsAfter(['one', [whole, ...cartons.slice(1)]], ['other', cartons])).toBe(20e6)
})
