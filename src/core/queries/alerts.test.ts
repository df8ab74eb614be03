/** Proves which alerts are listed, in which order and groups, with which sums: also where there are thousands. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InputOf } from '../../shared/contract.ts'
import { DAY, finding, HOUR, MINUTE, openAlertLedger, T0 } from '../alerts.fixture.ts'
import { alertDetail } from './alertDetail.ts'
import type { AlertEngineStatus } from './alertDirectory.ts'
import { alertGroups } from './alertGroups.ts'
import { alertPage } from './alerts.ts'
import { alertSilences } from './alertSilences.ts'
import { alertDelta, alertSummary, DELTA_ROWS, seenOf } from './alertSummary.ts'

const engine: AlertEngineStatus = {
  progress: () => ({ evaluatedAt: T0, behindRecords: 3 }),
  ruleStatus: () => null,
}
let store: ReturnType<typeof openAlertLedger>
beforeEach(() => {
  store = openAlertLedger()
})
afterEach(() => store.close())

const list = (input: InputOf<'alerts.list'> = {}) => alertPage(store.view(), input)
const ids = (input: InputOf<'alerts.list'> = {}) => list(input).rows.map(({ alert }) => alert)
const groups = (input: InputOf<'alerts.groups'> = {}) => alertGroups(store.view(), input)
const silence = (silence: string, more: object = {}) =>
  store.decide({
    kind: 'setSilence',
    silence,
    matchers: [],
    from: T0,
    until: null,
    why: 'w',
    actor: 'ann',
    role: 'operator',
    ...more,
  })

describe('the list', () => {
  beforeEach(() => {
    store.tell(
      {
        type: 'LocationDescribed',
        location: 'l1',
        name: 'Graz',
        kind: 'store',
        region: 'Steiermark',
        country: 'AT',
      },
      { type: 'LocationDescribed', location: 'home', name: 'Jane Roe', kind: 'customer' },
      { type: 'SkuDescribed', sku: 'x', name: 'Green tea', category: 'Food' },
    )
    store.find(
      finding('one:units', { impact: { units: 900 } }),
      finding('one:promises', { impact: { promises: 1 }, severity: 'warning' }),
      finding('one:money', {
        impact: { valueMinor: 1, currency: 'EUR' },
        labels: { location: 'l1', sku: 'x' },
      }),
      finding('cause:none', {
        severity: 'critical',
        since: T0 + HOUR,
        labels: { feed: 'till', location: 'home' },
      }),
      finding('one:waits', { state: 'pending', impact: { valueMinor: 9_999, currency: 'EUR' } }),
      finding('one:over', { state: 'firing' }),
      finding('one:over', { state: 'resolved' }),
      finding('one:nodata', { state: 'noData', figure: null }),
    )
  })

  it('has what costs most first: money, then promises, customers, units', () => {
    expect(ids()).toEqual(['one:money', 'one:promises', 'one:units', 'cause:none', 'one:nodata'])
    expect(ids({ descending: false }).at(-1)).toBe('one:money')
    expect(ids({ sort: 'severity' })[0]).toBe('cause:none')
    expect(ids({ limit: 2, offset: 1 })).toEqual(['one:promises', 'one:units'])
    expect(list({ limit: 2, offset: 1 }).total).toBe(5)
  })

  it('names what labels name, but nobody’s home', () => {
    const rows = list().rows
    expect(rows.find(({ alert }) => alert === 'one:money')?.names).toEqual({
      location: 'Graz',
      sku: 'Green tea',
    })
    expect(rows.find(({ alert }) => alert === 'cause:none')?.names).toEqual({})
  })

  it.each<[InputOf<'alerts.list'>, string[]]>([
    [{ state: 'pending' }, ['one:waits']],
    [{ state: 'noData' }, ['one:nodata']],
    [{ state: 'resolved' }, ['one:over']],
    [{ state: 'resolved', location: 'l1' }, []],
    [{ state: 'resolved', area: 'feeds' }, []],
    [{ state: 'resolved', area: 'channels', text: 'OVER one' }, ['one:over']],
    [{ area: 'feeds' }, ['cause:none']],
    [{ rule: 'cause' }, ['cause:none']],
    [{ severity: 'warning' }, ['one:promises']],
    [{ location: 'l1' }, ['one:money']],
    [{ sku: 'x' }, ['one:money']],
    [{ feed: 'till' }, ['cause:none']],
    [{ region: 'Steiermark' }, ['one:money']],
    [{ country: 'AT' }, ['one:money']],
    [{ category: 'Food' }, ['one:money']],
    [{ text: 'GREEN gra' }, ['one:money']],
    [{ text: 'title of cause' }, ['cause:none']],
    [{ text: 'jane' }, []],
    [{ from: T0 + 1 }, ['cause:none']],
    [{ owner: 'bob' }, []],
    [{ channel: 'web' }, []],
    [{ acknowledged: true }, []],
  ])('%j', (filter, found) => {
    expect(ids(filter)).toEqual(found)
  })

  it('tells whose they are', () => {
    store.act('assigned', ['one:money'], { owner: 'bob' })
    store.act('acknowledged', ['one:units'])
    expect(ids({ owner: 'bob' })).toEqual(['one:money'])
    expect(ids({ owner: '' })).not.toContain('one:money')
    expect(ids({ acknowledged: true })).toEqual(['one:units'])
    expect(ids({ acknowledged: false })).not.toContain('one:units')
  })

  it('sets apart what is silenced, for as long as it is', () => {
    silence('s', { matchers: [{ label: 'area', values: ['channels'] }], until: T0 + HOUR })
    expect(ids()).toEqual(['cause:none'])
    expect(ids({ muted: true })).toHaveLength(4)
    expect(alertSummary(store.view(), engine, {})).toMatchObject({
      firing: { critical: 1, serious: 0, warning: 0 },
      muted: 3,
      pending: 1,
      evaluatedAt: T0,
      behindRecords: 3,
    })
    expect(alertSilences(store.view()).silences).toMatchObject([{ silence: 's', active: true, alerts: 4 }])
    store.at(T0 + HOUR)
    expect(ids()).toHaveLength(5)
    expect(alertSilences(store.view()).silences).toMatchObject([{ active: false, alerts: 0, ended: false }])
    store.at(T0 + 40 * DAY)
    expect(alertSilences(store.view()).silences).toEqual([])
  })

  it('lists what is over by when it was, for four weeks', () => {
    store.at(T0 + 29 * DAY)
    expect(ids({ state: 'resolved' })).toEqual([])
    expect(ids({ state: 'resolved', from: T0 })).toEqual(['one:over'])
    expect(ids({ state: 'resolved', from: T0, until: T0 })).toEqual([])
  })

  it('counts what is firing by place and region', () => {
    expect(alertSummary(store.view(), engine, { region: 'Steiermark' })).toMatchObject({
      firing: { critical: 0, serious: 1, warning: 0 },
      byArea: { channels: 1, stock: 0, speed: 0, feeds: 0 },
      byLocation: [{ location: 'l1', alerts: 1, severity: 'serious' }],
      unacknowledged: 1,
    })
  })
})

describe('groups', () => {
  it('put what an alert explains under it, and count nothing twice', () => {
    const at = (location: string, sku: string, units: number) => ({
      labels: { location, sku },
      impact: { units, valueMinor: units * 100, currency: 'EUR' },
    })
    store.find(
      finding('cause:1', { severity: 'critical', summary: 'The till is silent', impact: { units: 3 } }),
      finding('many:1', { ...at('l1', 'x', 5), inhibitedBy: 'cause:1' }),
      // The same units as another rule sees them.
      finding('one:1', { ...at('l1', 'x', 4), inhibitedBy: 'cause:1' }),
      finding('many:2', { ...at('l1', 'y', 7), inhibitedBy: 'cause:1' }),
      finding('many:3', at('l2', 'x', 1)),
      finding('many:4', { ...at('l2', 'y', 2), severity: 'critical' }),
      finding('one:2', { labels: { order: 'o1' }, impact: { promises: 1 } }),
    )
    const page = groups()
    expect(page).toMatchObject({ total: 3, alerts: 7 })
    expect(page.rows[0]).toMatchObject({
      title: 'The till is silent',
      alerts: 4,
      severity: 'critical',
      unacknowledged: 1,
      impact: { units: 12, valueMinor: 1_200, currency: 'EUR', promises: null },
    })
    expect(page.rows[0]?.first.map(({ alert }) => alert)).toEqual(['cause:1', 'many:2', 'many:1', 'one:1'])
    expect(page.rows[1]).toMatchObject({ title: 'Title of many · l2', alerts: 2, severity: 'critical' })
    expect(page.rows[2]).toMatchObject({ group: 'one:2', alerts: 1, impact: { promises: 1 } })
    // The list has them without what is explained, but a group whole.
    expect(list().total).toBe(4)
    expect(ids({ group: page.rows[0]?.group })).toHaveLength(4)
    expect(list({ group: page.rows[1]?.group }).rows).toMatchObject([{ group: page.rows[1]?.group }, {}])
    expect(list({ muted: true }).total).toBe(3)
    expect(alertDetail(store.view(), 'cause:1')).toMatchObject({ inhibitedTotal: 3, row: { inhibits: 3 } })
  })

  it('sum amounts of one currency, the commonest', () => {
    const worth = (currency: string, valueMinor: number) => ({
      labels: { location: 'l' },
      impact: { valueMinor, currency },
    })
    store.find(
      finding('many:1', worth('EUR', 1)),
      finding('many:2', worth('EUR', 2)),
      finding('many:3', worth('JPY', 9_000)),
    )
    expect(groups().rows).toMatchObject([{ impact: { valueMinor: 3, currency: 'EUR' } }])
  })

  it('survive alerts that explain each other', () => {
    store.find(finding('one:1', { inhibitedBy: 'one:2' }), finding('one:2', { inhibitedBy: 'one:1' }))
    expect(groups().total).toBe(0)
    expect(list({ muted: true }).total).toBe(2)
  })

  it('are not held together by what is over', () => {
    store.find(finding('cause:1'), finding('one:1', { inhibitedBy: 'cause:1' }))
    store.find(finding('cause:1', { state: 'resolved' }))
    expect(list({ muted: true }).rows).toMatchObject([{ alert: 'one:1', group: 'one:1' }])
  })
})

describe('what changed', () => {
  it('is told row by row, with what is over, and by time alone', () => {
    store.find(finding('one:1'), finding('one:2'))
    let seen = seenOf(store.view())
    const changed = () => {
      const { changed: rows, everything } = alertDelta(store.view(), engine, seen)
      seen = seenOf(store.view())
      return [rows.map(({ alert }) => alert), everything]
    }
    expect(changed()).toEqual([[], false])
    store.find(finding('one:2', { state: 'resolved' }), finding('one:3'))
    expect(changed()).toEqual([['one:2', 'one:3'], false])
    store.act('snoozed', ['one:1'], { until: T0 + MINUTE })
    expect(changed()).toEqual([['one:1'], false])
    store.at(T0 + MINUTE)
    expect(changed()).toEqual([['one:1'], false])
    silence('s', { from: T0 + 2 * MINUTE })
    expect(changed()).toEqual([[], false])
    store.at(T0 + 2 * MINUTE)
    expect(changed()).toEqual([[], true])
    store.find(...Array.from({ length: DELTA_ROWS + 1 }, (_one, n) => finding(`one:more${n}`)))
    expect(changed()).toEqual([expect.objectContaining({ length: DELTA_ROWS }), true])
  })
})

it('reads of five thousand alerts only those that changed', () => {
  store.find(
    ...Array.from({ length: 5_000 }, (_one, n) =>
      finding(`many:${n}`, {
        labels: { location: `l${n % 50}`, sku: `s${n}` },
        impact: { units: n, valueMinor: n * 10, currency: 'EUR' },
        ...(n % 5 === 0 && n > 0 ? { inhibitedBy: 'many:0' } : {}),
      }),
    ),
  )
  expect(groups({ limit: 50 })).toMatchObject({ total: 41, alerts: 5_000 })
  const before = store.view().kept.open.get('many:7')
  store.act('acknowledged', ['many:8'])
  expect(store.view().kept.open.get('many:7')).toBe(before)
  expect(store.view().kept.open.get('many:8')?.acknowledgedBy).toBe('ann')
  expect(list({ acknowledged: true }).total).toBe(1)
  expect(list({ limit: 1000, offset: 3_900 }).rows).toHaveLength(101)
})
