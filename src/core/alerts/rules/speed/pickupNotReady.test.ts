/** Tests the rule pickupNotReady from both sides. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  DAY,
  HOUR,
  MINUTE,
  openRuleHarness,
  record,
  START,
  type RuleHarness,
} from '../../../rules.fixture.ts'
import { life, places, schedule, STORE } from './lives.fixture.ts'
import { pickupNotReady } from './pickupNotReady.ts'

const PLACED = START + 9 * HOUR
const PROMISED = START + 12 * HOUR
const bopis = { order: 'order:1', placedAt: PLACED, flow: 'bopis' as const, location: STORE }

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.at(PLACED)
  harness.tell(places())
})
afterEach(() => harness.close())
const fires = () => harness.fires(pickupNotReady)

describe('pickupNotReady', () => {
  it('fires once the promised time and the grace have passed, from then on, with what is at stake', () => {
    harness.tell(...life({ ...bopis, promisedAt: PROMISED, steps: [['allocated', PLACED + MINUTE]] }))
    const [before] = harness.measure(pickupNotReady)
    expect(before?.lookAgainAt).toBe(PROMISED + 5 * MINUTE + 1)
    harness.at(PROMISED + 5 * MINUTE)
    expect(fires()).toEqual([])
    harness.at(PROMISED + 5 * MINUTE + 1)
    const [found] = fires()
    expect(found).toMatchObject({
      subject: 'order:1',
      labels: { order: 'order:1', location: STORE, region: 'TX', channel: 'webshop', feed: 'test' },
      since: PROMISED + 5 * MINUTE,
    })
    const told = harness.explain(pickupNotReady, found!)
    expect(told.summary).toBe('Order 1 was to be ready at Harbour store 5 minutes ago: 1 line still to do.')
    expect(told.impact).toEqual({ units: 1, valueMinor: 2500, currency: 'USD', customers: 1, promises: 1 })
    expect(told.action.link).toBe('/speed/order/order%3A1?tab=orders')
    expect(told.evidence.some(({ identity }) => identity !== undefined)).toBe(true)
  })

  it('is over when it is ready, collected, or cancelled', () => {
    for (const [place, step] of (['ready', 'collected', 'cancelled'] as const).entries()) {
      const order = `order:${place}`
      harness.tell(...life({ ...bopis, order, promisedAt: PROMISED, steps: [['picked', PLACED + MINUTE]] }))
      harness.at(PROMISED + HOUR)
      expect(fires().map(({ subject }) => subject)).toEqual([order])
      harness.tell(record(PROMISED + HOUR, { type: 'OrderStepTaken', order, step, location: STORE }))
      expect(fires()).toEqual([])
    }
  })

  it('takes the time that our own rule reckoned with, not the end of the time to collect', () => {
    harness.tell(schedule(STORE, [1, 2, 3, 4, 5, 6, 7], { collectionHours: 24 }), ...life(bopis))
    // Two working hours of handling from nine o'clock on.
    harness.at(START + 11 * HOUR + 5 * MINUTE + 1)
    expect(fires()[0]?.since).toBe(START + 11 * HOUR + 5 * MINUTE)
  })

  it('leaves alone what is no pickup, has no promise, is long past, or is history', () => {
    harness.tell(...life({ order: 'order:home', placedAt: PLACED, promisedAt: PROMISED }))
    harness.tell(...life({ ...bopis, order: 'order:unpromised' }))
    harness.at(PROMISED + HOUR)
    expect(fires()).toEqual([])
    harness.tell(...life({ ...bopis, promisedAt: PROMISED }))
    expect(fires()).toHaveLength(1)
    harness.at(PROMISED + 8 * DAY)
    expect(harness.measure(pickupNotReady, ['order:1'])[0]?.figure).toBeNull()
    harness.tell(record(PROMISED + 8 * DAY, { type: 'ListingShown', channel: 'webshop', sku: 'sku:1' }))
    expect(fires()).toEqual([])
  })

  it('is without data, not over, once nobody looks any more, and over when the order is ready after all', async () => {
    const engine = openRuleHarness({ rules: [pickupNotReady] })
    const alive = (at: number) => {
      engine.at(at)
      engine.tell(record(at, { type: 'ListingShown', channel: 'webshop', sku: 'sku:1' }))
    }
    try {
      engine.at(PROMISED + HOUR)
      engine.tell(places(), ...life({ ...bopis, promisedAt: PROMISED }))
      await engine.evaluate()
      expect(engine.alerts()).toMatchObject([{ state: 'firing' }])
      alive(PROMISED + 6 * DAY)
      alive(PROMISED + 8 * DAY)
      await engine.evaluate()
      expect(engine.alerts()).toMatchObject([{ state: 'noData' }])
      const step = { type: 'OrderStepTaken', order: 'order:1', step: 'ready', location: STORE } as const
      engine.tell(record(PROMISED + 8 * DAY, step))
      await engine.evaluate()
      expect(engine.alerts()).toMatchObject([{ state: 'resolved' }])
    } finally {
      engine.close()
    }
  })

  it('finds the orders that time alone makes late when it starts', () => {
    harness.tell(...life({ ...bopis, promisedAt: PROMISED }))
    const context = { reader: harness.reader, now: PLACED }
    expect([
      ...(pickupNotReady.timed?.({ ...context, base: pickupBase, settings: () => pickupBase }) ?? []),
    ]).toEqual(['order:1'])
  })
})

const pickupBase = { enabled: true, ...pickupNotReady.defaults, parameters: { givenUpDays: 7 } }
