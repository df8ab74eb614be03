/** Proves that one seed gives one run, and that no unit is made or lost in it. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Message } from './message.ts'
import { createSimulation, runMessages, totalRecords, type RunOptions } from './simulation.ts'
import { DAY_MS, HOUR_MS } from './world.ts'

const small: RunOptions = { seed: 11, stores: 12, dcs: 2, days: 2 }

function digest(options: RunOptions): string {
  const hash = createHash('sha256')
  for (const { feed, name, body } of runMessages(options)) hash.update(`${feed}/${name}\n${body}\n`)
  return hash.digest('hex')
}

describe('a run', () => {
  it('is the same bytes for the same seed, and others for another', () => {
    const first = digest(small)
    expect(digest(small)).toBe(first)
    expect(digest({ ...small, seed: 12 })).not.toBe(first)
  })

  it('brings the same messages in whatever steps time passes', () => {
    const bodies = (stepMs: number) => {
      const simulation = createSimulation(small)
      const end = simulation.now() + DAY_MS
      const all: string[] = []
      while (simulation.now() < end) {
        all.push(...simulation.advanceTo(simulation.now() + stepMs, 2 * HOUR_MS).map(({ body }) => body))
      }
      return all
    }
    expect(bodies(HOUR_MS).length).toBeGreaterThan(20)
    expect(bodies(HOUR_MS)).toEqual(bodies(3 * HOUR_MS))
  })

  it('ends at the number of records that was asked for, within an hour of the network', () => {
    const run = runMessages({ ...small, days: undefined, records: 5_000 })
    let step = run.next()
    while (!step.done) step = run.next()
    expect(totalRecords(step.value)).toBeGreaterThanOrEqual(5_000)
    expect(totalRecords(step.value)).toBeLessThan(6_500)
  })

  it('counts each feed as it was sent', () => {
    const run = runMessages(small)
    const seen: Record<string, number> = {}
    let step = run.next()
    for (; !step.done; step = run.next())
      seen[step.value.feed] = (seen[step.value.feed] ?? 0) + step.value.records
    expect(
      Object.fromEntries(Object.entries(step.value).map(([feed, { records }]) => [feed, records])),
    ).toEqual(seen)
  })
})

interface EpcisEvent {
  bizStep: string
  disposition: string
  readPoint: { id: string }
  sourceList?: { type: string }[]
  quantityList: { epcClass: string; quantity: number }[]
}

/** Books each event by a rule of its own, written from the standard and apart from the simulator. */
function book(messages: Iterable<Message>) {
  const totals = { supplied: 0, shipped: 0, received: 0, sold: 0, returned: 0, damaged: 0 }
  const onHand = new Map<string, number>()
  const low: string[] = []
  let opening = 0
  const events: (EpcisEvent & { eventTime: string })[] = []
  for (const { format, body } of messages) {
    if (format === 'epcis') events.push(...JSON.parse(body).epcisBody.eventList)
  }
  events.sort((left, right) => Date.parse(left.eventTime) - Date.parse(right.eventTime))
  for (const { bizStep, disposition, readPoint, sourceList, quantityList } of events) {
    for (const { epcClass, quantity } of quantityList) {
      const key = `${plainKey(readPoint.id)} ${plainKey(epcClass)}`
      const before = onHand.get(key)
      const change = (by: number) => {
        onHand.set(key, (before ?? 0) + by)
        if ((before ?? 0) + by < 0) low.push(`${key} ${bizStep}`)
      }
      if (bizStep === 'stock_taking') {
        opening += quantity
        onHand.set(key, quantity)
      } else if (bizStep === 'cycle_counting') expect(before).toBe(quantity)
      else if (disposition === 'returned') totals.returned += quantity
      else if (bizStep === 'receiving') {
        change(quantity)
        totals[sourceList?.[0]?.type === 'owning_party' ? 'supplied' : 'received'] += quantity
      } else {
        const kind = ({ shipping: 'shipped', retail_selling: 'sold', inspecting: 'damaged' } as const)[
          bizStep
        ]
        expect(kind).toBeDefined()
        change(-quantity)
        if (kind) totals[kind] += quantity
      }
    }
  }
  const left = [...onHand.values()].reduce((sum, units) => sum + units, 0)
  return { totals, opening, left, onHand, low }
}

/** `gln` or `gtin` without check digit, from either spelling. */
function plainKey(id: string): string {
  const link = /\/(?:01|414)\/(\d+)$/.exec(id)
  if (link) return link[1]!.slice(0, -1)
  const [, scheme, prefix, reference] = /(sgln|sgtin):(\d+)\.(\d+)\./.exec(id)!
  return scheme === 'sgln' ? `${prefix}${reference}` : `${reference![0]}${prefix}${reference!.slice(1)}`
}

describe('units', () => {
  it('are conserved in a run without faults and losses', () => {
    const simulation = createSimulation({ seed: 3, stores: 30, dcs: 2, faults: 'none', shrinkage: 0 })
    const messages = [...simulation.opening()]
    const end = simulation.now() + 6 * DAY_MS
    messages.push(...simulation.advanceTo(end, HOUR_MS), ...simulation.finish())
    const { totals, opening, left, onHand, low } = book(messages)
    expect(low).toEqual([])
    const inTransit = totals.shipped - totals.received
    expect(opening + totals.supplied).toBe(left + totals.sold + totals.damaged + inTransit)
    expect(totals.sold).toBeGreaterThan(30_000)
    expect(totals.received).toBeGreaterThan(1_000)
    expect(totals.supplied).toBeGreaterThan(1_000)
    expect(totals.returned).toBeGreaterThan(0)
    expect(inTransit).toBeGreaterThan(0)
    // And what the events add up to is what really lies there.
    const wrong = simulation.network.locations.flatMap((location) =>
      simulation.network.skus.filter((sku) => {
        const told = onHand.get(`${location.gln.slice(0, -1)} ${sku.gtin.slice(0, -1)}`) ?? 0
        return told !== simulation.stock.units[location.index * simulation.stock.skuCount + sku.index]
      }),
    )
    expect(wrong).toEqual([])
  })
})
