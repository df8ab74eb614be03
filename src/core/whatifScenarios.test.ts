/** Proves saved scenarios: versions, sharing, copies, removal, who may what, and that they come through a rebuild. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWhatifEngine, WEEKS, type WhatifEngine } from './whatif.fixture.ts'

let on: WhatifEngine
const ada = { actor: 'ada', role: 'analyst' } as const
const bob = { actor: 'bob', role: 'operator' } as const
const eve = { actor: 'eve', role: 'viewer' } as const

beforeAll(async () => {
  on = await openWhatifEngine({ stores: 2, skus: 2, days: 20 })
})
afterAll(() => on.close())

const saved = (name: string, shared = false) =>
  on.call('whatif.save', { name, definition: WEEKS, shared, why: 'To try' }, ada)

it('counts versions, keeps the former ones, and saves nothing twice', async () => {
  const { scenario, version } = await saved('Outage')
  expect(version).toBe(1)
  expect(await on.call('whatif.save', { scenario, name: 'Outage', definition: WEEKS }, ada)).toMatchObject({
    version: 1,
  })
  const definition = { ...WEEKS, horizonDays: 7 }
  expect(await on.call('whatif.save', { scenario, name: 'Longer', definition }, ada)).toMatchObject({
    version: 2,
  })
  const detail = await on.call('whatif.scenario', { scenario }, ada)
  expect(detail).toMatchObject({
    name: 'Longer',
    version: 2,
    summary: 'Whole network · 7 days',
    mayChange: true,
  })
  expect(detail.definition).toEqual(definition)
  expect(detail.versions).toMatchObject([{ version: 2 }, { version: 1, name: 'Outage', why: 'To try' }])
  const former = await on.call('whatif.scenario', { scenario, version: 1 }, ada)
  expect(former).toMatchObject({ name: 'Outage', definition: WEEKS })
  await expect(
    on.call('whatif.save', { scenario, version: 1, name: 'Late', definition: WEEKS }, ada),
  ).rejects.toMatchObject({ code: 'conflict' })
})

it('shows others what is shared alone, and lets them copy it but not change it', async () => {
  const { scenario } = await saved('Mine')
  const seen = async () =>
    (await on.call('whatif.scenarios', { text: 'Mine' }, bob)).rows.map((row) => row.scenario)
  expect(await seen()).toEqual([])
  await expect(on.call('whatif.scenario', { scenario }, bob)).rejects.toMatchObject({ code: 'notFound' })
  await expect(on.call('whatif.start', { scenario }, bob)).rejects.toMatchObject({ code: 'notFound' })
  await on.call('whatif.share', { scenario, shared: true }, ada)
  expect(await seen()).toEqual([scenario])
  const change = { scenario, name: 'Bob’s', definition: WEEKS }
  await expect(on.call('whatif.save', change, bob)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(on.call('whatif.remove', { scenario }, bob)).rejects.toMatchObject({ code: 'forbidden' })
  const copy = await on.call('whatif.clone', { scenario }, bob)
  expect(await on.call('whatif.scenario', { scenario: copy.scenario }, bob)).toMatchObject({
    name: 'Copy of Mine',
    clonedFrom: scenario,
    shared: false,
    mayChange: true,
  })
  expect(await on.call('whatif.scenario', { scenario }, eve)).toMatchObject({ mayChange: false })
  for (const path of ['whatif.clone', 'whatif.remove'] as const) {
    await expect(on.call(path, { scenario }, eve)).rejects.toMatchObject({ code: 'forbidden' })
  }
})

it('is gone once it is removed, and stays in the chain of human acts', async () => {
  const { scenario } = await saved('Short-lived', true)
  await on.call('whatif.remove', { scenario, why: 'Done' }, ada)
  await expect(on.call('whatif.scenario', { scenario }, ada)).rejects.toMatchObject({ code: 'notFound' })
  await expect(
    on.call('whatif.save', { scenario, name: 'Again', definition: WEEKS }, ada),
  ).rejects.toMatchObject({ code: 'notFound' })
  const { acts } = await on.call('audit.head', {}, eve)
  await saved('Another')
  expect((await on.call('audit.head', {}, eve)).acts).toBe(acts + 1)
})

it('runs as it is saved, and is listed with its run', async () => {
  const { scenario } = await saved('To run', true)
  const { run } = await on.call('whatif.start', { scenario, replay: false }, bob)
  await on.until(run)
  expect(await on.call('whatif.run', { run })).toMatchObject({
    scenario,
    scenarioVersion: 1,
    name: 'To run',
    startedBy: 'bob',
  })
  const { lastRun, runs } = await on.call('whatif.scenario', { scenario }, ada)
  expect([lastRun, runs[0]?.run]).toEqual([run, run])
  const listed = async (by: { actor: string; role: 'analyst' | 'viewer' }) =>
    (await on.call('whatif.runs', {}, by)).runs.map((row) => row.run)
  expect(await listed(eve)).toContain(run)
  const own = await on.call('whatif.start', { definition: WEEKS, replay: false }, bob)
  await on.until(own.run)
  expect(await listed(ada)).not.toContain(own.run)
})
