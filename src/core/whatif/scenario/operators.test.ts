/** Owns the proof that operators suppose what they say, write to nothing, and refuse what does not fit. */
import { Value } from '@sinclair/typebox/value'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { OPERATOR_KINDS, ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import { checkOperators } from './checks.ts'
import { applyOperators, OperatorMismatch } from './operators.ts'
import { anyOperator, smallWorld } from './worlds.fixture.ts'

test('every drawn operator satisfies the schema, and every kind is drawn', () => {
  const drawn = new Set<string>()
  fc.assert(
    fc.property(anyOperator, (operator) => {
      drawn.add(operator.kind)
      expect([...Value.Errors(ScenarioOperator, operator)]).toEqual([])
    }),
    { numRuns: 500, seed: 1 },
  )
  expect([...drawn].toSorted()).toEqual([...OPERATOR_KINDS].toSorted())
})

test('without operators the world is the base itself', () => {
  const base = smallWorld()
  expect(applyOperators(base, [])).toBe(base)
})

test('the base is never written to', () => {
  fc.assert(
    fc.property(fc.array(anyOperator, { maxLength: 6 }), (operators) => {
      const base = freeze(smallWorld())
      applyOperators(base, operators)
      expect(base).toEqual(smallWorld())
    }),
    { seed: 2 },
  )
})

test('the order of operators of different kinds does not matter', () => {
  fc.assert(
    fc.property(anyOperator, anyOperator, (first, second) => {
      fc.pre(first.kind !== second.kind)
      const base = smallWorld()
      expect(applyOperators(base, [first, second])).toEqual(applyOperators(base, [second, first]))
    }),
    { numRuns: 500, seed: 3 },
  )
})

test('of one kind the later one goes by what the earlier made', () => {
  const base = smallWorld()
  const set = { kind: 'floorSet', floorUnits: 4 } as const
  const double = { kind: 'floorSet', factor: 2 } as const
  expect(applyOperators(base, [set, double]).stock[0]?.floorUnits).toBe(8)
  expect(applyOperators(base, [double, set]).stock[0]?.floorUnits).toBe(4)
})

test('applying operators in two parts is applying them at once', () => {
  fc.assert(
    fc.property(
      fc.array(anyOperator, { maxLength: 3 }),
      fc.array(anyOperator, { maxLength: 3 }),
      (one, two) => {
        const base = smallWorld()
        expect(applyOperators(applyOperators(base, one), two)).toEqual(applyOperators(base, [...one, ...two]))
      },
    ),
    { seed: 4 },
  )
})

test('rows that are not meant stay the same objects', () => {
  const base = smallWorld()
  const surged = applyOperators(base, [
    {
      kind: 'demandSurge',
      filter: { skus: ['tea'], locations: ['b'] },
      factor: 2,
      window: { fromDay: 2, days: 3 },
    },
  ])
  expect(surged.stock.map((row, index) => row === base.stock[index])).toEqual([true, true, false, true, true])
  expect(surged.stock[2]?.dayFactors).toEqual([1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1])
  expect(surged.onlineDemand[0]).toBe(base.onlineDemand[0])
})

test('what does not fit is refused with the number of the operator and its field', () => {
  const problems = checkOperators(smallWorld(), [
    { kind: 'floorSet', floorUnits: 0 },
    { kind: 'nodeOutage', locations: ['a', 'nowhere'], stock: 'locked' },
    { kind: 'demandSurge', factor: 2, filter: { skus: ['salt'] }, window: { fromDay: 20, days: 2 } },
    { kind: 'carrierDelay', lanes: { carriers: ['Pigeon'] }, days: 2 },
    { kind: 'carrierDelay' },
    { kind: 'carrierDelay', distribution: [{ days: 2, share: 0.7 }] },
    { kind: 'laneCost' },
    { kind: 'sourcingSet', rule: 'listed', regions: ['moon'] },
  ])
  expect(problems.map(({ operator, field }) => [operator, field])).toEqual([
    [1, 'locations[1]'],
    [2, 'window.fromDay'],
    [2, 'filter.skus[0]'],
    [3, 'lanes.carriers[0]'],
    [4, 'days'],
    [5, 'distribution'],
    [6, 'unitFactor'],
    [7, 'regions[0]'],
    [7, 'locations'],
  ])
  expect(problems[0]?.message).toBe(
    'Operator 2 (nodeOutage), locations[1]: there is no location “nowhere” in this scope.',
  )
  expect(() => applyOperators(smallWorld(), [{ kind: 'laneCost' }])).toThrow(OperatorMismatch)
})

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze)
    Object.freeze(value)
  }
  return value
}
