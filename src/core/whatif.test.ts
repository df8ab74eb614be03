/** Proves what-if over an engine: a base, a run with its plan and its replay, and that nothing of it reaches the ledger. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { computeDigest } from './ledger/digest.ts'
import { DC, openWhatifEngine, sku, store, WEEKS, type WhatifEngine } from './whatif.fixture.ts'

let on: WhatifEngine

beforeAll(async () => {
  on = await openWhatifEngine({ stores: 6, skus: 8, days: 40 })
})
afterAll(() => on.close())

async function planned(definition = WEEKS) {
  const { run } = await on.call('whatif.start', { definition, seconds: 5 })
  const progress = await on.until(run)
  expect(progress).toMatchObject({ state: 'done', message: null })
  return run
}

describe('a base', () => {
  it('tells what is there, what is left out, and what is assumed', async () => {
    const base = await on.call('whatif.base', { scope: {} })
    expect(base).toMatchObject({ locations: 7, skus: 8, pairs: 56, currency: 'EUR' })
    expect(base.base).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(base.lanes).toBe(6 + 6 * 5)
    expect(base.assumptions.join(' ')).toContain('40 % of the price')
  })
})

describe('a run', () => {
  it('plans, proves a bound, replays, and writes nothing to the ledger', async () => {
    const before = computeDigest(on.engine.ledger.reader)
    const run = await planned()
    const summary = await on.call('whatif.run', { run })
    expect(summary.transfers).toBeGreaterThan(0)
    expect(summary.planValueMinor).toBeGreaterThan(0)
    expect(summary.boundMinor).toBeGreaterThanOrEqual(summary.planValueMinor ?? Infinity)
    expect(summary.gap).toBeLessThanOrEqual(0.01)
    expect(summary.comparison?.replications).toBeGreaterThanOrEqual(2)
    expect(summary.sensitivity.length).toBeGreaterThanOrEqual(2)
    expect(computeDigest(on.engine.ledger.reader)).toEqual(before)
    const { total, rows } = await on.call('whatif.transfers', { run, limit: 1000 })
    expect(total).toBe(summary.transfers)
    const net = rows.reduce((sum, one) => sum + one.netMinor, 0)
    expect(Math.abs(net - (summary.planValueMinor ?? 0))).toBeLessThanOrEqual(rows.length)
  })
})

void DC
void sku
void store
