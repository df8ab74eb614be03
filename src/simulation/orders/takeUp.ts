/** Owns what an earlier run left under way: its orders and shipments come to their end, as if the chain had never paused. */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { Flow, OrderStep } from '../../shared/vocabulary.ts'
import type { Random } from '../../core/platform.ts'
import { cloudEventText, ORDER_SYSTEM } from '../cloudEventText.ts'
import { happens, numberBetween, randomStream } from '../randomness.ts'
import { HOUR_MS, MINUTE_MS, type World } from '../world.ts'

/** An order whose units still lie at a location, or wait at a counter. */
export interface UnfinishedOrder {
  order: string
  flow: Flow | null
  isAllocated: boolean
  promisedAt: number | null
  /** Its last step. */
  lastAt: number
}

/** A shipment that is on the road. */
export interface UnfinishedShipment {
  shipment: string
  promisedAt: number | null
  lastAt: number
}

export interface Unfinished {
  orders: readonly UnfinishedOrder[]
  shipments: readonly UnfinishedShipment[]
}

const LATE_SHARE = 0.08
const USUAL_HOURS = 30

/** Tells at the world's start what happened meanwhile, and later what is still to happen. */
export function takeUp(world: World, { orders, shipments }: Unfinished): void {
  const random = randomStream(world.seed, `taken up at ${world.startAt}`)
  const now = world.startAt
  for (const { shipment, promisedAt, lastAt } of shipments) {
    const at = endAt(random, promisedAt, lastAt)
    const milestone = shipment.startsWith('urn:') ? 'received' : 'delivered'
    tellOf(world, shipment, at, [{ type: 'ShipmentMilestoneReached', shipment, milestone, at }])
  }
  for (const one of orders) {
    // What lies at a location is handed over before the stock is counted anew, so that no move has to be told.
    const at = Math.max(one.lastAt + 2, Math.min(now - MINUTE_MS, endAt(random, one.promisedAt, one.lastAt)))
    tellOf(world, one.order, Math.min(at, now), lastSteps(one, at))
  }
}

/** Mostly within the promise, and not before what was told already. */
function endAt(random: Random, promisedAt: number | null, lastAt: number): number {
  const hours = happens(random, LATE_SHARE) ? numberBetween(random, 0.5, 20) : -numberBetween(random, 0.3, 9)
  const promised = promisedAt ?? lastAt + USUAL_HOURS * HOUR_MS
  return Math.floor(Math.max(lastAt + numberBetween(random, 10, 90) * MINUTE_MS, promised + hours * HOUR_MS))
}

function lastSteps({ order, flow, isAllocated, lastAt }: UnfinishedOrder, at: number): CanonicalEvent[] {
  const step = (name: OrderStep, when: number): CanonicalEvent => ({
    type: 'OrderStepTaken',
    order,
    step: name,
    at: when,
  })
  if (!isAllocated) {
    const why = 'not taken up again after a pause'
    return [{ type: 'OrderStepTaken', order, step: 'cancelled', at, by: 'channel', why }]
  }
  const between = lastAt + Math.floor((at - lastAt) / 2)
  if (flow === 'bopis' || flow === 'ropis') return [step('ready', between), step('collected', at)]
  return [step('shipped', between), step('delivered', at)]
}

function tellOf(world: World, subject: string, at: number, events: readonly CanonicalEvent[]): void {
  const toldAt = Math.max(at, world.startAt)
  world.schedule.add(toldAt, () => {
    const id = `taken-up-${world.runCode}-${subject}`
    const text = cloudEventText(ORDER_SYSTEM, id, at, events)
    world.emit({ feed: ORDER_SYSTEM, format: 'cloudevents', at: toldAt, subject, id, text })
  })
}
