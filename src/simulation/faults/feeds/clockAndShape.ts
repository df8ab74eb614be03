/** Owns faults of how a feed writes: a region's clock runs ahead, and records of the order system get a member that they never had. */
import { ORDER_SYSTEM } from '../../cloudEventText.ts'
import { integerBetween } from '../../randomness.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault } from '../alertFault.ts'
import { drawBusyFeed, storesOf } from './storeHours.ts'

/** Until five records of a region have come, by day. */
const FIVE_RECORDS_MS = 10 * MINUTE_MS
/** Until eight records of one kind have come. */
const EIGHT_RECORDS_MS = 3 * HOUR_MS

export const clockAhead: AlertFault = {
  kind: 'clockAhead',
  rule: 'clockSkew',
  weight: 0.5,
  hoursBefore: 24,
  hoursAfter: 5,
  strike(stage, at) {
    const aheadMs = integerBetween(stage.random, 20, 50) * MINUTE_MS
    const until = at + stage.lasting(1, 2.5)
    // Over midnight, the day's readings would not agree either.
    if (Math.floor(at / DAY_MS) !== Math.floor((until + HOUR_MS) / DAY_MS)) return null
    const feed = drawBusyFeed(stage, at)
    if (feed === undefined) return null
    const clocks = new Map(storesOf(stage.network, feed).map(({ gln, clock }) => [gln, clock]))
    stage.post.detour({
      from: at,
      until,
      matches: (emission) => emission.feed === feed && clocks.has(emission.subject),
      change(emission) {
        const clock = clocks.get(emission.subject)!
        const text = emission.text.replace(
          /"eventTime":"([^"]+)"/,
          (_, time: string) => `"eventTime":"${clock.stamp(Date.parse(time) + aheadMs)}"`,
        )
        return [{ emission: { ...emission, text }, sendAt: emission.at }]
      },
    })
    return {
      labels: { feed },
      detectableAt: at + FIVE_RECORDS_MS,
      until,
      expect:
        'the clock of the feed is ahead: what it tells of lies in the future; over when it is right again',
      mayAlso: ['feedSilent', 'feedLagging', 'negativeLedger', 'countVariance', 'reconciliationDifference'],
    }
  },
}

export const memberAdded: AlertFault = {
  kind: 'memberAdded',
  rule: 'schemaDrift',
  weight: 0.25,
  hoursBefore: 26,
  hoursAfter: 10,
  strike({ post, random, reserve, lasting }, at) {
    const feed = ORDER_SYSTEM
    if (!reserve({ shapeOf: feed })) return null
    const until = at + EIGHT_RECORDS_MS + lasting(2, 5)
    const member = `tenant${integerBetween(random, 100, 999)}`
    post.detour({
      from: at,
      until,
      matches: (emission) => emission.feed === feed,
      change: (emission) => {
        const text = emission.text.replace('"specversion":"1.0",', `"specversion":"1.0","${member}":"omni",`)
        return [{ emission: { ...emission, text }, sendAt: emission.at }]
      },
    })
    return {
      labels: { feed },
      detectableAt: at + EIGHT_RECORDS_MS,
      until,
      expect:
        'records of the feed have a member that they never had; over when it is gone, or was taken for usual',
    }
  },
}
