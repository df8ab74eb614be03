/** Proves the life of runs: stopped in every phase, two at once, a thread that dies, an engine that closes, a page that comes back. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunState } from '../shared/readModels/whatif.ts'
import { openWhatifEngine, WEEKS, type WhatifEngine } from './whatif.fixture.ts'

let on: WhatifEngine

beforeAll(async () => {
  on = await openWhatifEngine({ stores: 12, skus: 20, days: 30 })
})
afterAll(() => on.close())

const start = async (more: object = {}) =>
  (await on.call('whatif.start', { definition: WEEKS, seconds: 20, gap: 0, ...more })).run

describe('a stop', () => {
  it.each(['snapshot', 'planning', 'replaying'] as const)('while %s ends it in order', async (state) => {
    const run = await start()
    const passed: RunState[] = []
    await on.until(run, (progress) => {
      passed.push(progress.state)
      return progress.state === state || isPast(progress.state, state)
    })
    await on.call('whatif.stop', { run })
    const end = await on.until(run)
    const summary = await on.call('whatif.run', { run })
    expect(['stopped', 'done']).toContain(end.state)
    if (summary.planValueMinor === null) {
      expect(end.message).toContain('before there was a plan')
      await expect(on.call('whatif.transfers', { run })).rejects.toMatchObject({ code: 'unavailable' })
      return
    }
    expect(summary.boundMinor).toBeGreaterThanOrEqual(summary.planValueMinor)
    const { total } = await on.call('whatif.transfers', { run, limit: 1 })
    expect(total).toBe(summary.transfers)
  })

  it('of one that waits lets it never begin, and of one that is over changes nothing', async () => {
    const runs = [await start(), await start(), await start()]
    const [first = '', , last = ''] = runs
    expect(await on.call('whatif.stop', { run: last })).toMatchObject({ state: 'stopped' })
    const ends = await Promise.all(runs.map((run) => on.until(run)))
    expect(ends.map(({ state }) => state)).toEqual(['done', 'done', 'stopped'])
    expect(await on.call('whatif.stop', { run: first })).toMatchObject({ state: 'done' })
  })
})

const ORDER: readonly RunState[] = ['waiting', 'snapshot', 'planning', 'replaying', 'done']
const isPast = (state: RunState, than: RunState) => ORDER.indexOf(state) > ORDER.indexOf(than)

it('runs two at once, lets others wait, and refuses too many', async () => {
  const runs: string[] = []
  for (let at = 0; at < 10; at += 1) runs.push(await start({ replay: false }))
  await expect(start()).rejects.toMatchObject({ code: 'busy' })
  const rows = (await on.call('whatif.runs', {})).runs
  expect(rows.filter(({ state }) => state === 'waiting')).toHaveLength(8)
  const ends = await Promise.all(runs.map((run) => on.until(run)))
  expect(new Set(ends.map(({ state }) => state))).toEqual(new Set(['done']))
  const plans = await Promise.all(runs.map((run) => on.call('whatif.run', { run })))
  expect(new Set(plans.map(({ planValueMinor }) => planValueMinor)).size).toBe(1)
})

it('survives a reload of the page and a restart, and cleans up after runs that were cut off', async () => {
  const run = await start()
  await on.until(run)
  const summary = await on.call('whatif.run', { run })
  const lines = await on.call('whatif.transfers', { run })
  const cut = await start()
  await on.until(cut, ({ state }) => state !== 'waiting')
  await on.reopen()
  expect(await on.call('whatif.run', { run })).toEqual(summary)
  expect(await on.call('whatif.transfers', { run })).toEqual(lines)
  await expect(on.call('whatif.run', { run: cut })).rejects.toMatchObject({ code: 'notFound' })
  expect(existsSync(join(on.folder, 'whatif', cut))).toBe(false)
  expect(readdirSync(join(on.folder, 'whatif')).length).toBeLessThanOrEqual(24)
})
