/** Proves that the tower's answers about speed are DuckDB's, row by row, over a small store of the benchmark's lines. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader } from '../../core/ledger/database.ts'
import { checkPackedLines } from '../../core/ledger/packedLines.ts'
import type { QueryContext } from '../../core/queries/context.ts'
import { differencesOf } from './speed.ts'
import { openDuck, type Duck } from './speedDuck.ts'
import { QUESTIONS } from './speedQuestions.ts'
import { ENDS_AT, fillSpeedStore } from './speedStore.ts'

const LINES = 12_000
const folder = mkdtempSync(join(tmpdir(), 'omnitower-speed-'))
const isInstalled = await import('@duckdb/node-api').then(
  () => true,
  () => false,
)

let reader: ReturnType<typeof openReader>
let context: QueryContext
beforeAll(() => {
  const path = join(folder, 'lines.sqlite')
  fillSpeedStore(path, LINES, () => {})
  reader = openReader(path)
  context = {
    reader,
    clock: { now: () => ENDS_AT },
    log: { eventNumbers: () => [], rawText: () => '' },
    pseudonymOf: () => '',
  }
})
afterAll(() => {
  reader.close()
  rmSync(folder, { recursive: true, force: true })
})

it('fills a store whose packs are those of its lines', () => {
  const check = checkPackedLines(reader)
  expect(check.checked).toBeGreaterThan(LINES * 0.9)
  expect(check.violations).toEqual([])
})

describe.skipIf(!isInstalled)('beside DuckDB', () => {
  let duck: Duck | null
  beforeAll(async () => {
    duck = await openDuck(join(folder, 'lines.duckdb'), reader, ENDS_AT)
  })
  afterAll(() => duck?.close())

  it.each(QUESTIONS)('$name', async (question) => {
    const own = question.plain(context)
    expect(Object.keys(own).length).toBeGreaterThan(0)
    expect(differencesOf(own, (await duck?.ask(question, true)) ?? {})).toBe(0)
  })

  it('would tell a count that differs, and hours that differ by more than the stated error', () => {
    const answer = { a: { counts: [3], hours: [10] } }
    expect(differencesOf(answer, { a: { counts: [4], hours: [10] } })).toBe(1)
    expect(differencesOf(answer, { a: { counts: [3], hours: [10.5] } })).toBe(1)
    expect(differencesOf(answer, { a: { counts: [3], hours: [null] } })).toBe(1)
    expect(differencesOf(answer, { b: { counts: [3], hours: [10] } })).toBe(2)
    expect(differencesOf(answer, { a: { counts: [3], hours: [10.1] } })).toBe(0)
  })
})
