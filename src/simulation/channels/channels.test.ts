/** Proves that the channels of a network without faults agree with each other, with their plans and with the shelves. */
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CanonicalEvent, EventOf } from '../../shared/events.ts'
import { EVENT_SCHEMAS } from '../../shared/events.ts'
import { NO_FAULTS } from '../faultPlan.ts'
import type { AlertFaultLabel } from '../faults/faultLabel.ts'
import type { Message } from '../message.ts'
import { createSimulation, type Simulation } from '../simulation.ts'
import { DAY_MS, FILE_PACE, HOUR_MS, MINUTE_MS } from '../world.ts'
import { SELLING_CHANNELS, sellingChannel, shelvesOf } from './sellingChannels.ts'

interface Told {
  feed: string
  at: number
  events: CanonicalEvent[]
}

const STORES = 12
const DAYS = 3

let simulation: Simulation
let told: Told[]
beforeAll(() => {
  simulation = createSimulation({
    seed: 31,
    stores: STORES,
    dcs: 2,
    faults: { ...NO_FAULTS, calm: true },
    pace: { ...FILE_PACE, tickMs: MINUTE_MS, channelSyncMs: SYNC_MS },
  })
  const messages: Message[] = [...simulation.opening()]
  const endAt = simulation.now() + DAYS * DAY_MS
  while (simulation.now() < endAt) messages.push(...simulation.advanceTo(simulation.now() + HOUR_MS, 0))
  told = messages.filter(({ format }) => format === 'cloudevents').flatMap(toldIn)
})

const SYNC_MS = 5 * MINUTE_MS

function toldIn({ feed, body }: Message): Told[] {
  const batch = JSON.parse(body) as { time: string; type: string; data: { events?: CanonicalEvent[] } }[]
  return batch.map(({ time, type, data }) => ({
    feed,
    at: Date.parse(time),
    events: data.events ?? [
      { ...data, type: type.replace('org.omnitower.', '') } as unknown as CanonicalEvent,
    ],
  }))
}

function eventsOf<T extends CanonicalEvent['type']>(type: T): { at: number; event: EventOf<T> }[] {
  return told.flatMap(({ at, events }) =>
    events.filter((event) => event.type === type).map((event) => ({ at, event: event as EventOf<T> })),
  )
}

describe('what channels tell', () => {
  it('is valid by the schemas of events', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false })
    const validators = new Map(
      Object.entries(EVENT_SCHEMAS).map(([type, schema]) => [type, ajv.compile(schema)]),
    )
    const faults = told.flatMap(({ feed, events }) =>
      events.flatMap((event) => {
        const validate = validators.get(event.type)
        return validate?.(event) ? [] : [{ feed, event, errors: validate?.errors }]
      }),
    )
    expect(faults).toEqual([])
  })

  it('begins with every listing of every channel, in few messages', () => {
    const opening = [...createSimulation({ seed: 1, stores: 4, dcs: 1 }).opening()]
    const channels = opening.filter(({ feed }) => feed.startsWith('channel-'))
    expect(channels.length).toBeLessThanOrEqual(SELLING_CHANNELS.length)
    const listings = channels
      .flatMap(toldIn)
      .flatMap(({ events }) => events.filter(({ type }) => type === 'ListingShown'))
    expect(listings).toHaveLength(420 * SELLING_CHANNELS.length)
  })

  it('disagrees on a price or a promotion for half a minute at most', () => {
    const shown = eventsOf('ListingShown').toSorted((left, right) => left.at - right.at)
    const bySku = Map.groupBy(shown, ({ event }) => event.sku)
    let changes = 0
    for (const [, tellings] of bySku) {
      const now = new Map<string, string>()
      let differsFrom: number | null = null
      for (const { at, event } of tellings) {
        if (differsFrom !== null) expect(at - differsFrom).toBeLessThan(30_000)
        if (event.priceMinor === undefined) continue
        changes++
        const before = (now.get(event.channel) ?? '').split('/')[1]
        now.set(
          event.channel,
          `${event.priceMinor}/${event.promotion === undefined ? before : event.promotion}`,
        )
        const isWhole = now.size === SELLING_CHANNELS.length
        const differs = isWhole && new Set(now.values()).size > 1
        differsFrom = differs ? (differsFrom ?? at) : null
      }
    }
    expect(changes).toBeGreaterThan(420 * 4 + 100)
  })

  it('offers at each moment no more than lies on its shelves, and not much less', () => {
    const { network, channels } = simulation
    for (const { channel } of SELLING_CHANNELS) {
      for (const sku of network.skus) {
        const free = channels.freeUnits(channel, sku)
        const { offeredUnits, active } = channels.listings.of(channel, sku)
        expect(active).toBe(offeredUnits > 0)
        expect(offeredUnits).toBeLessThanOrEqual(free + 5 + free * 0.02)
        expect(offeredUnits).toBeGreaterThanOrEqual(free * 0.93 - 6)
      }
      expect(shelvesOf(sellingChannel(channel), network).length).toBeGreaterThan(0)
    }
  })

  it('is never older than was agreed', () => {
    for (const { channel, feed, stockAgeMinutes } of SELLING_CHANNELS) {
      const times = told
        .filter((one) => one.feed === feed && one.events.some(({ type }) => type === 'ListingShown'))
        .map(({ at }) => at)
      times.sort((left, right) => left - right)
      const gaps = times.slice(1).map((at, place) => at - times[place]!)
      expect({ channel, widest: Math.max(...gaps) < stockAgeMinutes * MINUTE_MS }).toEqual({
        channel,
        widest: true,
      })
    }
  })

  it('promises the same days everywhere, and shows promotions as planned', () => {
    const days = new Set(
      eventsOf('ListingShown').flatMap(({ event }) =>
        event.deliveryPromises ? [JSON.stringify(event.deliveryPromises)] : [],
      ),
    )
    expect(days.size).toBe(1)
    const plans = new Map(eventsOf('PromotionPlanned').map(({ event }) => [event.promotion, event]))
    expect(plans.size).toBeGreaterThan(3)
    const under = eventsOf('ListingShown').filter(({ event }) => typeof event.promotion === 'string')
    expect(under.length).toBeGreaterThan(50)
    for (const { at, event } of under) {
      const plan = plans.get(event.promotion!)
      expect(plan?.skus).toContain(event.sku)
      expect(at - plan!.startsAt).toBeGreaterThanOrEqual(0)
      expect(at - plan!.startsAt).toBeLessThan(60_000)
    }
  })
})

describe('other tellings', () => {
  it('number what they tell without gaps', () => {
    const numbers = Map.groupBy(eventsOf('FeedSequenceTold'), ({ event }) => event.sequence)
    expect(numbers.size).toBeGreaterThanOrEqual(SELLING_CHANNELS.length + STORES)
    for (const [, tellings] of numbers)
      expect(tellings.map(({ event }) => event.number).toSorted((left, right) => left - right)).toEqual(
        tellings.map((_, place) => place + 1),
      )
  })

  it('tell states of orders in both systems, the channel within minutes', () => {
    const states = Map.groupBy(eventsOf('OrderStateTold'), ({ event }) => event.order)
    let compared = 0
    for (const [, tellings] of states) {
      const oms = tellings.filter(({ event }) => event.system === 'oms')
      const other = tellings.filter(({ event }) => event.system !== 'oms')
      expect(oms.length).toBeGreaterThan(0)
      oms.forEach(({ at, event }, place) => {
        const found = other[place]
        if (!found) return
        compared++
        expect(found.event.state).toBe(event.state)
        expect(found.at - at).toBeGreaterThan(0)
      })
    }
    expect(compared).toBeGreaterThan(50)
  })

  it('count what the tills rang up on whole days', () => {
    const totals = eventsOf('ControlTotalTold')
    expect(totals).toHaveLength(STORES * (DAYS - 1))
    expect(totals.reduce((sum, { event }) => sum + event.total, 0)).toBeGreaterThan(1_000)
    for (const { at, event } of totals) {
      expect(at).toBeGreaterThanOrEqual(event.until)
      expect(event.until - event.from!).toBe(DAY_MS)
    }
  })
})

describe('a channel whose stock is told no more for a while', () => {
  it('goes on saying that it is there', () => {
    const pauses: AlertFaultLabel[] = []
    const paused = createSimulation({
      seed: 31,
      stores: 4,
      dcs: 1,
      pace: { ...FILE_PACE, tickMs: MINUTE_MS, channelSyncMs: SYNC_MS },
      faults: { ...NO_FAULTS, calm: true, alerts: { stockNotTold: 2 } },
      alertLabel: (label) => pauses.push(label),
    })
    const endAt = paused.now() + DAYS * DAY_MS
    const later: Told[] = []
    while (paused.now() < endAt)
      later.push(
        ...paused
          .advanceTo(paused.now() + HOUR_MS, 0)
          .filter(({ feed }) => feed.startsWith('channel-'))
          .flatMap(toldIn),
      )
    expect(pauses.length).toBeGreaterThan(2)
    for (const { labels, at, until } of pauses) {
      const within = later
        .filter(({ feed, at: told }) => feed === labels['feed'] && told >= Date.parse(at))
        .filter(({ at: told }) => told < Date.parse(until!))
        .toSorted((left, right) => left.at - right.at)
      for (const [place, { at: told }] of within.entries())
        expect(told - (within[place - 1]?.at ?? Date.parse(at))).toBeLessThan(1.2 * SYNC_MS)
      expect(within.some(({ events }) => events.every(({ type }) => type === 'FeedSequenceTold'))).toBe(true)
    }
  })
})
