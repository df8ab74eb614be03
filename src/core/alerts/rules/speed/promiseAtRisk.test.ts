/** Tests the rule promiseAtRisk from both sides: with odds that are given, and over those of a real past. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LineOdds } from '../../../../shared/riskScore.ts'
import {
  DAY,
  defaultsOf,
  HOUR,
  MINUTE,
  openRuleHarness,
  record,
  START,
  type RuleHarness,
} from '../../../rules.fixture.ts'
import type { RuleContext } from '../../rule.ts'
import { CARRIER, DC, life, parcel, places, REGION } from './lives.fixture.ts'
import { promiseAtRisk } from './promiseAtRisk.ts'

const PROMISED = START + 2 * DAY
const LINE: LineOdds = {
  line: '1',
  risk: 0.9,
  basedOn: 200,
  valueMinor: 2500,
  promisedAt: PROMISED,
  stage: 'allocated',
  sinceAt: START + HOUR,
  betterCarrier: null,
  flow: 'shipFromDc',
  location: DC,
  region: REGION,
  carrier: null,
}

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness({ rules: [promiseAtRisk] })
  harness.at(START)
  harness.tell(places())
})
afterEach(() => harness.close())

const base = defaultsOf(promiseAtRisk)
const context = (now: number, ...lines: Partial<LineOdds>[]): RuleContext => ({
  reader: harness.reader,
  now,
  base,
  settings: () => base,
  odds: () => lines.map((line) => ({ ...LINE, ...line })),
})
const measure = (now: number, ...lines: Partial<LineOdds>[]) =>
  promiseAtRisk.measure(context(now, ...lines), ['order:1'])[0]
const isFiring = (now: number, ...lines: Partial<LineOdds>[]) =>
  (measure(now, ...lines)?.figure ?? 0) > base.threshold

describe('promiseAtRisk', () => {
  beforeEach(() => harness.tell(...life({ order: 'order:1', placedAt: START, promisedAt: PROMISED })))

  it('fires where the odds pass the threshold, at the place that has the units', () => {
    const now = START + DAY
    expect(isFiring(now, { risk: 0.85 })).toBe(false)
    const found = measure(now, { risk: 0.86 })!
    expect(found).toMatchObject({
      subject: 'order:1',
      figure: 86,
      since: now,
      labels: { order: 'order:1', location: DC, region: REGION, channel: 'webshop' },
    })
    expect(found.labels['carrier']).toBeUndefined()
    const told = promiseAtRisk.explain(context(now, { risk: 0.86 }), found)
    expect(told.summary).toBe('Order 1 will miss its promise in 24 hours with 86 %: it is with Centre.')
    expect(told.evidence[0]?.text).toBe('Line 1: allocated for 23 hours; 86 % by 200 lines that stood alike')
    expect(told.impact).toEqual({ customers: 1, promises: 1, valueMinor: 2500, currency: 'USD' })
    expect(told.severity).toBeUndefined()
  })

  it('names the carrier and the lane once the carrier has it, so that one outage explains all', () => {
    const { labels } = measure(START + DAY, { stage: 'shipped', carrier: CARRIER })!
    expect(labels).toMatchObject({ carrier: CARRIER, lane: `${DC} → ${REGION} · ${CARRIER}`, region: REGION })
    expect(labels['location']).toBeUndefined()
  })

  it('names a carrier who would bring it in time', () => {
    const better = { betterCarrier: { carrier: 'Redwood', risk: 0.2 } }
    const found = measure(START + DAY, better)!
    expect(promiseAtRisk.explain(context(START + DAY, better), found).action.text).toBe(
      'Send it with Redwood: 20 % would miss instead of 90 %',
    )
  })

  it('stays the same alert, milder, once the promise is missed, and is over when it is handed over', () => {
    const now = PROMISED + HOUR
    const found = measure(now, { risk: 1, basedOn: 0 })!
    expect(found).toMatchObject({ subject: 'order:1', figure: 100, since: PROMISED })
    const told = promiseAtRisk.explain(context(now, { risk: 1 }), found)
    expect(told.severity).toBe('warning')
    expect(told.summary).toBe('Order 1 missed its promise 60 minutes ago and is still with Centre.')
    expect(measure(now)).toBeUndefined()
  })

  it('leaves alone odds that rest on a handful, what waits for its customer, and what was missed long ago', () => {
    expect(isFiring(START + DAY, { basedOn: 19 })).toBe(false)
    expect(measure(START + DAY, { stage: 'ready' })).toBeUndefined()
    harness.tell(record(PROMISED + 7 * DAY, { type: 'ListingShown', channel: 'webshop', sku: 'sku:1' }))
    // Nobody said that it is over.
    expect(measure(PROMISED + 8 * DAY, { risk: 1 })).toMatchObject({
      figure: null,
      labels: { order: 'order:1' },
    })
  })

  it('leaves history alone, and finds nothing where nobody reckons odds', () => {
    expect(measure(START + 8 * DAY, { promisedAt: START + 30 * DAY })?.figure).toBeNull()
    const { odds: _none, ...without } = context(START + DAY)
    expect(promiseAtRisk.measure(without, ['order:1'])).toEqual([])
  })

  it('looks again before an eighth of the time that is left has passed, and at the promise', () => {
    expect(measure(START + DAY, { risk: 0.1 })?.lookAgainAt).toBe(START + DAY + 3 * HOUR)
    expect(measure(PROMISED - 10 * MINUTE, { risk: 0.1 })?.lookAgainAt).toBe(PROMISED - 5 * MINUTE)
    expect(measure(PROMISED - MINUTE, { risk: 0.1 })?.lookAgainAt).toBe(PROMISED + 1)
  })
})

describe('promiseAtRisk over the past', () => {
  it('fires for a parcel that lies about, not for one that goes as the others', async () => {
    for (let place = 0; place < 120; place += 1) {
      const shippedAt = START - 20 * DAY + place * 3 * HOUR
      harness.tell(
        ...parcel(`order:past${place}`, shippedAt, 30 + (place % 12), { promisedAt: shippedAt + 3 * DAY }),
      )
    }
    harness.tell(
      ...parcel('order:lost', START, null, { promisedAt: START + 3 * DAY }),
      ...parcel('order:well', START + 2 * DAY, null, { promisedAt: START + 5 * DAY }),
    )
    harness.at(START + 12 * HOUR)
    await harness.evaluate()
    expect(harness.alerts()).toEqual([])
    harness.at(START + 2 * DAY + 16 * HOUR)
    await harness.evaluate()
    expect(harness.alerts('promiseAtRisk')).toMatchObject([
      { subject: 'order:lost', state: 'firing', severity: 'serious' },
    ])
    harness.at(START + 3 * DAY + HOUR)
    await harness.evaluate()
    expect(harness.alerts('promiseAtRisk')).toMatchObject([
      { subject: 'order:lost', state: 'firing', severity: 'warning' },
    ])
    harness.tell(
      record(START + 3 * DAY + HOUR, {
        type: 'ShipmentMilestoneReached',
        shipment: 'ship:order:lost',
        milestone: 'delivered',
      }),
    )
    harness.at(START + 3 * DAY + HOUR + MINUTE)
    await harness.evaluate()
    harness.at(START + 3 * DAY + 2 * HOUR)
    await harness.evaluate()
    expect(harness.alerts('promiseAtRisk')).toMatchObject([{ subject: 'order:lost', state: 'resolved' }])
  })
})
