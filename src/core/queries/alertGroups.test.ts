/** Proves that groups and the list tell of the same alerts, each once, whatever explains what and who silenced it. */
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { finding, HOUR, openAlertLedger, T0 } from '../alerts.fixture.ts'
import { alertGroups, impactOf } from './alertGroups.ts'
import { alertPage } from './alerts.ts'
import { readStored } from './alertStore.ts'

const store = openAlertLedger()
afterAll(() => store.close())
let run = 0

const spec = fc.record({
  rule: fc.constantFrom('one', 'many', 'cause'),
  location: fc.constantFrom('l1', 'l2'),
  state: fc.constantFrom('firing' as const, 'recovering' as const, 'pending' as const, 'noData' as const),
  by: fc.option(fc.integer({ min: 0, max: 11 })),
  snoozed: fc.boolean(),
})

it('each alert that calls for somebody is in one group, and a group lists all that it counts', () => {
  fc.assert(
    fc.property(fc.array(spec, { minLength: 1, maxLength: 12 }), (specs) => {
      run += 1
      const id = (n: number) => `${specs[n]?.rule ?? 'gone'}:${run}-${n}:1`
      const made = specs.map(({ rule, location, state, by }, n) =>
        finding(id(n), {
          rule,
          state,
          labels: { location },
          impact: { units: n },
          ...(by === null ? {} : { inhibitedBy: id(by) }),
        }),
      )
      store.find(...made)
      const snoozed = specs.flatMap((one, n) => (one.snoozed ? [id(n)] : []))
      if (snoozed.length > 0) store.act('snoozed', snoozed, { until: T0 + HOUR })
      const view = store.view()
      const listed = alertPage(view, { limit: 1000 }).rows.map(({ alert }) => alert)
      const { rows, alerts } = alertGroups(view, { limit: 1000 })
      const grouped = rows.map(({ group }) => alertPage(view, { group, limit: 1000 }).rows)
      expect(grouped.map((one) => one.length)).toEqual(rows.map((row) => row.alerts))
      expect(alerts).toBe(grouped.flat().length)
      const ids = grouped.flat().map(({ alert }) => alert)
      expect(new Set(ids).size).toBe(ids.length)
      expect(listed.filter((alert) => !ids.includes(alert))).toEqual([])
      expect(grouped.flat().filter(({ mutedBy }) => mutedBy !== null && mutedBy !== 'inhibited')).toEqual([])
      store.find(...made.map((event) => ({ ...event, state: 'resolved' as const })))
      expect(alertGroups(store.view(), {})).toMatchObject({ total: 0, alerts: 0 })
    }),
    { numRuns: 60 },
  )
})

describe('what a group costs', () => {
  const stored = (alert: string, labels: Record<string, string>, impact: object) => {
    store.find(finding(alert, { labels, impact }))
    const [one] = readStored(store.reader, 'WHERE alert = ?', [alert])
    if (!one) throw new Error('not stored')
    return one
  }

  it('is never less than its dearest alert, nor more than all together', () => {
    const alerts = [
      stored('one:c1', { order: 'o1', sku: 'x', location: 'l1' }, { promises: 1, customers: 1, units: 0.1 }),
      stored('one:c2', { order: 'o1', sku: 'y', location: 'l1' }, { promises: 1, customers: 1, units: 0.2 }),
      stored('one:c3', { order: 'o2' }, { promises: 1, customers: 1 }),
      stored('one:c4', { shipment: 's1' }, { shipments: 1, units: 0.1 }),
      stored('one:c5', { shipment: 's1' }, { shipments: 1, units: 0.1 }),
      stored('one:c6', { feed: 'f' }, { units: 0.2 }),
    ]
    expect(impactOf(alerts, [])).toMatchObject({ promises: 2, customers: 2, shipments: 1, units: 0.5 })
    expect(impactOf(alerts.slice(0, 1), alerts)).toMatchObject({ promises: 2, units: 0.5 })
    expect(impactOf([], [])).toMatchObject({ promises: null, units: null, currency: null })
  })

  it('of one alert is its own', () => {
    const one = stored('one:c7', {}, { units: 1, valueMinor: 2, currency: 'EUR', promises: 3 })
    expect(impactOf([one], [])).toEqual({
      units: 1,
      valueMinor: 2,
      currency: 'EUR',
      promises: 3,
      customers: null,
      shipments: null,
    })
  })

  it('keeps the currency of what is explained where the cause has no amount', () => {
    const cause = stored('cause:c8', {}, { units: 1 })
    const under = stored('one:c9', { sku: 'x' }, { valueMinor: 7, currency: 'EUR' })
    expect(impactOf([cause], [under])).toMatchObject({ units: 1, valueMinor: 7, currency: 'EUR' })
    const other = stored('one:c10', { sku: 'y' }, { valueMinor: 9, currency: 'JPY' })
    expect(impactOf([under], [other])).toMatchObject({ valueMinor: 7, currency: 'EUR' })
  })
})
