/** Proves runs of what-if over an engine: a run with its plan and its replay, what fixing and supposing do, and that nothing of it reaches the ledger. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScenarioDefinition } from '../shared/whatifDefinition.ts'
import { computeDigest } from './ledger/digest.ts'
import { DC, NOW, openWhatifEngine, sku, store, WEEKS, type WhatifEngine } from './whatif.fixture.ts'

let on: WhatifEngine

beforeAll(async () => {
  on = await openWhatifEngine({ stores: 6, skus: 8, days: 40 })
})
afterAll(() => on.close())

async function planned(definition: ScenarioDefinition = WEEKS, replay = false) {
  const { run } = await on.call('whatif.start', { definition, seconds: 5, replay })
  expect(await on.until(run)).toMatchObject({ state: 'done', message: null })
  return { run, summary: await on.call('whatif.run', { run }) }
}

const linesOf = async (run: string) => (await on.call('whatif.transfers', { run, limit: 1000 })).rows
const failed = async (definition: ScenarioDefinition) => {
  const { run } = await on.call('whatif.start', { definition })
  const { state, message } = await on.until(run)
  expect(state).toBe('failed')
  return message
}

describe('a run', () => {
  it('plans, proves a bound, replays, and writes nothing to the ledger', async () => {
    const before = computeDigest(on.engine.ledger.reader)
    const { run, summary } = await planned(WEEKS, true)
    expect(summary.transfers).toBeGreaterThan(0)
    expect(summary.planValueMinor).toBeGreaterThan(0)
    expect(summary.boundMinor).toBeGreaterThanOrEqual(summary.planValueMinor ?? Infinity)
    expect(summary.gap).toBeLessThanOrEqual(0.01)
    expect(summary.gapText).toContain('lanes')
    expect(summary.comparison?.replications).toBeGreaterThanOrEqual(2)
    expect(summary.comparison?.isProven).toBe(true)
    expect(summary.sensitivity.length).toBeGreaterThanOrEqual(2)
    expect(summary).toMatchObject({ isOutdated: false, movedShare: 0 })
    expect(computeDigest(on.engine.ledger.reader)).toEqual(before)
    const rows = await linesOf(run)
    expect(rows).toHaveLength(summary.transfers)
    const net = rows.reduce((sum, one) => sum + one.netMinor, 0)
    expect(Math.abs(net - (summary.planValueMinor ?? 0))).toBeLessThanOrEqual(rows.length)
  })

  it('is read in pages, in any order, of any place', async () => {
    const { run, summary } = await planned()
    const pages = await Promise.all(
      [0, 5].map((offset) =>
        on.call('whatif.transfers', { run, offset, limit: 5, sort: 'units', descending: true }),
      ),
    )
    const units = pages.flatMap(({ rows }) => rows.map((one) => one.units))
    expect(units).toEqual([...units].sort((a, b) => b - a))
    const [first] = pages[0]?.rows ?? []
    if (!first) throw new Error('the plan is empty')
    const of = await on.call('whatif.transfers', { run, from: first.from.location, text: first.sku })
    expect(of.rows.map(({ key }) => key)).toContain(first.key)
    expect(of.total).toBeLessThan(summary.transfers)
    expect(await on.call('whatif.explain', { run, key: first.key })).toMatchObject({
      transfer: { key: first.key },
      cause: null,
    })
    const matrix = await on.call('whatif.matrix', { run })
    expect(matrix.cells.reduce((sum, cell) => sum + cell.units, 0)).toBe(summary.units)
    expect(matrix.cells.filter(({ transfers }) => transfers > 0).every(({ offered }) => offered)).toBe(true)
    const missing = `${sku(0)}|${store(0)}|${DC}`
    expect(await on.call('whatif.explain', { run, key: missing })).toMatchObject({
      transfer: null,
      cause: 'noLane',
    })
  })

  it('keeps what is fixed and leaves what is forbidden', async () => {
    const free = await planned()
    const [first] = await linesOf(free.run)
    if (!first) throw new Error('the plan is empty')
    const pin = { sku: first.sku, from: first.from.location, to: first.to.location, units: 1 }
    const fixed = await planned({ ...WEEKS, pins: [pin] })
    const lines = await linesOf(fixed.run)
    expect(lines.find(({ key }) => key === first.key)).toMatchObject({ units: 1, pinned: true })
    expect(fixed.summary.planValueMinor).toBeLessThanOrEqual(free.summary.boundMinor ?? 0)
    const ban = { from: pin.from, to: pin.to }
    const without = await planned({ ...WEEKS, forbidden: [ban] })
    expect(
      (await linesOf(without.run)).filter(
        (one) => one.from.location === ban.from && one.to.location === ban.to,
      ),
    ).toEqual([])
  })

  it('supposes what its operators say, and tells so in words', async () => {
    const { run, summary } = await planned({
      ...WEEKS,
      operators: [
        { kind: 'nodeOutage', locations: [DC], stock: 'locked' },
        { kind: 'demandSurge', factor: 1.5, filter: { categories: ['Food'] } },
      ],
    })
    expect(summary.supposed).toEqual(['Outage of Centre, its stock locked in', 'Demand up by 50 %: Food'])
    expect((await linesOf(run)).filter(({ from }) => from.location === DC)).toEqual([])
  })

  it('fails in words where a definition names what is not there', async () => {
    expect(
      await failed({
        ...WEEKS,
        operators: [{ kind: 'nodeOutage', locations: ['gln:nowhere'], stock: 'locked' }],
      }),
    ).toContain('gln:nowhere')
    expect(
      await failed({ ...WEEKS, pins: [{ sku: sku(0), from: 'gln:nowhere', to: DC, units: 1 }] }),
    ).toContain('pins.0')
    expect(
      await failed({ ...WEEKS, pins: [{ sku: sku(0), from: store(0), to: store(1), units: 1_000_000 }] }),
    ).not.toBe('')
    expect(await failed({ ...WEEKS, scope: { locations: ['gln:nowhere'] } })).toContain('places')
  })

  it('refuses what the contract does not allow, and viewers', async () => {
    const start = (definition: unknown, role: 'viewer' | 'analyst' = 'analyst') =>
      on.call('whatif.start', { definition: definition as ScenarioDefinition }, { role })
    const operator = { kind: 'demandSurge', factor: 1 }
    await expect(
      start({ ...WEEKS, operators: Array.from({ length: 10_000 }, () => operator) }),
    ).rejects.toMatchObject({
      code: 'invalid',
    })
    for (const factor of [Number.NaN, Infinity, -1, '1']) {
      await expect(start({ ...WEEKS, operators: [{ ...operator, factor }] })).rejects.toMatchObject({
        code: 'invalid',
      })
    }
    await expect(start({ ...WEEKS, scope: { region: 'a\u0000b' } })).rejects.toMatchObject({
      code: 'invalid',
    })
    await expect(start(WEEKS, 'viewer')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(on.call('whatif.start', {})).rejects.toMatchObject({ code: 'invalid' })
    await expect(on.call('whatif.run', { run: '00000000-none' })).rejects.toMatchObject({ code: 'notFound' })
  })

  it('says what differs when it is repeated on newer stock, and that the former one is outdated', async () => {
    const { run } = await planned({ ...WEEKS, scope: { category: 'Shoes' } })
    await on.append({
      identity: 'delivery',
      occurredAt: NOW - 500,
      events: [
        {
          type: 'StockMoved',
          sku: sku(2),
          units: 5_000,
          from: 'supplier',
          to: { location: store(3), disposition: 'sellable' },
        },
      ],
    })
    expect(await on.call('whatif.run', { run })).toMatchObject({ isOutdated: true })
    const again = await on.call('whatif.rebase', { run })
    await on.until(again.run)
    const { rebased, isOutdated } = await on.call('whatif.run', again)
    expect(isOutdated).toBe(false)
    expect(rebased).toMatchObject({ run, changedPairs: 1 })
    expect(rebased?.changes[0]).toMatchObject({ sku: sku(2), location: store(3) })
    expect((rebased?.stockUnitsNow ?? 0) - (rebased?.stockUnitsBefore ?? 0)).toBeGreaterThan(4_900)
  })
})

describe('a promotion', () => {
  it('makes drafts of chosen lines, one for each lane, with the prediction frozen', async () => {
    const { run, summary } = await planned()
    const rows = (await linesOf(run)).slice(0, 3)
    const lines = rows.map(({ key, units }, at) =>
      at === 0 ? { key, units: Math.max(1, units - 1) } : { key },
    )
    await expect(on.call('whatif.promote', { run, lines }, { role: 'viewer' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const { request, transfers } = await on.call('whatif.promote', { run, lines, title: 'To the stores' })
    expect(transfers).toHaveLength(
      new Set(rows.map(({ from, to }) => `${from.location} ${to.location}`)).size,
    )
    const details = await Promise.all(transfers.map((transfer) => on.call('transfers.detail', { transfer })))
    for (const detail of details) {
      expect(detail).toMatchObject({ request, status: 'draft', title: 'To the stores', currency: 'EUR' })
      expect(detail.plan).toMatchObject({
        run,
        base: summary.base?.base,
        planValueMinor: summary.planValueMinor,
        horizonEndsAt: NOW + 14 * 86_400_000,
      })
    }
    const drafted = details.flatMap((detail) => detail.rows)
    const [first] = rows
    const line = drafted.find(
      (one) => one.sku === first?.sku && one.prediction?.explanation === first.explanation,
    )
    expect(line?.requestedUnits).toBe(lines[0]?.units)
    expect(line?.prediction?.netValueMinor).toBeLessThanOrEqual(first?.netMinor ?? 0)
    await expect(
      on.call('whatif.promote', { run, lines: [{ key: `${sku(0)}|${store(0)}|${DC}` }] }),
    ).rejects.toMatchObject({ code: 'notFound' })
  })
})
