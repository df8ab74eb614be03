/** Owns what systems say of an order's state: the order system at once, the channel it came over some seconds or minutes later. */
import type { CanonicalEvent, EventOf } from '../../shared/events.ts'
import type { ToldOrderState } from '../../shared/vocabulary.ts'
import { cloudEventText, ORDER_SYSTEM } from '../cloudEventText.ts'
import { unitsOf, type Order } from '../orders/order.ts'
import { wholeOf } from '../orders/telling.ts'
import { integerBetween, randomStream } from '../randomness.ts'
import { MINUTE_MS, type World } from '../world.ts'
import { SELLING_CHANNELS } from './sellingChannels.ts'

/** How an order system calls itself. */
export const OMS = 'oms'
const RANKS: readonly ToldOrderState[] = ['open', 'inProgress', 'shipped', 'fulfilled']
const STEP_STATES: Readonly<Record<string, ToldOrderState>> = {
  allocated: 'inProgress',
  picked: 'inProgress',
  packed: 'inProgress',
  shipped: 'shipped',
  arrived: 'shipped',
  ready: 'shipped',
  delivered: 'fulfilled',
  collected: 'fulfilled',
}

export interface OrderStates {
  /** Notes what the order system tells of an order; both systems say so where its state is another. */
  note(order: Order, at: number, events: readonly CanonicalEvent[]): void
  /** Both say that it is over, where neither has yet: a carrier told of its delivery. */
  finish(order: Order, at: number): void
}

export function createOrderStates(world: World): OrderStates {
  const random = randomStream(world.seed, 'order states')
  const last = new WeakMap<Order, { state: ToldOrderState; told: number; channelAt: number }>()

  const tell = (feed: string, order: Order, system: string, state: ToldOrderState, at: number, n: number) => {
    const event: EventOf<'OrderStateTold'> = { type: 'OrderStateTold', order: order.id, system, state, at }
    const id = `${order.number}-${system}-${n}`
    const text = cloudEventText(feed, id, at, [event])
    world.emit({ feed, format: 'cloudevents', at, subject: order.id, id, text })
  }

  const tellBoth = (order: Order, state: ToldOrderState, at: number) => {
    const before = last.get(order)
    const told = (before?.told ?? 0) + 1
    // What a channel says of an order stays in order.
    const delay = integerBetween(random, 2_000, 2.5 * MINUTE_MS)
    const channelAt = Math.max(at + delay, (before?.channelAt ?? 0) + 1)
    last.set(order, { state, told, channelAt })
    tell(ORDER_SYSTEM, order, OMS, state, at, told)
    const channel = SELLING_CHANNELS.find((one) => one.channel === order.channel)
    if (!channel) return
    world.schedule.add(channelAt, (then) => tell(channel.feed, order, channel.channel, state, then, told))
  }

  return {
    note(order, at, events) {
      const before = last.get(order)?.state
      const state = stateOf(order, events, before)
      if (state !== undefined && state !== before) tellBoth(order, state, at)
    },
    finish(order, at) {
      const before = last.get(order)?.state
      if (before !== 'fulfilled' && before !== 'cancelled') tellBoth(order, 'fulfilled', at)
    },
  }
}

/** The state after these events; undefined where they say nothing of it. A state never goes back. */
function stateOf(
  order: Order,
  events: readonly CanonicalEvent[],
  before: ToldOrderState | undefined,
): ToldOrderState | undefined {
  if (before === 'cancelled' || before === 'fulfilled') return undefined
  let rank = before === undefined ? -1 : RANKS.indexOf(before)
  let isCancelled = false
  for (const event of events) {
    if (event.type === 'OrderPlaced') rank = Math.max(rank, 0)
    if (event.type !== 'OrderStepTaken') continue
    if (event.step === 'cancelled') isCancelled = true
    rank = Math.max(rank, RANKS.indexOf(STEP_STATES[event.step] ?? 'open'))
  }
  if (isCancelled && order.course.cancelledUnits >= unitsOf(wholeOf(order))) return 'cancelled'
  return RANKS[rank]
}
