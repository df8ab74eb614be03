/** Proves that labelled faults strike as the seed says, on subjects of their own, and that their labels are true. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { NO_FAULTS, readFaultPlan, type FaultPlan } from '../faultPlan.ts'
import { runMessages } from '../simulation.ts'
import type { AlertFaultLabel } from './faultLabel.ts'
import { ALERT_FAULTS } from './faults.ts'
import { createReservations, touch } from './reservations.ts'

function run(faults: FaultPlan, seed = 6, days = 3) {
  const labels: AlertFaultLabel[] = []
  const hash = createHash('sha256')
  const events: { feed: string; at: number; text: string }[] = []
  const messages = runMessages({
    seed,
    stores: 10,
    dcs: 2,
    days,
    faults,
    alertLabel: (label) => labels.push(label),
  })
  for (const { feed, name, body, at } of messages) {
    hash.update(`${feed}/${name}\n${body}\n`)
    events.push({ feed, at, text: body })
  }
  return { labels, events, digest: hash.digest('hex') }
}

const everything: FaultPlan = { ...NO_FAULTS, alerts: 2, calm: true }

describe('labelled faults', () => {
  it('are the same for the same seed, with the same bytes', () => {
    const first = run(everything)
    const second = run(everything)
    expect(second.digest).toBe(first.digest)
    expect(second.labels).toEqual(first.labels)
    expect(run(everything, 7).labels).not.toEqual(first.labels)
  })

  it('are absent where none is asked for, and leave nothing behind', () => {
    expect(run({ ...NO_FAULTS, calm: true }).labels).toEqual([])
    expect(run({ ...NO_FAULTS, calm: true, alerts: 0 }).digest).toBe(run({ ...NO_FAULTS, calm: true }).digest)
  })

  it('strike each kind, each with its rule and words, in order of time', () => {
    const { labels } = run({ ...NO_FAULTS, alerts: 4, calm: true }, 8, 7)
    const struck = new Set(labels.map(({ fault }) => fault))
    expect(ALERT_FAULTS.map(({ kind }) => kind).filter((kind) => !struck.has(kind))).toEqual([])
    for (const { fault, rule, type, labels: subject, at, detectableAt, until, expect: words } of labels) {
      const known = ALERT_FAULTS.find(({ kind }) => kind === fault)
      expect({ rule, isLookAlike: type === 'lookAlike' }).toEqual({
        rule: known?.rule,
        isLookAlike: known?.lookAlike === true,
      })
      expect(Object.keys(subject).length).toBeGreaterThan(0)
      expect(words.length).toBeGreaterThan(20)
      if (type === 'alert') expect(Date.parse(detectableAt)).toBeGreaterThanOrEqual(Date.parse(at))
      if (until !== null && type === 'alert')
        expect(Date.parse(until)).toBeGreaterThan(Date.parse(detectableAt))
    }
  })

  it('have kinds of their own', () => {
    const kinds = ALERT_FAULTS.map(({ kind }) => kind)
    expect(new Set(kinds).size).toBe(kinds.length)
  })

  it('are named in the documentation of the sample network', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../docs/sample-network.md'), 'utf8')
    const unnamed = ALERT_FAULTS.map(({ kind }) => kind).filter((kind) => !page.includes(`\`${kind}\``))
    expect(unnamed).toEqual([])
  })

  it('can be asked for by kind', () => {
    const { labels } = run({ ...NO_FAULTS, alerts: { priceInOneChannel: 5 }, calm: true })
    expect(labels.length).toBeGreaterThan(5)
    expect(new Set(labels.map(({ fault }) => fault))).toEqual(new Set(['priceInOneChannel']))
  })
})

describe('a wrong price', () => {
  it('is told by its channel at the time of its label, and mended at its end', () => {
    const { labels, events } = run({ ...NO_FAULTS, alerts: { priceInOneChannel: 5 }, calm: true })
    const told = events
      .filter(({ feed }) => feed.startsWith('channel-'))
      .flatMap(
        ({ text }) =>
          JSON.parse(text) as {
            time: string
            data: { events: { type: string; sku?: string; priceMinor?: number }[] }
          }[],
      )
    for (const { labels: subject, at, until } of labels) {
      const tellings = (time: string) =>
        told
          .filter((one) => Date.parse(one.time) === Date.parse(time))
          .flatMap(({ data }) => data.events ?? [])
          .filter(({ sku }) => sku === subject['sku'])
      expect(tellings(at)).toHaveLength(1)
      expect(tellings(until!)).toHaveLength(1)
      expect(tellings(at)[0]!.priceMinor).not.toBe(tellings(until!)[0]!.priceMinor)
    }
  })
})

describe('reservations', () => {
  it('touch where all that both name is the same', () => {
    expect(touch({ location: 'a' }, { location: 'a', sku: 's' })).toBe(true)
    expect(touch({ location: 'a', sku: 's' }, { location: 'a', sku: 't' })).toBe(false)
    expect(touch({ location: 'a' }, { channel: 'c' })).toBe(false)
  })

  it('are given back by a strike that did nothing, and end in time', () => {
    const reservations = createReservations()
    const take = (at: number) =>
      reservations.trying(at, () => (reservations.reserve({ sku: 's' }) ? true : null))
    expect(reservations.trying(0, () => (reservations.reserve({ sku: 's' }), null))).toBe(null)
    expect(take(1)).toBe(true)
    reservations.keepUntil(10)
    expect(take(5)).toBe(null)
    expect(take(11)).toBe(true)
  })
})

describe('a plan', () => {
  it('takes strikes a day, and calm', () => {
    expect(readFaultPlan('{"alerts": 2, "calm": true}')).toEqual({ ...NO_FAULTS, alerts: 2, calm: true })
    expect(readFaultPlan('{"alerts": {"priceInOneChannel": 3}}').alerts).toEqual({ priceInOneChannel: 3 })
  })

  it.each(['{"alerts": -1}', '{"alerts": {"a": "often"}}', '{"alerts": []}', '{"calm": 1}'])(
    'refuses %s',
    (text) => {
      expect(() => readFaultPlan(text)).toThrow(TypeError)
    },
  )
})
