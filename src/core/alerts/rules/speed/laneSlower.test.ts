/** Tests the rule laneSlower from both sides, over orders and parcels. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { laneSlower } from './laneSlower.ts'
import { CARRIER, DC, draws, normal, parcel, places, REGION } from './lives.fixture.ts'

const SUBJECT = `${DC}\n${REGION}\n${CARRIER}`

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.at(START)
  harness.tell(places())
})
afterEach(() => harness.close())
const fires = () => harness.fires(laneSlower)

/** Parcels of each day in a stretch of days from the start. */
function ship(
  from: number,
  until: number,
  perDay: number,
  hours: (draw: () => number, day: number) => number,
): void {
  const draw = draws(from + 1000)
  for (let day = from; day < until; day += 1) {
    for (let one = 0; one < perDay; one += 1) {
      const shippedAt = START + day * DAY + 18 * HOUR
      const taken = hours(draw, day)
      const isThere = shippedAt + taken * HOUR <= harness.now()
      harness.tell(
        ...parcel(`order:${day}-${one}`, shippedAt, isThere ? taken : null, {
          promisedAt: shippedAt + 5 * DAY,
        }),
      )
    }
  }
}
const usual = (draw: () => number) => 36 * Math.exp(0.15 * normal(draw))

describe('laneSlower', () => {
  it('fires after some slow days, says how slow, and what waits on the lane', () => {
    harness.at(START + 9 * DAY)
    ship(-20, 0, 2, usual)
    ship(0, 9, 2, (draw) => 1.8 * usual(draw))
    const [found] = fires()
    expect(found).toMatchObject({
      subject: SUBJECT,
      labels: { lane: `${DC} → ${REGION} · ${CARRIER}`, location: DC, region: REGION, carrier: CARRIER },
    })
    expect(found?.since).toBeGreaterThan(START + 4 * DAY)
    expect(found?.since).toBeLessThan(START + 9 * DAY)
    const told = harness.explain(laneSlower, found!)
    expect(told.summary).toMatch(
      /^Centre → FL with Swift takes \d+ % longer than it used to: 6\d hours lately\.$/,
    )
    expect(told.evidence[0]).toMatchObject({ text: 'Usually 35 hours (38 parcels of the past)' })
    expect(told.evidence.at(-1)?.text).toMatch(/^By chance once in about \d+ days of shipping$/)
    expect(told.impact.promises).toBeGreaterThan(0)
    expect(told.action.link).toBe(`/speed/lane/gln%3Adc/${REGION}/${CARRIER}?tab=lanes`)
  })

  it('leaves alone a lane as it was, one late truck, and one that is hardly slower', () => {
    harness.at(START + 9 * DAY)
    ship(-20, 0, 2, usual)
    ship(0, 9, 2, (draw, day) => usual(draw) + (day === 3 ? 96 : 0))
    expect(harness.measure(laneSlower)).toHaveLength(1)
    expect(fires()).toEqual([])
    const other = openRuleHarness()
    try {
      other.at(START + 9 * DAY)
      other.tell(places())
      for (let day = -20; day < 7; day += 1) {
        other.tell(...parcel(`order:${day}a`, START + day * DAY + 18 * HOUR, day < 0 ? 36 : 40.5))
        other.tell(...parcel(`order:${day}b`, START + day * DAY + 19 * HOUR, day < 0 ? 36.1 : 40.6))
      }
      // It takes 12 % longer, beyond doubt: that is not worth a call.
      expect(other.measure(laneSlower)[0]?.figure).toBe(7)
      expect(
        other.fires(laneSlower, undefined, { parameters: { ...SETTINGS, slowdownPercent: 5 } }),
      ).toHaveLength(1)
    } finally {
      other.close()
    }
  })

  it('has nothing to say of a lane with a handful of parcels, or with no past', () => {
    harness.at(START + 9 * DAY)
    for (const day of [1, 2, 3]) harness.tell(...parcel(`order:${day}`, START + day * DAY, 100))
    expect(harness.measure(laneSlower)).toEqual([])
    ship(3, 8, 8, () => 90)
    expect(harness.measure(laneSlower)).toEqual([])
  })

  it('counts the lines of one order once', () => {
    harness.at(START + 9 * DAY)
    ship(-20, 0, 2, usual)
    for (let day = 0; day < 2; day += 1) {
      harness.tell(...parcel(`order:big${day}`, START + day * DAY, 100, { lines: 8 }))
    }
    expect(harness.measure(laneSlower)[0]?.figure).toBeLessThan(7)
  })

  it('is over when the lane is as it was for three days', () => {
    harness.at(START + 10 * DAY)
    ship(-20, 0, 2, usual)
    ship(0, 4, 2, () => 70)
    expect(fires()).toHaveLength(1)
    ship(4, 7, 2, () => 36)
    expect(fires()).toEqual([])
  })

  it('reads the lane by its index', () => {
    const plan = harness.reader.all<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT min(shipped_at), max(handed_over_at) FROM order_lines
       WHERE location = ? AND coalesce(region, country) = ? AND carrier = ? AND handed_over_at IS NOT NULL
         AND shipped_at IS NOT NULL AND handed_over_at >= ? AND handed_over_at <= ? GROUP BY order_id`,
      [DC, REGION, CARRIER, 0, 1],
    )
    expect(plan[0]?.detail).toMatch(
      /order_lines_lane \(location=\? AND <expr>=\? AND carrier=\? AND handed_over_at>/,
    )
  })

  it('says nothing of what is history', () => {
    harness.at(START + 9 * DAY)
    ship(-20, 0, 2, usual)
    ship(0, 9, 2, (draw) => 2 * usual(draw))
    harness.at(START + 30 * DAY)
    harness.tell(record(harness.now(), { type: 'ListingShown', channel: 'webshop', sku: 'sku:1' }))
    expect(harness.measure(laneSlower, [SUBJECT])).toEqual([])
  })
})

const SETTINGS = { recentDays: 10, baselineParcels: 30, recentParcels: 5, slowdownPercent: 15 }
