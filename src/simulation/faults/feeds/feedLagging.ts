/** Owns a fault and its look-alike: everything of a region comes half an hour late for hours; or some seconds late. */
import { numberBetween } from '../../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { drawBusyFeed, drawBusyFeedOnce, isWithinDay } from './storeHours.ts'

const PENDING_MS = 5 * MINUTE_MS

function delay(stage: Stage, feed: string | undefined, at: number, lagMs: number): Strike | null {
  const until = at + stage.lasting(1.5, 3)
  if (feed === undefined || !isWithinDay(at, until + lagMs)) return null
  stage.post.detour({
    from: at,
    until,
    matches: (emission) => emission.feed === feed,
    // What was written last is sent with what is written after the end.
    change: (emission) => [
      { emission, sendAt: Math.max(emission.at, Math.min(emission.at + lagMs, until + lagMs)) },
    ],
  })
  return {
    labels: { feed },
    detectableAt: at + lagMs + PENDING_MS,
    until: until + lagMs,
    expect: '',
  }
}

export const everythingLate: AlertFault = {
  kind: 'everythingLate',
  rule: 'feedLagging',
  weight: 0.5,
  hoursBefore: 24,
  hoursAfter: 5,
  strike(stage, at) {
    const done = delay(
      stage,
      drawBusyFeedOnce(stage, at, 'lag'),
      at,
      Math.floor(numberBetween(stage.random, 0.3, 0.7) * HOUR_MS),
    )
    return (
      done && {
        ...done,
        detectableAt: done.detectableAt + 15 * MINUTE_MS,
        expect: 'the feed’s records come much later than they used to; over when they come at once again',
        mayAlso: ['feedSilent', 'clockSkew', 'reconciliationDifference'],
      }
    )
  },
}

export const everythingSecondsLate: AlertFault = {
  kind: 'everythingSecondsLate',
  rule: 'feedLagging',
  lookAlike: true,
  weight: 0.5,
  hoursBefore: 24,
  strike(stage, at) {
    const done = delay(
      stage,
      drawBusyFeed(stage, at),
      at,
      Math.floor(numberBetween(stage.random, 5_000, 25_000)),
    )
    return (
      done && { ...done, at, detectableAt: at, expect: 'nothing: records come some seconds later than usual' }
    )
  },
}
