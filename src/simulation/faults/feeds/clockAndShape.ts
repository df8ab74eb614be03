/** Owns faults of how a feed writes, and their look-alikes: a region's clock runs ahead, members come and go. */
import { CUSTOMER_DESK } from '../../cloudEventText.ts'
import { happens, integerBetween } from '../../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage } from '../alertFault.ts'
import { drawBusyFeedOnce, drawSteadyFeedOnce, isWithinDay, storesOf } from './storeHours.ts'

/** Until five records of a region of a few stores have come, by day. */
const FIVE_RECORDS_MS = 20 * MINUTE_MS
/** Until eight messages of a channel have come, one a quarter of an hour at the least. */
const EIGHT_RECORDS_MS = 2.5 * HOUR_MS

export const clockAhead: AlertFault = {
  kind: 'clockAhead',
  rule: 'clockSkew',
  weight: 0.5,
  hoursBefore: 24,
  hoursAfter: 5,
  strike(stage, at) {
    const aheadMs = integerBetween(stage.random, 20, 50) * MINUTE_MS
    const until = at + stage.lasting(1, 2.5)
    if (!isWithinDay(at, until)) return null
    const feed = drawBusyFeedOnce(stage, at, 'clock')
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

export const oneFromTheFuture: AlertFault = {
  kind: 'oneFromTheFuture',
  rule: 'clockSkew',
  lookAlike: true,
  hoursBefore: 2,
  strike({ random, reserve, tell }, at) {
    if (!reserve({ clockOf: CUSTOMER_DESK })) return null
    const occurredAt = at + integerBetween(random, 10, 90) * MINUTE_MS
    const customer = `customer:${integerBetween(random, 900_001, 990_000)}`
    tell(CUSTOMER_DESK, at, [{ type: 'CustomerTouched', customer, channel: 'app', touch: 'visit' }], {
      occurredAt,
    })
    return {
      labels: { feed: CUSTOMER_DESK },
      detectableAt: at,
      until: at + MINUTE_MS,
      expect: 'nothing: one record is dated ahead, the others around it are not',
    }
  },
}

/** Changes the envelope of what a channel writes. @returns null where none is free */
function reshape(stage: Stage, at: number, until: number, change: (text: string) => string) {
  const feed = drawSteadyFeedOnce(stage, 'shape')
  if (feed === undefined) return null
  stage.post.detour({
    from: at,
    until,
    matches: (emission) => emission.feed === feed,
    change: (emission) => [{ emission: { ...emission, text: change(emission.text) }, sendAt: emission.at }],
  })
  return { labels: { feed }, detectableAt: at + EIGHT_RECORDS_MS, until }
}

const withMember = (text: string, member: string) =>
  text.replace('"specversion":"1.0",', `"specversion":"1.0","${member}":"omni",`)

export const memberAdded: AlertFault = {
  kind: 'memberAdded',
  rule: 'schemaDrift',
  weight: 0.25,
  hoursBefore: 26,
  hoursAfter: 9,
  strike(stage, at) {
    const member = `tenant${integerBetween(stage.random, 100, 999)}`
    const until = at + EIGHT_RECORDS_MS + stage.lasting(2, 5)
    const done = reshape(stage, at, until, (text) => withMember(text, member))
    return (
      done && {
        ...done,
        expect:
          'records of the feed have a member that they never had; over when it is gone, or was taken for usual',
      }
    )
  },
}

export const memberGone: AlertFault = {
  kind: 'memberGone',
  rule: 'schemaDrift',
  weight: 0.25,
  hoursBefore: 26,
  hoursAfter: 9,
  strike(stage, at) {
    const until = at + EIGHT_RECORDS_MS + stage.lasting(2, 5)
    const done = reshape(stage, at, until, (text) =>
      text.replace('"datacontenttype":"application/json",', ''),
    )
    return (
      done && {
        ...done,
        expect: 'records of the feed lack a member that all of them had; over when it is back',
      }
    )
  },
}

export const memberInSome: AlertFault = {
  kind: 'memberInSome',
  rule: 'schemaDrift',
  lookAlike: true,
  weight: 0.25,
  hoursBefore: 26,
  hoursAfter: 5,
  strike(stage, at) {
    const member = `note${integerBetween(stage.random, 100, 999)}`
    const until = at + stage.lasting(2, 4)
    const done = reshape(stage, at, until, (text) =>
      happens(stage.random, 1 / 3) ? withMember(text, member) : text,
    )
    return done && { ...done, detectableAt: at, expect: 'nothing: a new member is in one record of three' }
  },
}
