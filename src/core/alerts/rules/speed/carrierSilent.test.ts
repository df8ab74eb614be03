/** Tests the rule carrierSilent from both sides, and the rhythm that it goes by. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FeedRecord } from '../../../../shared/events.ts'
import {
  DAY,
  HOUR,
  MINUTE,
  openRuleHarness,
  record,
  START,
  type RuleHarness,
} from '../../../rules.fixture.ts'
import { surprise, surprisingAt, type Rhythm } from './carrierRhythm.ts'
import { carrierSilent, LAST_SQL } from './carrierSilent.ts'
import { CARRIER, draws, places } from './lives.fixture.ts'

/** A Monday at noon, after four weeks of history. */
const NOON = START + 12 * HOUR

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.at(NOON)
  harness.tell(places())
})
afterEach(() => harness.close())
const fires = () => harness.fires(carrierSilent)

/**
 * Steps of a carrier over four weeks up to a time: on its days and from 8 to 20 o'clock, some in each hour; each shipment
 * takes one on and ends with the next.
 */
function history(options: {
  from?: number
  carrier?: string
  until?: number
  perHour?: number
  weekdays?: number[]
  together?: number
}) {
  const {
    from = START - 28 * DAY,
    carrier = CARRIER,
    until = NOON,
    perHour = 2,
    weekdays = [1, 2, 3, 4, 5],
    together = 1,
  } = options
  const draw = draws(7)
  const told: FeedRecord[] = []
  for (let hour = from; hour < until; hour += HOUR) {
    const date = new Date(hour)
    const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay()
    if (!weekdays.includes(weekday) || date.getUTCHours() < 8 || date.getUTCHours() >= 20) continue
    for (let one = 0; one < perHour; one += 1) {
      const at = hour + Math.floor(draw() * HOUR)
      if (at > until) continue
      for (let of = 0; of < together; of += 1) {
        const shipment = `ship:${carrier}:${told.length}`
        told.push(
          record(
            at,
            { type: 'ShipmentDescribed', shipment, carrier },
            { type: 'ShipmentMilestoneReached', shipment, milestone: 'delivered' },
          ),
        )
      }
    }
  }
  harness.tell(...told)
}
/** Shipments that the carrier has. */
function underWay(shipments: number, at: number, carrier = CARRIER): void {
  for (let place = 0; place < shipments; place += 1) {
    const shipment = `ship:${carrier}:under way ${place}`
    harness.tell(
      record(
        at,
        {
          type: 'ShipmentDescribed',
          shipment,
          carrier,
          order: `order:${place}`,
          promisedDelivery: { at: NOON + 2 * DAY },
        },
        { type: 'ShipmentMilestoneReached', shipment, milestone: 'inTransit' },
      ),
    )
  }
}

describe('the rhythm', () => {
  const flat = (each: number, closedOn: string[] = []): Rhythm => ({
    byWeekHour: Array.from({ length: 168 }, () => each),
    closedOn: new Set(closedOn),
  })

  it('counts whole hours, and says when they will be too many', () => {
    expect(surprise(flat(2), START + MINUTE, START + 119 * MINUTE)).toBe(0)
    expect(surprise(flat(2), START + MINUTE, START + 2 * HOUR)).toBe(2)
    expect(surprisingAt(flat(2), START + MINUTE, 5)).toBe(START + 4 * HOUR)
    expect(surprisingAt(flat(0), START, 5)).toBeNull()
  })

  it('makes nothing of a day on which the carrier does not work', () => {
    const rhythm = flat(2, [new Date(START).toISOString().slice(0, 10)])
    expect(surprise(rhythm, START - 2 * HOUR, START + DAY + 2 * HOUR)).toBe(6)
  })
})

describe('carrierSilent', () => {
  it('fires once chance would bring such a silence less than once in 100,000 times, and the usual lag has passed', () => {
    history({})
    underWay(6, NOON)
    const [before] = harness.measure(carrierSilent)
    expect(before?.figure).toBe(0)
    // Two an hour until eight in the evening, and again from eight in the morning.
    const at = before?.lookAgainAt ?? 0
    expect(at).toBeGreaterThan(NOON + 5 * HOUR)
    expect(at).toBeLessThan(START + DAY)
    harness.at(at - 1)
    expect(fires()).toEqual([])
    harness.at(at)
    const [found] = fires()
    expect(found).toMatchObject({
      subject: CARRIER,
      labels: { carrier: CARRIER, feed: 'test' },
      since: at,
    })
    const told = harness.explain(carrierSilent, found!)
    expect(told.summary).toMatch(
      /^Swift has told nothing for \d hours; 6 shipments under way with it, 6 promises/,
    )
    expect(told.impact).toMatchObject({ shipments: 6, promises: 6, customers: 6 })
  })

  it('is one alert for all shipments, which explains theirs', () => {
    history({})
    underWay(40, NOON)
    harness.at(NOON + DAY)
    expect(fires()).toHaveLength(1)
    expect(carrierSilent.inhibits).toEqual([
      { rules: ['transitOverdue', 'promiseAtRisk', 'laneSlower'], equal: ['carrier'] },
    ])
  })

  it('is over with the next step', () => {
    history({})
    underWay(6, NOON)
    harness.at(NOON + 10 * HOUR)
    expect(fires()).toHaveLength(1)
    underWay(1, NOON + 10 * HOUR - MINUTE)
    expect(fires()).toEqual([])
  })

  it('knows the hours of a day after some days, and nothing yet of days that it has not seen', () => {
    const wednesday = START + 2 * DAY + 15 * HOUR
    history({ from: START, until: wednesday, perHour: 4 })
    harness.at(wednesday)
    underWay(6, wednesday)
    harness.at(wednesday + 4 * HOUR)
    expect(fires()).toEqual([])
    harness.at(wednesday + DAY)
    expect(fires()).toHaveLength(1)
    const other = START + 4 * DAY + 20 * HOUR
    history({ from: wednesday, until: other, perHour: 4 })
    underWay(6, other)
    harness.at(other + 2 * DAY)
    expect(fires()).toEqual([])
  })

  it('lets a weekend without pick-ups pass', () => {
    const friday = START + 4 * DAY + 20 * HOUR
    history({ until: friday })
    harness.at(friday)
    underWay(6, friday)
    harness.at(friday + 2 * DAY + 12 * HOUR)
    expect(fires()).toEqual([])
    // Nothing on Monday either: now it is silent.
    harness.at(friday + 3 * DAY)
    expect(fires()).toHaveLength(1)
  })

  it('lets a day pass on which the carrier does not work by agreement', () => {
    harness.tell(
      record(START - 30 * DAY, {
        type: 'LaneTransitSet',
        origin: 'gln:dc',
        carrier: CARRIER,
        transitDays: 2,
        closedOn: ['2026-06-02'],
      }),
    )
    const monday = START + 20 * HOUR
    history({ until: monday })
    underWay(6, monday)
    harness.at(monday + DAY)
    expect(fires()).toEqual([])
    harness.at(monday + 2 * DAY)
    expect(fires()).toHaveLength(1)
  })

  it('takes what comes together for one word, however much it is', () => {
    history({ perHour: 1, together: 12 })
    underWay(6, NOON)
    // One scan in each hour of four weeks: an hour without is a surprise, a long pause between two hours is none.
    harness.at(NOON + 2 * HOUR + 29 * MINUTE)
    expect(harness.measure(carrierSilent)[0]?.figure).toBeLessThan(3)
    expect(fires()).toEqual([])
    harness.at(NOON + 3 * HOUR + 30 * MINUTE)
    expect(fires()).toHaveLength(1)
  })

  it('leaves alone a carrier that has nothing under way, is new, or is history', () => {
    history({})
    harness.at(NOON + DAY)
    expect(fires()).toEqual([])
    underWay(8, NOON, 'Newcomer')
    expect(fires()).toEqual([])
    underWay(6, NOON)
    expect(fires()).toHaveLength(1)
    harness.at(NOON + 8 * DAY)
    expect(harness.measure(carrierSilent, [CARRIER])[0]?.figure).toBeNull()
  })

  it('finds the last word in an index of carriers’ words, so that a long past of parcels received costs nothing', () => {
    const plan = harness.reader
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${LAST_SQL}`, [CARRIER, NOON])
      .map(({ detail }) => detail)
    expect(plan[0]).toMatch(/INDEX shipments_carriers_word \(carrier=\? AND last_milestone_at<\?\)/)
    expect(plan.join()).not.toMatch(/TEMP B-TREE/)
  })

  it('does not take the sender’s labels for the carrier’s word', () => {
    history({})
    underWay(6, NOON)
    for (let place = 0; place < 8; place += 1) {
      const shipment = `ship:label ${place}`
      harness.tell(
        record(
          NOON + 9 * HOUR,
          { type: 'ShipmentDescribed', shipment, carrier: CARRIER },
          { type: 'ShipmentMilestoneReached', shipment, milestone: 'labelCreated' },
        ),
      )
    }
    harness.at(NOON + 10 * HOUR)
    expect(fires()).toHaveLength(1)
  })
})
