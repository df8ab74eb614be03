/** Owns faults at the counter: an order is not ready at the time of its slot, or nobody comes for it; and what only looks like it. */
import { integerBetween, numberBetween, pick } from '../../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { orderStory } from './orderStory.ts'

/** Minutes past the slot from which an order that is not ready is told of. */
const NOT_READY_MS = 5 * MINUTE_MS
/** Hours past the slot after which nobody is expected any more. */
const NOT_COLLECTED_MS = 24 * HOUR_MS

interface Slot {
  /** When it is to be ready. */
  readyBy: number
  /** End of the slot that the customer was promised, where it is another time. */
  promisedAt?: number
  readyAt: number
}

function makeReady(stage: Stage, at: number, { readyBy, promisedAt, readyAt }: Slot): Strike {
  const { random, network } = stage
  const store = pick(random, network.stores)
  const promise = promisedAt === undefined ? { promisedAt: readyBy } : { promisedAt, shipBy: readyBy }
  const story = orderStory(stage, { flow: 'bopis', store, placedAt: at, ...promise })
  stage.reserve({ order: story.order })
  story.tell(at, [...story.placed, story.step('allocated', at + 2_000)])
  stage.later(readyAt, (then) =>
    story.tell(then, [
      story.step('picked', then - 2_000),
      story.step('packed', then - 1_000),
      story.step('ready', then),
    ]),
  )
  stage.later(readyAt + 20 * MINUTE_MS, (then) => story.tell(then, [story.step('collected', then)]))
  return {
    labels: { order: story.order },
    at,
    detectableAt: readyBy + NOT_READY_MS,
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
    const { isLive, random } = stage
    const late = isLive ? 8 * MINUTE_MS : Math.floor(numberBetween(random, 0.3, 3) * HOUR_MS)
    const readyBy = at + (isLive ? 30_000 : integerBetween(random, 90, 240) * MINUTE_MS)
    return {
      ...makeReady(stage, at, { readyBy, readyAt: readyBy + late }),
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
    const { random } = stage
    // The store has its own time, hours before the customer's: a few minutes break no promise.
    const readyBy = at + integerBetween(random, 40, 80) * MINUTE_MS
    const readyAt = readyBy + integerBetween(random, -600, 270) * 1_000
    return {
      ...makeReady(stage, at, { readyBy, promisedAt: readyBy + 4 * HOUR_MS, readyAt }),
      at,
      detectableAt: at,
      expect: 'nothing: it is ready within minutes of the time that the store has for it',
    }
  },
}

function wait(stage: Stage, at: number, comesAfterMs: number): Strike {
  const { random, network } = stage
  const store = pick(random, network.stores)
  // Ready since this morning, handed in now: the slot ended hours ago.
  const promisedAt = at - 20 * HOUR_MS
  const placedAt = promisedAt - 4 * HOUR_MS
  const story = orderStory(stage, { flow: 'bopis', store, placedAt, promisedAt })
  stage.reserve({ order: story.order })
  const ready = promisedAt - HOUR_MS
  story.handIn(
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
