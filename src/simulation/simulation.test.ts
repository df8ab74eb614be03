/** Proves that one seed gives one run, and that no unit is made or lost in it. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Message } from './message.ts'
import { createSimulation, runMessages, totalRecords, type RunOptions } from './simulation.ts'
import { DAY_MS, FILE_PACE, HOUR_MS } from './world.ts'

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

interface StockMove {
  type: string
  sku: string
  units: number
  from: { location: string; disposition: string } | string
  to: { location: string; disposition: string } | string
}

/** One event by itself, or a record of several. */
interface CloudEvent {
  type: string
  time: string
  data: StockMove | { events: StockMove[] }
}

/** What one record does: moves between accounts, or a count of one. */
interface Entry {
  at: number
  sku: string
  units: number
  from: string
  to: string
  counts?: 'opening' | 'cycle'
}

/** The moves of an EPCIS event by a rule of its own, written from the standard and apart from the simulator. */
function epcisEntries(event: EpcisEvent & { eventTime: string }): Entry[] {
  const { bizStep, disposition, readPoint, sourceList } = event
  const here = plainKey(readPoint.id)
  const [from, to] = ((): [string, string] => {
    if (bizStep === 'stock_taking' || bizStep === 'cycle_counting') return ['', `${here} sellable`]
    if (disposition === 'returned') return ['customer', `${here} inspection`]
    if (bizStep === 'receiving') {
      return [sourceList?.[0]?.type === 'owning_party' ? 'supplier' : 'inTransit', `${here} sellable`]
    }
    if (bizStep === 'shipping') return [`${here} sellable`, 'inTransit']
    if (bizStep === 'retail_selling') return [`${here} sellable`, 'customer']
    expect(bizStep).toBe('inspecting')
    return [`${here} sellable`, `${here} ${disposition}`]
  })()
  return event.quantityList.map(({ epcClass, quantity }): Entry => ({
    at: Date.parse(event.eventTime),
    sku: plainKey(epcClass),
    units: quantity,
    from,
    to,
    ...(from === '' ? { counts: bizStep === 'stock_taking' ? 'opening' : 'cycle' } : {}),
  }))
}

function moveEntries({ type: name, time, data }: CloudEvent): Entry[] {
  const account = (side: StockMove['from']) =>
    typeof side === 'string' ? side : `${side.location.slice('gln:'.length, -1)} ${side.disposition}`
  const events = 'events' in data ? data.events : [{ ...data, type: name.replace('org.omnitower.', '') }]
  return events
    .filter(({ type }) => type === 'StockMoved')
    .map(({ sku, units, from, to }) => ({
      at: Date.parse(time),
      sku: sku.slice('gtin:'.length, -1),
      units,
      from: account(from),
      to: account(to),
    }))
}

/** Books every record of stock, whichever feed tells of it. Units by account and item. */
function book(messages: Iterable<Message>) {
  const entries: Entry[] = []
  for (const { format, body } of messages) {
    if (format === 'epcis') entries.push(...JSON.parse(body).epcisBody.eventList.flatMap(epcisEntries))
    if (format !== 'cloudevents') continue
    entries.push(...(JSON.parse(body) as CloudEvent[]).flatMap(moveEntries))
  }
  entries.sort((left, right) => left.at - right.at)
  const units = new Map<string, number>()
  const moved = new Map<string, number>()
  const low: string[] = []
  let opening = 0
  const change = (key: string, by: number) => {
    const after = (units.get(key) ?? 0) + by
    units.set(key, after)
    if (after < 0 && /^\d/.test(key)) low.push(key)
  }
  for (const { sku, units: count, from, to, counts } of entries) {
    const way = `${from.split(' ').at(-1)} → ${to.split(' ').at(-1)}`
    moved.set(way, (moved.get(way) ?? 0) + count)
    if (counts === 'cycle') expect(units.get(`${to} ${sku}`)).toBe(count)
    else if (counts === 'opening') {
      opening += count
      change(`${to} ${sku}`, count)
    } else {
      change(`${from} ${sku}`, -count)
      change(`${to} ${sku}`, count)
    }
  }
  return { units, moved, opening, low }
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
    const pace = { ...FILE_PACE, ordersPerStoreDay: 8 }
    const simulation = createSimulation({ seed: 3, stores: 30, dcs: 2, faults: 'none', shrinkage: 0, pace })
    const end = simulation.now() + 6 * DAY_MS
    const until = simulation.now() + 2 * DAY_MS
    const stretches = [{ orders: 900, hours: 16 * 24, softness: 0 }]
    const messages = [...simulation.opening(), ...simulation.archive({ stretches, until })]
    messages.push(...simulation.advanceTo(end, HOUR_MS), ...simulation.finish())
    const { units, moved, opening, low } = book(messages)
    expect(low).toEqual([])
    expect([...units.values()].reduce((sum, left) => sum + left, 0)).toBe(opening)
    const least = {
      'sellable → customer': 20_000,
      'sellable → inTransit': 1_000,
      'inTransit → sellable': 1_000,
      'supplier → sellable': 1_000,
      'supplier → customer': 10,
      'inTransit → customer': 10,
      'customer → inspection': 20,
      'inspection → sellable': 5,
      'inspection → damaged': 1,
    }
    for (const [way, wanted] of Object.entries(least)) {
      expect({ way, isEnough: (moved.get(way) ?? 0) >= wanted }).toEqual({ way, isEnough: true })
    }
    // And what the events add up to is what really lies there.
    const wrong = simulation.network.locations.flatMap((location) =>
      simulation.network.skus.filter((sku) => {
        const told = units.get(`${location.gln.slice(0, -1)} sellable ${sku.gtin.slice(0, -1)}`) ?? 0
        return told !== simulation.stock.units[location.index * simulation.stock.skuCount + sku.index]
      }),
    )
    expect(wrong).toEqual([])
  })
})

describe('what an earlier run left under way', () => {
  it('comes to its end, the past at once and the rest later, never before its last step', () => {
    const simulation = createSimulation({ seed: 4, stores: 4, dcs: 1, faults: 'none' })
    const now = simulation.now()
    const order = {
      flow: 'bopis' as const,
      isAllocated: true,
      promisedAt: now - 5 * HOUR_MS,
      lastAt: now - 20 * HOUR_MS,
    }
    simulation.takeUp({
      orders: [
        { ...order, order: 'order:counter' },
        { ...order, order: 'order:door', flow: 'shipFromDc', lastAt: now - 1 },
        { ...order, order: 'order:nowhere', isAllocated: false },
      ] as const,
      shipments: [
        { shipment: 'tracker:a:1', promisedAt: now - 10 * HOUR_MS, lastAt: now - 40 * HOUR_MS },
        { shipment: 'tracker:a:2', promisedAt: now + 60 * HOUR_MS, lastAt: now - HOUR_MS },
      ],
    })
    const messages = [...simulation.advanceTo(now + 4 * DAY_MS, 0), ...simulation.finish()]
    const events = messages
      .filter(({ feed }) => feed === 'order-system')
      .flatMap(({ body }) => JSON.parse(body) as { id: string; data: Record<string, unknown> }[])
      .filter(({ id }) => id.startsWith('taken-up'))
      .flatMap(
        ({ data }) =>
          (data['events'] ?? [data]) as {
            order?: string
            shipment?: string
            step?: string
            milestone?: string
            at: number
          }[],
      )
    const told = (subject: string) => events.filter((one) => (one.order ?? one.shipment) === subject)
    expect(told('order:counter').map(({ step }) => step)).toEqual(['ready', 'collected'])
    expect(told('order:door').map(({ step }) => step)).toEqual(['shipped', 'delivered'])
    expect(told('order:nowhere').map(({ step }) => step)).toEqual(['cancelled'])
    expect(told('tracker:a:1')).toMatchObject([{ milestone: 'delivered' }])
    expect(told('tracker:a:1')[0]!.at).toBeLessThan(now)
    expect(told('tracker:a:2')[0]!.at).toBeGreaterThan(now)
    for (const { at } of told('order:door')) expect(at).toBeGreaterThanOrEqual(now - 1)
    for (const { at } of told('order:counter')) expect(at).toBeGreaterThan(now - 20 * HOUR_MS)
  })
})
