/** Proves targets and the table of a result. */
import { expect, it } from 'vitest'
import { atLeast, below, resultRows } from './result.ts'

it('says whether a target is met', () => {
  expect(atLeast(20_000, 20_000)).toEqual({ wanted: '>= 20000', got: 20_000, met: true })
  expect(atLeast(1, 0.99).met).toBe(false)
  expect(atLeast(1, Number.NaN).met).toBe(false)
  expect(below(20, 19.9).met).toBe(true)
  expect(below(20, 20)).toEqual({ wanted: '< 20', got: 20, met: false })
})

it('lays nested figures, ratios and targets out as rows', () => {
  const rows = resultRows({
    name: 'ingest',
    figures: { positions: 1_000_000, http: { p50: 1.234, deeper: { text: 'as it is' } }, nothing: null },
    ratios: { postgres: 1.1 },
    targets: { ratioToPostgres: atLeast(1, 1.1), eventsPerSecond: atLeast(20_000, 5) },
    machine: {},
  })
  expect(rows).toEqual([
    ['positions', '1,000,000', ''],
    ['http.p50', '1.23', ''],
    ['http.deeper.text', 'as it is', ''],
    ['nothing', '–', ''],
    ['ratio to postgres', '1.1', ''],
    ['target ratioToPostgres >= 1', '1.1', 'met'],
    ['target eventsPerSecond >= 20000', '5', 'MISSED'],
  ])
})
