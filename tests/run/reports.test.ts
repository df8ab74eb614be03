/** Owns the proof that a run cannot look better than it was. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { playwrightCounts, vitestCounts } from './reports.ts'

const folder = mkdtempSync(join(tmpdir(), 'omnitower-reports-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (value: unknown) => {
  const path = join(folder, 'report.json')
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  return path
}

describe('reports of the runners', () => {
  it('are counted as they stand', () => {
    const vitest = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 }
    expect(vitestCounts(file(vitest), false)).toEqual({ passed: 5, failed: 1, skipped: 2 })
    const playwright = { stats: { expected: 4, unexpected: 0, flaky: 1, skipped: 0 } }
    expect(playwrightCounts(file(playwright), true)).toEqual({ passed: 4, failed: 1, skipped: 0 })
  })

  it('count as a failure where they are missing, broken or empty', () => {
    expect(vitestCounts(join(folder, 'absent.json'), true).failed).toBe(1)
    expect(vitestCounts(file('{'), true).failed).toBe(1)
    expect(playwrightCounts(file({ stats: {} }), true).failed).toBe(1)
  })

  it('count a failure more where the runner ended badly without one', () => {
    expect(vitestCounts(file({ numPassedTests: 5 }), false)).toEqual({ passed: 5, failed: 1, skipped: 0 })
  })
})
