/** Owns a fault and its look-alike: an order is cancelled in one system and open in another; or for some minutes. */
import type { CanonicalEvent } from '../../../shared/events.ts'
import type { ToldOrderState } from '../../../shared/vocabulary.ts'
import { OMS } from '../../channels/orderStates.ts'
import { SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import { ORDER_SYSTEM } from '../../cloudEventText.ts'
import { integerBetween, pick } from '../../randomness.ts'
import { MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { orderStory } from '../speed/orderStory.ts'

const PENDING_MS = 60 * MINUTE_MS

/** @param first what the channel says instead at that time; absent: it goes on saying that the order is open */
function disagree(stage: Stage, at: number, forMs: number, first?: ToldOrderState): Strike {
  const { random, network } = stage
  const store = pick(random, network.stores)
  const { channel, feed } = pick(random, SELLING_CHANNELS)
  const story = orderStory(stage, { flow: 'shipFromStore', store, channel, placedAt: at })
  const { order } = story
  stage.reserve({ order })
  const say = (over: string, system: string, state: ToldOrderState) => (then: number) =>
    stage.tell(over, then, [{ type: 'OrderStateTold', order, system, state, at: then }], { subject: order })
  story.tell(at, story.placed)
  say(ORDER_SYSTEM, OMS, 'open')(at + 1_000)
  say(feed, channel, 'open')(at + 5_000)
  const cancelledAt = at + 2 * MINUTE_MS
  stage.later(cancelledAt, (then) => {
    const cancelled: CanonicalEvent = {
      type: 'OrderStepTaken',
      order,
      step: 'cancelled',
      by: 'customer',
      why: 'changed my mind',
      at: then,
    }
    story.tell(then, [cancelled])
    say(ORDER_SYSTEM, OMS, 'cancelled')(then)
  })
  if (first) stage.later(cancelledAt + 5_000, say(feed, channel, first))
  const until = cancelledAt + forMs
  stage.later(until, say(feed, channel, 'cancelled'))
  return {
    labels: { order },
    at: cancelledAt,
    detectableAt: cancelledAt + PENDING_MS,
    until,
    expect: '',
    mayAlso: ['promiseAtRisk'],
  }
}

export const cancelledInOne: AlertFault = {
  kind: 'cancelledInOne',
  rule: 'orderStateDifference',
  hoursAfter: 5,
  strike(stage, at) {
    const done = disagree(stage, at, PENDING_MS + stage.lasting(0.5, 4))
    return { ...done, expect: 'the channel still has open what was cancelled; over when it says so too' }
  },
}

export const shippedThoughCancelled: AlertFault = {
  kind: 'shippedThoughCancelled',
  rule: 'orderStateDifference',
  live: true,
  hoursAfter: 5,
  strike(stage, at) {
    const done = disagree(stage, at, stage.lasting(0.5, 4), 'shipped')
    const knownAt = (done.at ?? at) + 5_000
    const expect =
      'shipped in the channel and cancelled here, critical at once; over when the channel cancels'
    return { ...done, at: knownAt, detectableAt: knownAt, expect }
  },
}

export const cancelledSoonAfter: AlertFault = {
  kind: 'cancelledSoonAfter',
  rule: 'orderStateDifference',
  lookAlike: true,
  live: true,
  strike(stage, at) {
    const longest = stage.isLive ? 4 * MINUTE_MS : 50 * MINUTE_MS
    const done = disagree(stage, at, integerBetween(stage.random, 10_000, longest))
    return { ...done, detectableAt: done.at ?? at, expect: 'nothing: the channel follows within the hour' }
  },
}
