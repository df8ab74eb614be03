/** Tests the rule collectedLate from both sides. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { collectedLate } from './collectedLate.ts'
import { life, places, schedule, STORE } from './lives.fixture.ts'

const PLACED = START + 9 * HOUR
const SLOT_END = START + 14 * HOUR
const ready = {
  order: 'order:1',
  placedAt: PLACED,
  flow: 'bopis' as const,
  location: STORE,
  promisedAt: SLOT_END,
  steps: [['ready', START + 11 * HOUR]] as const,
}

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.at(PLACED)
  harness.tell(places())
})
afterEach(() => harness.close())
const fires = () => harness.fires(collectedLate)
/** Something else is told now and then: the feed lives. */
const alive = (at: number) =>
  harness.tell(record(at, { type: 'ListingShown', channel: 'webshop', sku: 'sku:1' }))

describe('collectedLate', () => {
  it('fires a day after the end of the slot, from that time on', () => {
    harness.tell(...life(ready))
    harness.at(SLOT_END + 24 * HOUR)
    expect(fires()).toEqual([])
    expect(harness.measure(collectedLate)[0]?.lookAgainAt).toBe(SLOT_END + 24 * HOUR + 1)
    harness.at(SLOT_END + 25 * HOUR)
    const [found] = fires()
    expect(found).toMatchObject({
      labels: { order: 'order:1', location: STORE },
      since: SLOT_END + 24 * HOUR,
    })
    const told = harness.explain(collectedLate, found!)
    expect(told.summary).toBe(
      'Order 1 has been ready at Harbour store for 28 hours and was not collected: 1 line.',
    )
    expect(told.impact).toMatchObject({ units: 1, valueMinor: 2500, customers: 1 })
  })

  it('is over when it is collected, or put back', () => {
    for (const step of ['collected', 'cancelled'] as const) {
      harness.tell(...life({ ...ready, order: `order:${step}` }))
      harness.at(SLOT_END + 26 * HOUR)
      expect(fires().map(({ subject }) => subject)).toEqual([`order:${step}`])
      harness.tell(
        record(SLOT_END + 26 * HOUR, {
          type: 'OrderStepTaken',
          order: `order:${step}`,
          step,
          location: STORE,
        }),
      )
      expect(fires()).toEqual([])
    }
  })

  it('counts the collection hours of the place: days on which it is closed give the customer more time', () => {
    // Twelve working hours a day, closed from Tuesday to Thursday: 24 of them end on Saturday.
    harness.tell(
      schedule(STORE, [1, 5, 6, 7], { collectionHours: 24 }),
      ...life({ ...ready, promisedAt: START }),
    )
    const until = START + 5 * DAY + 11 * HOUR
    harness.at(until + 23 * HOUR)
    alive(until)
    expect(fires()).toEqual([])
    harness.at(until + 24 * HOUR + 1)
    expect(fires()[0]?.since).toBe(until + 24 * HOUR)
  })

  it('waits three days where neither a slot nor the place tells, and leaves alone what is not ready', () => {
    harness.tell(...life({ ...ready, promisedAt: START + 10 * HOUR }))
    harness.tell(...life({ ...ready, order: 'order:2', steps: [['picked', START + 10 * HOUR]] }))
    const until = START + 11 * HOUR + 72 * HOUR
    alive(until)
    harness.at(until + 24 * HOUR)
    expect(fires()).toEqual([])
    harness.at(until + 24 * HOUR + 1)
    expect(fires().map(({ subject }) => subject)).toEqual(['order:1'])
  })

  it('has nothing to judge history by, nor what was left lying for long: that is no end', () => {
    harness.tell(...life(ready))
    harness.at(SLOT_END + 9 * DAY)
    expect(harness.measure(collectedLate, ['order:1'])).toMatchObject([{ figure: null }])
    alive(SLOT_END + 9 * DAY)
    expect(fires()).toHaveLength(1)
    harness.at(SLOT_END + 14 * DAY + 1)
    alive(SLOT_END + 14 * DAY)
    expect(harness.measure(collectedLate, ['order:1'])).toMatchObject([
      { figure: null, labels: { order: 'order:1', location: STORE } },
    ])
  })
})
