/** Owns the proof that the planner's case says what the world supposes. */
import { Value } from '@sinclair/typebox/value'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlanCase } from '../../../shared/planCase.ts'
import type { ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import { applyOperators } from './operators.ts'
import { planningCase } from './planningCase.ts'
import { anyOperator, smallWorld } from './worlds.fixture.ts'

const caseOf = (...operators: ScenarioOperator[]) =>
  planningCase(applyOperators(smallWorld(), operators), 'test')
const demandOf = (planCase: PlanCase, sku: string, loc: string) =>
  planCase.stock.find((row) => row.sku === sku && row.loc === loc)?.demand_mean
const lanesOf = ({ lanes }: PlanCase) => lanes.map(({ from, to, transit_days }) => [from, to, transit_days])

test('whatever is supposed, the case satisfies its schema', () => {
  fc.assert(
    fc.property(fc.array(anyOperator, { maxLength: 6 }), (operators) => {
      expect([...Value.Errors(PlanCase, caseOf(...operators))]).toEqual([])
    }),
    { seed: 7 },
  )
})

test('online demand counts at the place that is asked first', () => {
  expect(demandOf(caseOf(), 'tea', 'b')).toBeCloseTo(9 + 6)
  const centres = caseOf({ kind: 'sourcingSet', rule: 'dcOnly' })
  expect(demandOf(centres, 'tea', 'b')).toBeCloseTo(9)
  expect(demandOf(centres, 'tea', 'dc')).toBeCloseTo(6)
  expect(demandOf(caseOf({ kind: 'sourcingSet', rule: 'mostStock' }), 'tea', 'dc')).toBeCloseTo(6)
})

test('goods that are expected end the days to be covered where they are enough, else they are stock that stays', () => {
  const rowOf = (units: number, ...operators: ScenarioOperator[]) =>
    planningCase(
      applyOperators(smallWorld({ inbound: [{ sku: 'cup', location: 'b', day: 3, units }] }), operators),
      'test',
    ).stock.find(({ sku, loc }) => sku === 'cup' && loc === 'b')
  expect(rowOf(6)).toMatchObject({ cover_days: 3, on_hand: 5, floor: 0 })
  expect(rowOf(6)?.demand_mean).toBeCloseTo((4 * 3) / 14)
  expect(rowOf(2)).toMatchObject({ on_hand: 7, floor: 2 })
  expect(rowOf(2)?.cover_days).toBeUndefined()
  expect(rowOf(2)?.demand_mean).toBeCloseTo(4)
  const late = rowOf(6, { kind: 'inboundSlip', days: 30 })
  expect(late).toMatchObject({ on_hand: 5, floor: 0 })
  expect(late?.cover_days).toBeUndefined()
})

test('surges, shut days, delays and closures are in the figures', () => {
  const surged = caseOf({
    kind: 'demandSurge',
    channel: 'walkIn',
    factor: 3,
    window: { fromDay: 0, days: 7 },
  })
  expect(demandOf(surged, 'tea', 'a')).toBeCloseTo(16)
  const outage = { kind: 'nodeOutage' as const, locations: ['a'], window: { fromDay: 0, days: 7 } }
  const shut = caseOf({ ...outage, stock: 'evacuable' })
  expect(demandOf(shut, 'tea', 'a')).toBeCloseTo(4)
  // What is sent there waits at the door; what is sent from there may leave at once.
  expect(lanesOf(shut)).toEqual([
    ['dc', 'a', 7],
    ['dc', 'b', 0],
    ['a', 'b', 0],
  ])
  expect(lanesOf(caseOf({ ...outage, stock: 'locked' }))).toContainEqual(['a', 'b', 7])
  const slow = caseOf(
    {
      kind: 'carrierDelay',
      lanes: { carriers: ['Van'] },
      distribution: [
        { days: 0, share: 0.5 },
        { days: 3, share: 0.5 },
      ],
    },
    { kind: 'laneClosed', lanes: { from: ['dc'], to: ['a'] } },
  )
  expect(lanesOf(slow)).toEqual([
    ['dc', 'b', 0],
    ['a', 'b', 1.5],
  ])
})
