/** Tests the rule laneSlower from both sides, over orders and parcels. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { laneSlower, PARCELS_SQL } from './laneSlower.ts'
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
      /^Centre → FL with Swift takes at least \d+ % longer than it used to: 6\d hours and more lately\.$/,
    )
    expect(told.evidence[0]).toMatchObject({ text: 'Usually 36 hours (32 parcels of the past)' })
    expect(told.evidence.at(-1)?.text).toMatch(/^With a long past, by chance once in \d+ days$/)
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
    expect(harness.measure(laneSlower)).toMatchObject([{ figure: null }])
    ship(3, 8, 8, () => 90)
    expect(harness.measure(laneSlower)).toMatchObject([{ figure: null }])
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
    const plan = harness.reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${PARCELS_SQL}`, [
      DC,
      REGION,
      CARRIER,
      0,
      1,
      10,
    ])
    expect(plan[0]?.detail).toMatch(
      /COVERING INDEX order_lines_lane \(location=\? AND <expr>=\? AND carrier=\? AND shipped_at>/,
    )
  })

  it('says nothing of what is history', () => {
    harness.at(START + 9 * DAY)
    ship(-20, 0, 2, usual)
    ship(0, 9, 2, (draw) => 2 * usual(draw))
    harness.at(START + 30 * DAY)
    harness.tell(record(harness.now(), { type: 'ListingShown', channel: 'webshop', sku: 'sku:1' }))
    // Nothing to judge by, which is no end.
    expect(harness.measure(laneSlower, [SUBJECT])).toMatchObject([{ subject: SUBJECT, figure: null }])
  })

  it('sees a lane that goes from 3 days to 11, though nothing of it has arrived, and while it stays so', () => {
    const told = openRuleHarness()
    told.at(START)
    told.tell(places())
    const draw = draws(9)
    const begun = (day: number, hours: number) => {
      for (const one of ['a', 'b']) {
        const shippedAt = START + day * DAY + 18 * HOUR
        const arrivesIn = hours * Math.exp(0.15 * normal(draw))
        const isThere = shippedAt + arrivesIn * HOUR <= told.now()
        if (shippedAt <= told.now())
          told.tell(...parcel(`order:${day}${one}`, shippedAt, isThere ? arrivesIn : null))
      }
    }
    try {
      told.at(START + 8 * DAY)
      for (let day = -30; day < 0; day += 1) begun(day, 72)
      expect(told.fires(laneSlower)).toEqual([])
      for (let day = 0; day < 8; day += 1) begun(day, 264)
      const [found] = told.fires(laneSlower)
      expect(told.explain(laneSlower, found!).summary).toMatch(
        / takes at least \d+ % longer than it used to: \d+ hours and more lately\.$/,
      )
      expect(told.explain(laneSlower, found!).evidence.at(-2)?.text).toMatch(/\(2 not there yet\), at least/)
    } finally {
      told.close()
    }
    for (const days of [14, 20, 25]) {
      const later = openRuleHarness()
      try {
        later.at(START + days * DAY)
        later.tell(places())
        for (let day = -30; day < days; day += 1) {
          const shippedAt = START + day * DAY + 18 * HOUR
          const hours = (day < 0 ? 72 : 264) * Math.exp(0.15 * normal(draw))
          const isThere = shippedAt + hours * HOUR <= later.now()
          later.tell(...parcel(`order:${day}`, shippedAt, isThere ? hours : null))
          later.tell(...parcel(`order:${day}b`, shippedAt + HOUR, isThere ? hours - 1 : null))
        }
        expect(later.fires(laneSlower), `after ${days} days`).toHaveLength(1)
      } finally {
        later.close()
      }
    }
  })

  it('knows nothing of parcels of which the carrier has not told since, nor where many are never told to have come', () => {
    harness.at(START + 9 * DAY)
    ship(-25, 5, 2, usual)
    for (const day of [5, 6, 7, 8])
      harness.tell(...parcel(`order:open${day}`, START + 4 * DAY + day * HOUR, null))
    expect(fires()).toEqual([])
    for (let day = -25; day < 0; day += 1)
      harness.tell(...parcel(`order:untold${day}`, START + day * DAY, null))
    for (let day = 0; day < 9; day += 1)
      harness.tell(...parcel(`order:untold${day}`, START + day * DAY, null))
    expect(fires()).toEqual([])
  })
})

const SETTINGS = { recentDays: 10, baselineParcels: 30, recentParcels: 5, slowdownPercent: 15 }
