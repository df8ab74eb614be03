/** Owns orders of the weeks before the network is watched: each told in one record, with the time of each step so far. */
import type { Random } from '../../core/platform.ts'
import { cloudEventBatchText, cloudEventText, CUSTOMER_DESK, ORDER_SYSTEM } from '../cloudEventText.ts'
import type { Message } from '../message.ts'
import { randomStream } from '../randomness.ts'
import { createSchedule } from '../schedule.ts'
import { HOUR_MS, type World } from '../world.ts'
import { archiveShop } from './archiveShop.ts'
import { BUSIEST_ONLINE, orderingFactor } from './commerce.ts'
import type { Customer } from './customers.ts'
import { liveShop } from './liveShop.ts'
import { unitsOf, type Shop } from './order.ts'
import { placeOrder } from './placing.ts'
import { drawOrder } from './shopping.ts'
import { wholeOf } from './telling.ts'

/** Orders placed evenly over the hours before the present. */
export interface ArchiveStretch {
  orders: number
  hours: number
  /** 0: by the customers' day and week; 1: the same at every hour. */
  softness: number
}

export interface ArchiveOptions {
  stretches: readonly ArchiveStretch[]
  /** The present: what was done by then is told, what is to do goes on in the world. Not before the world's start. */
  until: number
}

const RECORDS_PER_MESSAGE = 250

/** Tells what was placed before the present. What still goes on then goes on in the world. */
export function* archivedOrders(
  world: World,
  customers: readonly Customer[],
  options: ArchiveOptions,
): Generator<Message> {
  const random = randomStream(world.seed, 'archive')
  const live = liveShop(world)
  const records: string[] = []
  const desk: string[] = []
  let part = 0
  const message = (feed: string, texts: string[]): Message => {
    const some = texts.splice(0)
    const name = `${feed}-archive-${String(++part).padStart(5, '0')}.json`
    const body = cloudEventBatchText(some)
    return { feed, format: 'cloudevents', name, body, records: some.length, at: options.until }
  }
  for (const { customer, placedAt } of placings(random, customers, options)) {
    const told = playOne(world, live, random, customer, placedAt, options.until)
    if (!told) continue
    records.push(told.record)
    desk.push(...told.desk)
    if (records.length >= RECORDS_PER_MESSAGE) yield message(ORDER_SYSTEM, records)
    if (desk.length >= RECORDS_PER_MESSAGE) yield message(CUSTOMER_DESK, desk)
  }
  if (records.length > 0) yield message(ORDER_SYSTEM, records)
  if (desk.length > 0) yield message(CUSTOMER_DESK, desk)
}

/** Draws who ordered when, the earliest first. */
function placings(random: Random, customers: readonly Customer[], { stretches, until }: ArchiveOptions) {
  const placed: { customer: Customer; placedAt: number }[] = []
  for (const { orders, hours, softness } of stretches) {
    for (let left = orders; left > 0;) {
      const placedAt = until - Math.ceil(random.next() * hours * HOUR_MS)
      const customer = customers[Math.floor(random.next() * customers.length)]!
      // Drawn again until the hour fits the customer's day.
      if (random.next() * BUSIEST_ONLINE > orderingFactor(customer.clock, placedAt, softness)) continue
      placed.push({ customer, placedAt })
      left--
    }
  }
  return placed.sort((left, right) => left.placedAt - right.placedAt)
}

/** Plays one order up to the present; null where its stock cannot be told of rightly. */
function playOne(
  world: World,
  live: Shop,
  random: Random,
  customer: Customer,
  placedAt: number,
  until: number,
): { record: string; desk: string[] } | null {
  const schedule = createSchedule()
  let now = placedAt
  const later: Shop['later'] = (at, run) =>
    schedule.add(Math.floor(at), (then) => {
      now = then
      run(then)
    })
  const past = archiveShop(world, live, random, placedAt, () => now, later)
  const order = drawOrder(past.shop, customer, placedAt)
  placeOrder(order)
  schedule.runUntil(world.startAt)
  const { course } = order
  const isOver = course.leftUnits + course.cancelledUnits >= unitsOf(wholeOf(order))
  if (!isOver && (past.isMuddled() || !past.knowsShelves)) {
    past.forget()
    return null
  }
  schedule.runUntil(until)
  past.happen(order)
  course.told = 1
  // From here on the systems write as things happen.
  Object.assign(past.shop, live)
  schedule.moveTo(world.schedule)
  return {
    record: cloudEventText(ORDER_SYSTEM, `${order.number}-1`, placedAt, past.events),
    desk: past.desk.map(({ id, at, event }) => cloudEventText(CUSTOMER_DESK, id, at, [event])),
  }
}
