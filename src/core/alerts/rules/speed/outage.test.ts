/** Proves that one outage of a carrier is one alert: those of its parcels are found, kept, and explained by it. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  DAY,
  HOUR,
  MINUTE,
  openRuleHarness,
  record,
  START,
  type RuleHarness,
} from '../../../rules.fixture.ts'
import { carrierSilent } from './carrierSilent.ts'
import { parcel, places } from './lives.fixture.ts'
import { promiseAtRisk } from './promiseAtRisk.ts'

const PARCELS = 12

let harness: RuleHarness
beforeEach(() => {
  // What it explains besides is of other areas.
  const inhibits = [{ rules: ['promiseAtRisk'], equal: ['carrier'] }]
  harness = openRuleHarness({ rules: [{ ...carrierSilent, inhibits }, promiseAtRisk] })
  harness.at(START)
  const past = Array.from({ length: 147 }, (_none, place) => {
    const shippedAt = START - 20 * DAY + place * 3 * HOUR
    return parcel(`order:past${place}`, shippedAt, 30 + (place % 12), { promisedAt: shippedAt + 3 * DAY })
  })
  const underWay = Array.from({ length: PARCELS }, (_none, place) =>
    parcel(`order:${place}`, START - place * MINUTE, null, { promisedAt: START + 3 * DAY }),
  )
  harness.tell(places(), ...past.flat(), ...underWay.flat())
})
afterEach(() => harness.close())

it('is one call for all parcels, and theirs are over as they arrive', async () => {
  await harness.evaluate()
  expect(harness.alerts()).toEqual([])
  harness.at(START + 2 * DAY)
  await harness.evaluate()
  expect(harness.alerts()).toMatchObject([{ rule: 'carrierSilent', state: 'firing', severity: 'critical' }])
  const outage = harness.alerts()[0]?.alert
  for (const hours of [56, 64, 70, 74]) {
    harness.at(START + hours * HOUR)
    await harness.evaluate()
  }
  const late = harness.alerts('promiseAtRisk')
  expect(late).toHaveLength(PARCELS)
  expect(new Set(late.map(({ inhibitedBy }) => inhibitedBy))).toEqual(new Set([outage]))
  expect(harness.alerts('carrierSilent')).toHaveLength(1)

  harness.tell(
    ...Array.from({ length: PARCELS }, (_none, place) =>
      record(START + 74 * HOUR, {
        type: 'ShipmentMilestoneReached',
        shipment: `ship:order:${place}`,
        milestone: 'delivered',
      }),
    ),
  )
  for (const minutes of [1, 15]) {
    harness.at(START + 74 * HOUR + minutes * MINUTE)
    await harness.evaluate()
  }
  expect(new Set(harness.alerts().map(({ state }) => state))).toEqual(new Set(['resolved']))
})
