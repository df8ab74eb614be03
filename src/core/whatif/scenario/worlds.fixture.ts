/** Owns small worlds for tests, and operators that fit them. */
import * as fc from 'fast-check'
import type { ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import type { World, WorldLane, WorldLocation, WorldStock } from './world.ts'

export const place = (id: string, more: Partial<WorldLocation> = {}): WorldLocation => ({
  id,
  name: null,
  kind: 'store',
  region: 'north',
  latitude: null,
  longitude: null,
  receiveCapacityUnits: null,
  sendCapacityUnits: null,
  receiveUnitsPerDay: null,
  outages: [],
  ...more,
})

export const lane = (from: string, to: string, more: Partial<WorldLane> = {}): WorldLane => ({
  from,
  to,
  km: 100,
  carrier: 'Bluestem',
  transitDays: 0,
  unitCost: 0.5,
  fixedCost: 0,
  closed: [],
  delays: [],
  ...more,
})

export const stock = (
  sku: string,
  location: string,
  onHandUnits: number,
  demandMean: number,
  more: Partial<WorldStock> = {},
): WorldStock => ({ sku, location, onHandUnits, demandMean, floorUnits: 0, dayFactors: null, ...more })

/** Two stores and a centre; the second store is short of tea. */
export function smallWorld(more: Partial<World> = {}): World {
  return {
    horizonDays: 14,
    currency: 'EUR',
    locations: [place('dc', { kind: 'dc' }), place('a'), place('b', { region: 'south' })],
    skus: [
      {
        id: 'tea',
        category: 'drinks',
        valuePerSale: 10,
        holdingPerLeftover: 0.2,
        price: 18,
        dispersion: null,
      },
      { id: 'cup', category: 'ware', valuePerSale: 6, holdingPerLeftover: 0.1, price: null, dispersion: 1.5 },
    ],
    lanes: [lane('dc', 'a'), lane('dc', 'b'), lane('a', 'b', { carrier: 'Van' })],
    stock: [
      stock('tea', 'dc', 30, 0),
      stock('tea', 'a', 25, 8),
      stock('tea', 'b', 2, 9),
      stock('cup', 'a', 5, 4, { floorUnits: 2 }),
      stock('cup', 'b', 5, 4),
    ],
    inbound: [{ sku: 'cup', location: 'b', day: 3, units: 4 }],
    onlineDemand: [{ region: 'south', sku: 'tea', demandMean: 6, dayFactors: null }],
    onlineReach: [
      { region: 'south', location: 'b', transitDays: 1, unitCost: 3, carrier: 'Van', delays: [] },
      { region: 'south', location: 'dc', transitDays: 3, unitCost: 4, carrier: 'Bluestem', delays: [] },
    ],
    sourcing: [{ region: 'south', rule: 'nearest', locations: [], promiseDays: 2 }],
    latePenalty: 1,
    ...more,
  }
}

const locations = fc.uniqueArray(fc.constantFrom('dc', 'a', 'b'), { minLength: 1 })
const filter = fc.option(
  fc.record(
    {
      locations,
      regions: fc.uniqueArray(fc.constantFrom('north', 'south'), { minLength: 1 }),
      skus: fc.uniqueArray(fc.constantFrom('tea', 'cup'), { minLength: 1 }),
      categories: fc.uniqueArray(fc.constantFrom('drinks', 'ware'), { minLength: 1 }),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
)
const lanes = fc.record(
  {
    from: locations,
    to: locations,
    carriers: fc.uniqueArray(fc.constantFrom('Bluestem', 'Van'), { minLength: 1 }),
  },
  { requiredKeys: [] },
)
const window = fc.option(
  fc.record({ fromDay: fc.integer({ min: 0, max: 13 }), days: fc.integer({ min: 1, max: 20 }) }),
  { nil: undefined },
)
const factor = fc.constantFrom(0, 0.5, 0.9, 2, 4)
const capacity = fc.option(fc.integer({ min: 0, max: 30 }))

/** Any operator that fits `smallWorld`. */
export const anyOperator: fc.Arbitrary<ScenarioOperator> = fc
  .oneof(
    fc.record({
      kind: fc.constant('nodeOutage' as const),
      locations,
      stock: fc.constantFrom('locked' as const, 'evacuable' as const),
      window,
    }),
    fc.record({
      kind: fc.constant('carrierDelay' as const),
      lanes,
      days: fc.integer({ min: 1, max: 9 }),
      window,
    }),
    fc.record({
      kind: fc.constant('carrierDelay' as const),
      lanes,
      distribution: fc.constant([
        { days: 0, share: 0.5 },
        { days: 4, share: 0.5 },
      ]),
      window,
    }),
    fc.record({ kind: fc.constant('laneClosed' as const), lanes, window }),
    fc.record({ kind: fc.constant('laneCost' as const), lanes, unitFactor: factor, fixedAdded: factor }),
    fc.record({
      kind: fc.constant('demandSurge' as const),
      filter,
      channel: fc.constantFrom('walkIn' as const, 'online' as const, undefined),
      factor,
      window,
    }),
    fc.record({ kind: fc.constant('inboundSlip' as const), filter, days: fc.integer({ min: 1, max: 20 }) }),
    fc.record({
      kind: fc.constant('capacitySet' as const),
      locations,
      receiveUnits: capacity,
      receiveUnitsPerDay: capacity,
    }),
    fc.record({ kind: fc.constant('stockAdjusted' as const), filter, factor }),
    fc.record({ kind: fc.constant('floorSet' as const), filter, floorUnits: fc.integer({ min: 0, max: 9 }) }),
    fc.record({
      kind: fc.constant('sourcingSet' as const),
      rule: fc.constantFrom('nearest' as const, 'dcOnly' as const, 'mostStock' as const),
      promiseDays: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({ kind: fc.constant('sourcingSet' as const), rule: fc.constant('listed' as const), locations }),
  )
  // What is absent is not there at all, as in JSON.
  .map((operator) => JSON.parse(JSON.stringify(operator)) as ScenarioOperator)
