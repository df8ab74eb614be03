/** Proves that a plan's files give back what was written, and its pages what was asked for, in the order that was asked for. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ExplainedTransfer } from '../planner/explainPlan.ts'
import { readPlanIndex, readPlanLines, writePlanFiles } from './planFiles.ts'
import { endsOf, keyOf, linesOf, linesOfKeys, matrixOf } from './planPages.ts'

const PLACES = ['a', 'b|c', 'd']
const SKUS = ['s', 's|t', 'u']
const names = {
  locations: PLACES.map((location) => ({
    location,
    name: `Place ${location}`,
    kind: null,
    latitude: null,
    longitude: null,
  })),
  skus: SKUS.map((sku) => ({ sku, name: null })),
  perWhole: 100,
}
const LANES = PLACES.flatMap((from) => PLACES.filter((to) => to !== from).map((to) => ({ from, to })))

const money = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const units = fc.integer({ min: 0, max: 1e6 })
const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null })
const line = fc.record<ExplainedTransfer>({
  sku: fc.constantFrom(...SKUS),
  from: fc.constantFrom(...PLACES),
  to: fc.constantFrom(...PLACES),
  units,
  isPinned: fc.boolean(),
  value: money,
  transport: money,
  net: money,
  km: orNull(units),
  transitDays: units,
  fromOnHand: units,
  fromFloor: units,
  fromCoverDays: orNull(money),
  toOnHand: units,
  toCoverDays: orNull(money),
  receiverSales: money,
  sourceSales: money,
  receiverDemand: money,
  sourceDemand: money,
  runnerUp: orNull(fc.record({ from: fc.constantFrom(...PLACES), units, net: money })),
  stop: fc.record({
    cause: fc.constantFrom('value', 'noUse', 'floor', 'pinned', 'gap'),
    earns: orNull(money),
    costs: orNull(money),
  }),
})
const plan = fc.uniqueArray(line, { selector: ({ sku, from, to }) => keyOf(sku, from, to), maxLength: 20 })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'omnitower-plan-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const written = (lines: readonly ExplainedTransfer[]) => {
  writePlanFiles(folder, names, LANES, lines.length, lines)
  return readPlanIndex(folder)
}
const all = (lines: readonly ExplainedTransfer[]) => lines.map((_, at) => at)

it('gives back every line as it was written', () => {
  fc.assert(
    fc.property(plan, (lines) => {
      const index = written(lines)
      expect(readPlanLines(folder, index, all(lines))).toEqual(lines)
    }),
    { numRuns: 50 },
  )
})

it('orders by every column, up and down, and finds each line by its key', () => {
  fc.assert(
    fc.property(
      plan,
      fc.constantFrom('net', 'units', 'distance', 'sku'),
      fc.boolean(),
      (lines, sort, descending) => {
        const index = written(lines)
        const column = {
          net: index.netMinor,
          units: index.units,
          distance: index.distanceKm,
          sku: index.sku,
        }[sort]
        const found = [...linesOf(index, { sort, descending })]
        expect(found.toSorted((a, b) => a - b)).toEqual(all(lines))
        const keys = found.map((one) => column[one] ?? 0)
        expect(keys).toEqual(keys.toSorted((a, b) => (descending ? b - a : a - b)))
        const asked = lines.map(({ sku, from, to }) => keyOf(sku, from, to))
        expect(linesOfKeys(index, [...asked, 'nothing|a|d'])).toEqual([...all(lines), -1])
      },
    ),
    { numRuns: 50 },
  )
})

it('counts each unit once in the matrix, and knows the ends of a key', () => {
  fc.assert(
    fc.property(plan, (lines) => {
      const index = written(lines)
      const matrix = matrixOf(index, { from: PLACES, to: PLACES })
      const total = (some: readonly { units: number }[]) => some.reduce((sum, one) => sum + one.units, 0)
      expect(total(matrix.cells)).toBe(total(lines))
      expect(matrix.cells.filter(({ offered }) => offered)).toHaveLength(LANES.length)
    }),
    { numRuns: 20 },
  )
  const index = written([])
  expect(endsOf(index, 's|t|b|c|d')).toEqual({ from: 'b|c', to: 'd' })
  expect(endsOf(index, 's|nowhere|d')).toBeNull()
})
