/** Proves what a benchmark can be told. */
import { expect, it } from 'vitest'
import { WrongUsage } from '../failure.ts'
import { benchSettings, ingestPositions, largestPositions } from './settings.ts'

it('runs all benchmarks at their own sizes where nothing is said', () => {
  const settings = benchSettings({})
  expect(settings.benchmarks).toEqual([
    'ingest',
    'map',
    'screen',
    'speed',
    'alerts',
    'alertCost',
    'plan',
    'planGain',
    'demand',
  ])
  expect(ingestPositions(settings)).toEqual([0, 1_000_000])
  expect(largestPositions(settings)).toBe(10_000_000)
  expect(settings.postgres).toBe(true)
  expect(settings.lines).toBe(200_000)
  expect(benchSettings({ full: true }).lines).toBe(5_000_000)
})

it('takes a name, sizes and the full run', () => {
  expect(benchSettings({ name: 'map' }).benchmarks).toEqual(['map'])
  expect(ingestPositions(benchSettings({ full: true }))).toEqual([0, 1_000_000, 10_000_000])
  const settings = benchSettings({ positions: '0, 5000', full: true, postgres: false, locations: 10 })
  expect(ingestPositions(settings)).toEqual([0, 5_000])
  expect(largestPositions(settings)).toBe(5_000)
  expect(settings).toMatchObject({ postgres: false, locations: 10 })
})

it.each([
  { name: 'spin' },
  { positions: 'many' },
  { positions: '1,-2' },
  { positions: '' },
  { positions: '99999999999' },
  { locations: 0 },
  { events: 10 },
  { lines: 10 },
])('refuses %j', (options) => {
  expect(() => benchSettings(options)).toThrow(WrongUsage)
})
