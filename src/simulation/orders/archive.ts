/** Owns orders of the weeks before the network is watched: each told afterwards, in one record, with each step's time. */
import type { CanonicalEvent } from '../../shared/events.ts'
import { cloudEventBatchText, cloudEventText, CUSTOMER_DESK, ORDER_SYSTEM } from '../cloudEventText.ts'
import type { Message } from '../message.ts'
import { happens, randomStream } from '../randomness.ts'
import { createSchedule } from '../schedule.ts'
import { DAY_MS, type World } from '../world.ts'
import { BUSIEST_ONLINE, orderingFactor } from './commerce.ts'
import type { Customer } from './customers.ts'
import { liveShop } from './liveShop.ts'
import { shipmentOf, type Shop } from './order.ts'
import { placeOrder } from './placing.ts'
import { drawOrder } from './shopping.ts'

export interface ArchiveOptions {
  orders: number
  days: number
}

const RECORDS_PER_MESSAGE = 250
/** Share of the parts that the books had and the shelf had not, and of items that the books did not have. */
const SHELF_EMPTY_SHARE = 0.012
const NOT_CARRIED_SHARE = 0.02
const TOLD_STEPS: Readonly<Record<string, 'pickedUp' | 'delayed' | 'exception' | 'delivered'>> = {
  PU: 'pickedUp',
  DY: 'delayed',
  DE: 'exception',
  DL: 'delivered',
}

interface Collected {
  events: CanonicalEvent[]
  desk: { id: string; at: number; event: CanonicalEvent }[]
}

/** What was placed before the world's start. What still goes on then goes on in the world. */
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
    return { feed, format: 'cloudevents', name, body, records: some.length, at: world.startAt }
  }
  const from = world.startAt - options.days * DAY_MS
  for (let index = 0; index < options.orders;) {
    const placedAt = from + Math.floor(((index + random.next()) / options.orders) * options.days * DAY_MS)
    const customer = customers[Math.floor(random.next() * customers.length)]!
    // Drawn again until the hour fits the customer's day.
    if (random.next() * BUSIEST_ONLINE > orderingFactor(customer.clock, placedAt, 0)) continue
    index++
    const collected = playOne(world, live, random, customer, placedAt)
    if (!collected) continue
    records.push(collected.record)
    desk.push(...collected.desk)
    if (records.length >= RECORDS_PER_MESSAGE) yield message(ORDER_SYSTEM, records)
    if (desk.length >= RECORDS_PER_MESSAGE) yield message(CUSTOMER_DESK, desk)
  }
  if (records.length > 0) yield message(ORDER_SYSTEM, records)
  if (desk.length > 0) yield message(CUSTOMER_DESK, desk)
}

/** Plays one order up to the world's start; null where its units lay at a location then, whose stock is counted there. */
function playOne(
  world: World,
  live: Shop,
  random: Shop['random'],
  customer: Customer,
  placedAt: number,
): { record: string; desk: string[] } | null {
  const schedule = createSchedule()
  const collected: Collected = { events: [], desk: [] }
  const shop = archiveShop(world, live, random, collected, (at, run) => schedule.add(Math.floor(at), run))
  const order = drawOrder(shop, customer, placedAt)
  placeOrder(order)
  schedule.runUntil(world.startAt)
  const { course } = order
  const units = order.lines.reduce((sum, line) => sum + line.units, 0)
  if (course.leftUnits + course.cancelledUnits < units) return null
  course.told = 1
  // From here on the systems write as things happen.
  Object.assign(shop, live)
  schedule.moveTo(world.schedule)
  return {
    record: cloudEventText(ORDER_SYSTEM, `${order.number}-1`, placedAt, collected.events),
    desk: collected.desk.map(({ id, at, event }) => cloudEventText(CUSTOMER_DESK, id, at, [event])),
  }
}

/** Shelves of the past are not known any more: now and then one was empty. Stock that moved was counted since. */
function archiveShop(
  world: World,
  live: Shop,
  random: Shop['random'],
  into: Collected,
  later: Shop['later'],
): Shop {
  const nothing = () => undefined
  return {
    network: world.network,
    random,
    isArchive: true,
    later,
    tell(_, __, events) {
      into.events.push(...events.filter(({ type }) => type !== 'StockMoved'))
    },
    desk: (id, at, event) => into.desk.push({ id, at, event }),
    freeUnits: () => (happens(random, NOT_CARRIED_SHARE) ? 0 : Number.POSITIVE_INFINITY),
    setAside: (_, __, units) => (happens(random, SHELF_EMPTY_SHARE) ? 0 : units),
    putBack: nothing,
    leave: nothing,
    comeIn: nothing,
    epcis: nothing,
    track(_, tracker) {
      const shipment = shipmentOf(tracker)
      for (const { at, code, status, detail, message } of tracker.steps) {
        const milestone = TOLD_STEPS[code]
        if (milestone === undefined) continue
        const event: CanonicalEvent = {
          type: 'ShipmentMilestoneReached',
          shipment,
          milestone,
          at: Math.floor(at / 1_000) * 1_000,
          code: `${status}/${detail}`,
          detail: message,
        }
        later(at, () => into.events.push(event))
      }
      // What is not told by the end of the archive is told by the tracker service, in its own words.
      tracker.steps.forEach((step, index) => {
        if (step.at >= world.startAt) live.trackStep(tracker, index)
      })
    },
    trackStep: nothing,
    documentNumber: live.documentNumber,
    hex: live.hex,
    illegalStep: () => false,
  }
}
