/** Owns faults at the counter: an order is not ready at the time of its slot, or nobody comes for it; and what only looks like it. */
import { integerBetween, numberBetween, pick } from '../../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { orderStory } from './orderStory.ts'

/** Minutes past the slot from which an order that is not ready is told of. */
const NOT_READY_MS = 5 * MINUTE_MS
/** Hours past the slot after which nobody is expected any more. */
const NOT_COLLECTED_MS = 24 * HOUR_MS

/** @param lateMs from the end of the slot until it is ready */
function makeReady(stage: Stage, at: number, lateMs: number): Strike {
  const { random, network } = stage
  const store = pick(random, network.stores)
  const promisedAt = at + (stage.isLive ? 30_000 : integerBetween(random, 90, 240) * MINUTE_MS)
  const story = orderStory(stage, { flow: 'bopis', store, placedAt: at, promisedAt })
  stage.reserve({ order: story.order })
  story.tell(at, [...story.placed, story.step('allocated', at + 2_000)])
  const readyAt = promisedAt + lateMs
  stage.later(readyAt, (then) =>
    story.tell(then, [
      story.step('picked', then - 2_000),
      story.step('packed', then - 1_000),
      story.step('ready', then),
    ]),
  )
  stage.later(Math.max(readyAt, promisedAt) + 20 * MINUTE_MS, (then) =>
    story.tell(then, [story.step('collected', then)]),
  )
  return {
    labels: { order: story.order },
    at: promisedAt,
    detectableAt: promisedAt + NOT_READY_MS,
    until: readyAt,
    expect: '',
    mayAlso: ['promiseAtRisk'],
  }
}

export const slotMissed: AlertFault = {
  kind: 'slotMissed',
  rule: 'pickupNotReady',
  live: true,
  hoursAfter: 8,
  strike(stage, at) {
    const late = stage.isLive ? 8 * MINUTE_MS : Math.floor(numberBetween(stage.random, 0.3, 3) * HOUR_MS)
    return {
      ...makeReady(stage, at, late),
      expect: 'the order is not ready although its slot is over; over when it is ready',
    }
  },
}

export const slotNearlyMissed: AlertFault = {
  kind: 'slotNearlyMissed',
  rule: 'pickupNotReady',
  lookAlike: true,
  hoursAfter: 6,
  strike(stage, at) {
    const late = integerBetween(stage.random, -10, 3) * MINUTE_MS
    return {
      ...makeReady(stage, at, late),
      detectableAt: at,
      expect: 'nothing: it is ready within minutes of the time of its slot',
    }
  },
}

function wait(stage: Stage, at: number, comesAfterMs: number): Strike {
  const { random, network } = stage
  const store = pick(random, network.stores)
  // Ready since this morning, told now: the slot ended hours ago.
  const promisedAt = at - 20 * HOUR_MS
  const placedAt = promisedAt - 4 * HOUR_MS
  const story = orderStory(stage, { flow: 'bopis', store, placedAt, promisedAt })
  stage.reserve({ order: story.order })
  const ready = promisedAt - HOUR_MS
  story.tell(
    at,
    [
      ...story.placed,
      story.step('allocated', placedAt + 2_000),
      story.step('picked', ready - 20 * MINUTE_MS),
      story.step('packed', ready - 10 * MINUTE_MS),
      story.step('ready', ready),
    ],
    placedAt,
  )
  const until = promisedAt + comesAfterMs
  stage.later(until, (then) => story.tell(then, [story.step('collected', then)]))
  return {
    labels: { order: story.order },
    at: promisedAt + NOT_COLLECTED_MS,
    detectableAt: promisedAt + NOT_COLLECTED_MS,
    until,
    expect: '',
  }
}

export const nobodyCame: AlertFault = {
  kind: 'nobodyCame',
  rule: 'collectedLate',
  hoursAfter: 20,
  strike: (stage, at) => ({
    ...wait(stage, at, NOT_COLLECTED_MS + stage.lasting(3, 14)),
    expect: 'it lies ready for a day after its slot; over when its customer comes',
  }),
}

export const cameLate: AlertFault = {
  kind: 'cameLate',
  rule: 'collectedLate',
  lookAlike: true,
  hoursAfter: 6,
  strike(stage, at) {
    const done = wait(stage, at, Math.floor(numberBetween(stage.random, 20.5, 23.5) * HOUR_MS))
    return { ...done, at, detectableAt: at, expect: 'nothing: the customer comes late, but within the day' }
  },
}
