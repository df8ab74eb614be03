/** Owns a fault and its look-alike: a store is given more orders than it can do in a day; or just as many as it can. */
import { PLANNING } from '../../cloudEventText.ts'
import { workingHours } from '../../orders/commerce.ts'
import { glnOf } from '../../orders/order.ts'
import { integerBetween, pick } from '../../randomness.ts'
import { MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { orderStory } from './orderStory.ts'

const LINES_PER_DAY = 30
const LINES_PER_ORDER = 3
const PENDING_MS = 5 * MINUTE_MS
const ORDER_EVERY_MS = 20_000

/** @param heldMs how long the lines lie there once the last has come */
function flood(stage: Stage, at: number, orders: number, heldMs: number): Strike | null {
  const { random, network } = stage
  const store = stage.drawFree(
    () => {
      const drawn = pick(random, network.stores)
      return workingHours(drawn).closesHour === 24 ? drawn : undefined
    },
    // Its shelves are not touched, nor does it fall silent.
    (drawn) => ({ ordersAt: glnOf(drawn) }),
  )
  if (!store) return null
  const location = glnOf(store)
  stage.tell(PLANNING, at, [{ type: 'LocationCapacitySet', location, linesPerDay: LINES_PER_DAY }])
  const lastAt = at + orders * ORDER_EVERY_MS
  // The order whose lines are more than a day's work.
  const tooManyAt = at + (Math.floor(LINES_PER_DAY / LINES_PER_ORDER) + 1) * ORDER_EVERY_MS
  const until = lastAt + heldMs
  for (let one = 1; one <= orders; one++) {
    stage.later(at + one * ORDER_EVERY_MS, (placedAt) => {
      const story = orderStory(stage, { flow: 'shipFromStore', store, placedAt, lines: LINES_PER_ORDER })
      story.tell(placedAt, [...story.placed, story.step('allocated', placedAt + 2_000)])
      stage.later(until - integerBetween(random, 0, 10) * MINUTE_MS, (then) =>
        story.tell(then, [
          {
            type: 'OrderStepTaken',
            order: story.order,
            step: 'cancelled',
            by: 'store',
            why: 'sold elsewhere',
            at: then,
          },
        ]),
      )
    })
  }
  return {
    labels: { location },
    // What waits there anyhow may make it earlier by an order or two.
    at,
    detectableAt: tooManyAt + PENDING_MS,
    until,
    expect: '',
    mayAlso: ['promiseAtRisk', 'bufferBreached'],
  }
}

export const storeFlooded: AlertFault = {
  kind: 'storeFlooded',
  rule: 'locationBacklog',
  hoursAfter: 7,
  strike(stage, at) {
    const done = flood(stage, at, integerBetween(stage.random, 14, 18), stage.lasting(1.5, 5))
    return (
      done && { ...done, expect: 'more lines wait than it can do in a day; over when they are taken away' }
    )
  },
}

export const storeBusy: AlertFault = {
  kind: 'storeBusy',
  rule: 'locationBacklog',
  lookAlike: true,
  hoursAfter: 7,
  strike(stage, at) {
    // Done within the hour, so that nobody's promise comes near.
    const done = flood(stage, at, integerBetween(stage.random, 7, 8), 40 * MINUTE_MS)
    return done && { ...done, detectableAt: at, expect: 'nothing: a busy day, within what the store can do' }
  },
}
