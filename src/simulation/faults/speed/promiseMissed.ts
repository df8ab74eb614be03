/** Owns a fault and its look-alike: an order lies about until its promise is broken; or goes out and arrives in good time. */
import { glnOf } from '../../orders/order.ts'
import { integerBetween, pick } from '../../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault } from '../alertFault.ts'
import { orderStory } from './orderStory.ts'

export const orderForgotten: AlertFault = {
  kind: 'orderForgotten',
  rule: 'promiseAtRisk',
  live: true,
  hoursAfter: 14,
  strike(stage, at) {
    const { random, network } = stage
    const store = pick(random, network.stores)
    const placedAt = at
    const promisedAt = at + (stage.isLive ? MINUTE_MS : integerBetween(random, 3, 6) * HOUR_MS)
    const story = orderStory(stage, { flow: 'storeHomeDelivery', store, placedAt, promisedAt })
    stage.reserve({ order: story.order })
    story.tell(at, [...story.placed, story.step('allocated', at + 2_000)])
    const until = promisedAt + stage.lasting(2, 6)
    const shipment = `van:${story.order.replace('order:', '')}`
    stage.later(until, (then) =>
      story.tell(then, [
        story.step('picked', then - 4_000),
        story.step('packed', then - 3_000),
        story.step('shipped', then - 2_000, { shipment }),
        { type: 'OrderStepTaken', order: story.order, step: 'delivered', shipment, at: then },
      ]),
    )
    return {
      labels: { order: story.order },
      at,
      detectableAt: promisedAt,
      until,
      expect: 'the promise is at risk while the order lies about, and then broken; over when it is delivered',
    }
  },
}

export const orderInTime: AlertFault = {
  kind: 'orderInTime',
  rule: 'promiseAtRisk',
  lookAlike: true,
  hoursAfter: 12,
  strike(stage, at) {
    const { random, network } = stage
    const store = pick(random, network.stores)
    const promisedAt = at + integerBetween(random, 6, 9) * HOUR_MS
    const story = orderStory(stage, { flow: 'storeHomeDelivery', store, placedAt: at, promisedAt })
    stage.reserve({ order: story.order })
    story.tell(at, [...story.placed, story.step('allocated', at + 2_000)])
    const shipment = `van:${story.order.replace('order:', '')}`
    const steps: [number, () => ReturnType<typeof story.step>][] = [
      [at + 20 * MINUTE_MS, () => story.step('picked', at + 20 * MINUTE_MS)],
      [at + 35 * MINUTE_MS, () => story.step('packed', at + 35 * MINUTE_MS)],
      [at + HOUR_MS, () => story.step('shipped', at + HOUR_MS, { shipment })],
    ]
    for (const [when, step] of steps) stage.later(when, (then) => story.tell(then, [step()]))
    const until = at + 2 * HOUR_MS
    stage.later(until, (then) =>
      story.tell(then, [
        { type: 'OrderStepTaken', order: story.order, step: 'delivered', shipment, at: then },
      ]),
    )
    return {
      labels: { order: story.order, location: glnOf(store) },
      detectableAt: at,
      until,
      expect: 'nothing: it goes its usual way and arrives hours before its promise ends',
    }
  },
}
