/** Proves that a run's thread may die, hang or be ended without taking anything with it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { silentLogger } from './platform.ts'
import { openWhatifDesk, type WhatifDesk } from './whatifDesk.ts'

const definition = { scope: {}, horizonDays: 7, operators: [] }
let folder: string
let desk: WhatifDesk
let ids = 0

/** A desk whose threads do what a text says. */
function deskOf(text: string): WhatifDesk {
  const thread = join(folder, 'thread.mjs')
  writeFileSync(thread, text)
  return openWhatifDesk({
    path: join(folder, 'none.sqlite'),
    folder: join(folder, 'runs'),
    thread: pathToFileURL(thread),
    reader: {
      all: () => [],
      get: () => undefined,
      iterate: () => [][Symbol.iterator](),
      snapshot: (read) => read(),
    },
    position: () => 0,
    clock: { now: () => 1_000 + ids },
    logger: silentLogger,
    freshId: () => `00000000-${(ids += 1)}`,
  })
}

const over = (run: string) =>
  vi.waitFor(() => expect(['failed', 'stopped', 'done']).toContain(desk.progress(run).state), 5_000)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'omnitower-desk-'))
})
afterEach(async () => {
  await desk.close()
  rmSync(folder, { recursive: true, force: true })
})

it.each([
  ['throws', `throw new Error('out of luck')`, 'out of luck'],
  ['ends', `process.exit(3)`, 'ended before it was done'],
  ['ends as it should not', `setTimeout(() => {}, 1)`, 'ended before it was done'],
])('a thread that %s makes its run fail in words, and the next one begins', async (_what, text, words) => {
  desk = deskOf(text)
  const runs = [1, 2, 3].map(() => desk.start({ definition, by: 'ada' }).run)
  for (const run of runs) {
    await over(run)
    expect(desk.progress(run)).toMatchObject({ state: 'failed' })
    expect(desk.progress(run).message).toContain(words)
  }
  expect(desk.list({}).map(({ state }) => state)).toEqual(['failed', 'failed', 'failed'])
})

const PLANNING = `
import { parentPort } from 'node:worker_threads'
const progress = { state: 'planning', doing: 'x', done: 0.5, planValueMinor: 5, boundMinor: 7, gap: 0.4, message: null }
parentPort.postMessage({ kind: 'progress', progress })`

it('a thread that hears nothing is answered for: with the best that it told, in half a second', async () => {
  desk = deskOf(`${PLANNING}\nfor (;;);`)
  const { run } = desk.start({ definition, by: 'ada' })
  await vi.waitFor(() => expect(desk.progress(run).planValueMinor).toBe(5), 5_000)
  expect(await desk.stop(run)).toMatchObject({ state: 'planning', planValueMinor: 5, boundMinor: 7 })
})

it('a run that has nothing to lose ends at once', async () => {
  desk = deskOf('for (;;);')
  const { run } = desk.start({ definition, by: 'ada' })
  expect(await desk.stop(run)).toMatchObject({ state: 'stopped' })
  expect(desk.list({})).toMatchObject([{ run, state: 'stopped', startedBy: 'ada' }])
})

it('closes while runs go on and others wait', async () => {
  desk = deskOf(`${PLANNING}\nfor (;;);`)
  const runs = [1, 2, 3].map(() => desk.start({ definition, by: 'ada' }).run)
  await desk.close()
  expect(runs.map((run) => desk.progress(run).state)).toEqual(['failed', 'failed', 'failed'])
  expect(() => desk.start({ definition, by: 'ada' })).toThrow('closing')
})

it('keeps the latest runs and gives the others up', async () => {
  desk = deskOf('process.exit(3)')
  let first = ''
  for (let at = 0; at < 30; at += 1) {
    const { run } = desk.start({ definition, by: 'ada' })
    first ||= run
    await over(run)
  }
  expect(desk.list({}).length).toBeLessThanOrEqual(24)
  expect(() => desk.progress(first)).toThrow('no such run')
}, 30_000)
