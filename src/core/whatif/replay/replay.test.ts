/** Owns the proof that a replay keeps units, pairs its draws, and finds what probability says of simple cases. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyOperators } from '../scenario/operators.ts'
import type { PlannedMove, World } from '../scenario/world.ts'
import { anyOperator, lane, place, smallWorld, stock } from '../scenario/worlds.fixture.ts'
import { comparisonOf, sensitivityOf, STRESSES, underStress, worstOf } from './comparison.ts'
import { drawDemand, NO_STRESS } from './demandDraws.ts'
import { PURPOSES } from './draws.ts'
import { numberPairs } from './pairs.ts'
import { play, type RunFigures } from './playing.ts'
import { createReplay, type Replay, type ReplayOptions } from './replay.ts'
import { buildScene } from './scene.ts'
import { findTouched } from './touched.ts'

const MOVES: PlannedMove[] = [
  { sku: 'tea', from: 'a', to: 'b', units: 8 },
  { sku: 'tea', from: 'dc', to: 'b', units: 5 },
  { sku: 'cup', from: 'a', to: 'b', units: 1 },
]

const ended = (options: ReplayOptions): Replay => {
  const replay = createReplay(options)
  while (!replay.step());
  return replay
}

test('units are conserved in every world: what was there is sold or left over', () => {
  fc.assert(
    fc.property(fc.array(anyOperator, { maxLength: 4 }), fc.integer(), (operators, seed) => {
      const base = smallWorld()
      const scenario = applyOperators(base, operators)
      const runs = ended({
        base,
        scenario,
        moves: MOVES,
        seed,
        mostReplications: 3,
        leastReplications: 3,
      }).record()
      const there = (world: World) =>
        world.stock.reduce((sum, row) => sum + row.onHandUnits, 0) +
        world.inbound.reduce((sum, row) => sum + row.units, 0)
      for (const [world, of] of [
        [base, runs.base],
        [scenario, runs.scenario],
        [scenario, runs.withPlan],
      ] as const) {
        for (const run of of) {
          expect(run.soldUnits + run.leftoverUnits).toBe(there(world))
          expect(run.soldUnits).toBeLessThanOrEqual(run.demandUnits)
          expect(run.onTimeUnits).toBeLessThanOrEqual(run.shippedUnits)
          expect(run.shippedUnits).toBeLessThanOrEqual(run.onlineUnits)
        }
      }
    }),
    { numRuns: 60, seed: 6 },
  )
})

test('the same seed gives the same figures, another seed others', () => {
  const options = { base: smallWorld(), scenario: smallWorld(), moves: MOVES, seed: 3 }
  expect(ended(options).record()).toEqual(ended(options).record())
  expect(ended({ ...options, seed: 4 }).record()).not.toEqual(ended(options).record())
})

test('one transfer more, or another scope, never shifts the demand of others', () => {
  const world = smallWorld()
  const demandOf = (moves: PlannedMove[], more: World) => {
    const scene = buildScene(
      more,
      findTouched(more, more, moves, numberPairs(more)),
      moves,
      9,
      numberPairs(more),
    )
    const drawn = drawDemand(scene.walkIn, PURPOSES.walkIn, 14, 2, NO_STRESS)!
    return new Map(
      [...scene.place].map((where, cell) => [
        `${more.skus[scene.sku[cell]!]!.id}@${more.locations[where]!.id}`,
        [...drawn.subarray(cell * 14, cell * 14 + 14)],
      ]),
    )
  }
  const few = demandOf(MOVES.slice(0, 1), world)
  const many = demandOf(MOVES, { ...world, stock: [stock('tea', 'c', 1, 1), ...world.stock].toReversed() })
  expect(few.size).toBeGreaterThan(0)
  for (const [key, days] of few) expect(many.get(key)).toEqual(days)
})

test('a plan that does nothing gains nothing, and nothing is proven', () => {
  const base = smallWorld()
  const comparison = comparisonOf(ended({ base, scenario: base, moves: [], seed: 1 }))
  expect(comparison).toMatchObject({ replications: 50, isProven: false, varianceRatio: null })
  expect(comparison?.planGainMinor).toEqual({ mean: 0, low: 0, high: 0 })
})

test('a sure gain is found exactly, and its costs are told', () => {
  // Demand of 1,000 units sells whatever is there; the source sells nothing at all.
  const base = smallWorld({
    stock: [stock('tea', 'a', 20, 0), stock('tea', 'b', 0, 1000)],
    inbound: [],
    onlineDemand: [],
    lanes: [lane('a', 'b', { unitCost: 0.5, fixedCost: 7 })],
  })
  const moves = [{ sku: 'tea', from: 'a', to: 'b', units: 12 }]
  const comparison = comparisonOf(ended({ base, scenario: base, moves, seed: 1 }))
  expect(comparison?.planGainUnits).toEqual({ mean: 12, low: 12, high: 12 })
  // 12 units sold at 10 each and not left over at 0.2 each, less 12 × 0.5 and 7 for the lane.
  expect(comparison?.planGainMinor.mean).toBeCloseTo((12 * 10.2 - 6 - 7) * 100, 6)
  expect(comparison?.withPlan.costMinor.mean).toBeCloseTo(1300, 6)
  expect(comparison?.isProven).toBe(true)
})

test('what arrives after the horizon, at a shut place or over a closed lane, sells nothing', () => {
  const world = (more: Partial<World>) =>
    smallWorld({
      stock: [stock('tea', 'a', 20, 0), stock('tea', 'b', 0, 1000)],
      inbound: [],
      onlineDemand: [],
      lanes: [lane('a', 'b')],
      ...more,
    })
  const moves = [{ sku: 'tea', from: 'a', to: 'b', units: 12 }]
  const unitsOf = (base: World, operators: Parameters<typeof applyOperators>[1] = []) =>
    comparisonOf(ended({ base, scenario: applyOperators(base, operators), moves, seed: 1 }))?.planGainUnits
      .mean
  const base = world({})
  expect(unitsOf(base)).toBe(12)
  expect(unitsOf(world({ lanes: [lane('a', 'b', { transitDays: 14 })] }))).toBe(0)
  expect(unitsOf(base, [{ kind: 'laneClosed', lanes: { from: ['a'] } }])).toBe(0)
  expect(unitsOf(base, [{ kind: 'nodeOutage', locations: ['b'], stock: 'locked' }])).toBe(0)
  expect(unitsOf(base, [{ kind: 'nodeOutage', locations: ['a'], stock: 'locked' }])).toBe(0)
  expect(unitsOf(base, [{ kind: 'nodeOutage', locations: ['a'], stock: 'evacuable' }])).toBe(12)
  expect(unitsOf(base, [{ kind: 'carrierDelay', days: 20 }])).toBe(0)
  expect(unitsOf(base, [{ kind: 'stockAdjusted', filter: { locations: ['a'] }, factor: 0.4 }])).toBe(8)
  // Two units a day are put away, so that the last of 14 days still takes in some.
  expect(unitsOf(base, [{ kind: 'capacitySet', locations: ['b'], receiveUnitsPerDay: 2 }])).toBe(12)
  expect(
    unitsOf(base, [
      { kind: 'capacitySet', locations: ['b'], receiveUnitsPerDay: 2 },
      { kind: 'carrierDelay', days: 10 },
    ]),
  ).toBe(8)
})

test('orders go to whom the rule asks, and a late carrier breaks the promise', () => {
  const base = smallWorld({
    stock: [stock('tea', 'dc', 500, 0), stock('tea', 'b', 500, 0)],
    inbound: [],
    onlineDemand: [{ region: 'south', sku: 'tea', demandMean: 60, dayFactors: null }],
  })
  const keptOf = (operators: Parameters<typeof applyOperators>[1]) =>
    comparisonOf(ended({ base, scenario: applyOperators(base, operators), moves: [], seed: 1 }))?.scenario
      .promiseKeptOfShipped?.mean
  expect(keptOf([])).toBe(1)
  expect(keptOf([{ kind: 'sourcingSet', rule: 'dcOnly', promiseDays: 2 }])).toBe(0)
  expect(keptOf([{ kind: 'sourcingSet', rule: 'dcOnly', promiseDays: 3 }])).toBe(1)
  expect(keptOf([{ kind: 'sourcingSet', rule: 'listed', locations: ['dc', 'b'] }])).toBe(0)
  expect(keptOf([{ kind: 'nodeOutage', locations: ['b'], stock: 'locked' }])).toBe(0)
  const half = keptOf([
    { kind: 'carrierDelay', lanes: { carriers: ['Van'] }, days: 4, window: { fromDay: 0, days: 7 } },
  ])
  expect(half).toBeGreaterThan(0.4)
  expect(half).toBeLessThan(0.6)
})

test('untouched rows count in the levels and cancel in the differences', () => {
  const base = smallWorld()
  const options = { base, scenario: base, moves: MOVES, seed: 2 }
  const touchedOnly = ended({ ...options, restReplications: 0 })
  const all = ended(options)
  expect(all.gain()).toEqual(touchedOnly.gain())
  const more = (figure: keyof RunFigures) =>
    all.record().base[0]![figure] - touchedOnly.record().base[0]![figure]
  expect(more('demandUnits')).toBeGreaterThanOrEqual(0)
})

test('common random numbers pay, and stress tells the worst', () => {
  const base = smallWorld()
  const options = { base, scenario: base, moves: MOVES, seed: 5 }
  const comparison = comparisonOf(ended(options))!
  expect(comparison.varianceRatio).toBeGreaterThan(4)
  const sensitivities = STRESSES.map((stress) => sensitivityOf(stress, ended(underStress(options, stress)))!)
  expect(sensitivities.map(({ demandFactor }) => demandFactor)).toEqual([0.8, 1.2, 1])
  expect(worstOf(sensitivities)?.demandFactor).toBe(0.8)
})

test('it ends within a day of being stopped, and says what it has', () => {
  const base = smallWorld()
  let asked = 0
  const replay = createReplay({ base, scenario: base, moves: MOVES, seed: 5, isStopped: () => ++asked > 300 })
  while (!replay.step());
  expect(replay.replications()).toBeGreaterThanOrEqual(2)
  expect(replay.replications()).toBeLessThan(50)
  expect(comparisonOf(replay)?.replications).toBe(replay.replications())
})

test('what is waiting to be put away counts in the day of its arrival first', () => {
  const base = smallWorld({
    locations: [place('a'), place('b', { receiveUnitsPerDay: 3 })],
    skus: smallWorld().skus.map((sku) => ({ ...sku, dispersion: null })),
    stock: [stock('tea', 'a', 9, 0), stock('tea', 'b', 0, 1000), stock('cup', 'b', 0, 1000)],
    inbound: [{ sku: 'cup', location: 'b', day: 0, units: 40 }],
    lanes: [lane('a', 'b')],
    onlineDemand: [],
  })
  const moves = [{ sku: 'tea', from: 'a', to: 'b', units: 9 }]
  const touched = findTouched(base, base, moves, numberPairs(base))
  expect(touched.stock).toEqual([0, 1, 2])
  const scene = buildScene(base, touched, moves, 1, numberPairs(base))
  const demand = {
    walkIn: drawDemand(scene.walkIn, PURPOSES.walkIn, 14, 0, NO_STRESS)!,
    online: new Int32Array(0),
  }
  // 14 days × 3 units: the 40 that came first, then 2 of the 9.
  expect(play(scene, demand, 0, () => false)?.soldUnits).toBe(42)
})

test('a plan that the world cannot carry out is refused by name', () => {
  const base = smallWorld()
  const replayOf = (move: PlannedMove) => ended({ base, scenario: base, moves: [move], seed: 1 })
  expect(() => replayOf({ sku: 'cup', from: 'dc', to: 'a', units: 1 })).toThrow(
    'cup, which dc has no row for',
  )
  expect(() => replayOf({ sku: 'tea', from: 'b', to: 'a', units: 1 })).toThrow(
    'from b to a, which is no lane',
  )
})
