/** Owns the proof that effects are measured without bias, that intervals hold what they promise, and that factors are careful. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom, type Random } from '../platform.ts'
import { demandClassOf, matched, measureEffect } from './effect.ts'
import type { MeasuredLine, PositionSales } from './outcomeTypes.ts'
import { biasFactorOf, correctionOf, groupsOf, intervalOfEffect, sumEffects } from './trust.ts'

function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.next(); product > limit; product *= random.next()) count++
  return count
}

/** A place whose sales rise by `lift` units a day after the plan. */
function place(random: Random, location: string, perDay: number, lift: number): PositionSales {
  return {
    location,
    sku: 'tea',
    before: Array.from({ length: 28 }, () => poisson(random, perDay)),
    after: Array.from({ length: 14 }, () => poisson(random, perDay * 1.2 + lift)),
    stockUnits: 3,
  }
}

test('the effect is found without bias, and 95 % intervals hold it about so often', () => {
  const random = seededRandom(1)
  const runs = 600
  let sum = 0
  let held = 0
  for (let run = 0; run < runs; run++) {
    const receiver = place(random, 'r', 0.8, 0.5)
    const others = Array.from({ length: 20 }, (_, index) => place(random, `c${index}`, 0.8, 0))
    const effect = measureEffect(receiver, matched(receiver, others), 'sku')!
    const interval = intervalOfEffect(effect)
    sum += effect.units
    if (interval.low <= 7 && interval.high >= 7) held++
  }
  // All rose by 20 % meanwhile, which is no effect; 14 days × 0.5 units are.
  expect(sum / runs).toBeGreaterThan(6.2)
  expect(sum / runs).toBeLessThan(7.8)
  expect(held / runs).toBeGreaterThan(0.92)
})

test('comparisons sold alike before and had as much stock', () => {
  const of = (location: string, perDay: number, stockUnits: number): PositionSales => ({
    location,
    sku: 'tea',
    before: Array.from({ length: 10 }, () => perDay),
    after: [],
    stockUnits,
  })
  const receiver = of('r', 2, 3)
  const found = matched(receiver, [of('full', 2, 90), of('busy', 9, 3), of('near', 2, 4), of('alike', 2, 3)])
  expect(found.map(({ location }) => location)).toEqual(['alike', 'near'])
  expect(measureEffect(receiver, found, 'sku')).toBeNull()
})

const line = (predictedUnits: number, units: number, variance: number): MeasuredLine => ({
  predicted: {
    transfer: 'TR0000000001',
    line: '1',
    sku: 'tea',
    from: 'a',
    to: 'b',
    author: 'ada',
    requestedUnits: 5,
    receivedUnits: 5,
    receiverSalesUnits: predictedUnits,
    receiverDemandUnits: 9,
    netValueMinor: 100,
    plannedAt: 0,
    horizonEndsAt: 1,
  },
  predictedUnits,
  effect: { units, variance, degrees: 9, comparisons: 10, with: 'sku' },
  demandClass: 'smooth',
  state: 'measured',
  basis: '',
})

test('a factor needs enough outcomes, lies between 1 and what was measured, and stays within bounds', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.double({ min: 0, max: 20, noNaN: true }),
          fc.double({ min: -20, max: 40, noNaN: true }),
          fc.double({ min: 0.1, max: 50, noNaN: true }),
        ),
        { maxLength: 30 },
      ),
      (outcomes) => {
        const sum = sumEffects(
          outcomes.map(([predicted, units, variance]) => line(predicted, units, variance)),
        )
        const factor = biasFactorOf(sum)
        if (outcomes.length < 10 || sum.predictedUnits < 5) {
          expect(factor).toBeNull()
          return
        }
        const ratio = sum.measuredUnits / sum.predictedUnits
        expect(factor).toBeGreaterThanOrEqual(Math.max(0.5, Math.min(1, ratio)) - 1e-3)
        expect(factor).toBeLessThanOrEqual(Math.min(1.5, Math.max(1, ratio)) + 1e-3)
      },
    ),
    { seed: 8 },
  )
})

test('many sure outcomes are believed, few unsure ones hardly', () => {
  const many = Array.from({ length: 200 }, () => line(5, 4, 4))
  const few = Array.from({ length: 10 }, () => line(2, 1.6, 30))
  expect(biasFactorOf(sumEffects(many))).toBeCloseTo(0.8, 1)
  expect(biasFactorOf(sumEffects(few))).toBeGreaterThan(0.9)
  const groups = groupsOf(
    many,
    ({ demandClass }) => demandClass,
    (key) => key,
  )
  expect(correctionOf(groups)).toEqual({
    name: `200 outcomes: smooth × ${groups[0]?.biasFactor}`,
    factors: { smooth: groups[0]?.biasFactor },
  })
  expect(correctionOf(groupsOf(few.slice(1), () => 'thin', String))).toBeNull()
})

test('classes are those of Syntetos, Boylan and Croston', () => {
  const days = (...units: number[]) => units
  expect(demandClassOf(days(0, 0, 0))).toBe('none')
  expect(demandClassOf(days(1, 0, 2))).toBe('thin')
  expect(demandClassOf(days(3, 4, 3, 4, 3, 4))).toBe('smooth')
  expect(demandClassOf(days(1, 9, 1, 1, 9, 1))).toBe('erratic')
  expect(demandClassOf(days(2, 0, 2, 0, 2, 0, 2, 0, 2, 0))).toBe('intermittent')
  expect(demandClassOf(days(1, 0, 9, 0, 1, 0, 1, 0, 9, 0))).toBe('lumpy')
})
