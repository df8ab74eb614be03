/** Owns the systems of the running network as orders see them: real stock, the feeds, the clock's tasks. */
import { createOrderStates } from '../channels/orderStates.ts'
import { cloudEventText, CUSTOMER_DESK, ORDER_SYSTEM } from '../cloudEventText.ts'
import { trackerEventText, type Tracker } from '../easypostText.ts'
import { FAULT_EXPECTATIONS } from '../faultPlan.ts'
import { happens } from '../randomness.ts'
import { emitEvent } from '../sales.ts'
import { cellOf, freeUnits } from '../stock.ts'
import { documentNumber, type World } from '../world.ts'
import { isLocation, type Shop } from './order.ts'
import { rememberOrder } from './recentOrders.ts'

/** Lets the orders of a world happen in it. */
export function liveShop(world: World): Shop {
  const { stock, schedule, network, ids } = world
  const states = createOrderStates(world)
  const write = (feed: string, id: string, subject: string, at: number, text: string) =>
    world.emit({ feed, format: 'cloudevents', at, subject, id, text })
  const trackStep = (tracker: Tracker, index: number) => {
    const { at } = tracker.steps[index]!
    schedule.add(at, () => {
      const id = `evt_${ids.hex()}`
      const text = trackerEventText(tracker, index, id)
      world.emit({ feed: 'trackers', format: 'easypost', at, subject: tracker.trackingCode, id, text })
    })
  }
  return {
    network,
    random: world.random.orders,
    isArchive: false,
    isCalm: world.calm,
    later: (at, run) => schedule.add(Math.floor(at), run),
    tell(order, at, events) {
      const id = recordId(order)
      write(ORDER_SYSTEM, id, order.id, at, cloudEventText(ORDER_SYSTEM, id, at, events))
      states.note(order, at, events)
    },
    placed: (order) => rememberOrder(world, order),
    over: (order, at) => states.finish(order, at),
    desk: (id, at, event) => write(CUSTOMER_DESK, id, id, at, cloudEventText(CUSTOMER_DESK, id, at, [event])),
    freeUnits: (place, sku) => (isLocation(place) ? freeUnits(stock, place, sku) : Number.POSITIVE_INFINITY),
    setAside(place, sku, units) {
      if (!isLocation(place)) return units
      const found = Math.min(units, freeUnits(stock, place, sku))
      stock.setAside[cellOf(stock, place, sku)]! += found
      return found
    },
    putBack(place, parts) {
      if (!isLocation(place)) return
      for (const { line, units } of parts) stock.setAside[cellOf(stock, place, line.sku)]! -= units
    },
    leave(place, parts) {
      if (!isLocation(place)) return
      for (const { line, units } of parts) {
        const cell = cellOf(stock, place, line.sku)
        stock.setAside[cell]! -= units
        stock.units[cell]! -= units
      }
    },
    comeIn(place, lines, isKept) {
      if (!isLocation(place)) return
      for (const { sku, units } of lines) {
        const cell = cellOf(stock, place, sku)
        stock.units[cell]! += units
        if (isKept) stock.setAside[cell]! += units
      }
    },
    epcis: (event) => emitEvent(world, { ...event, eventId: ids.uuid() }),
    track(_, tracker) {
      tracker.steps.forEach((_step, index) => trackStep(tracker, index))
    },
    trackStep,
    documentNumber: (prefix) => documentNumber(world, prefix),
    hex: () => ids.hex(),
    illegalStep(order, at) {
      if (!happens(world.random.slips, world.faults.illegalStep)) return false
      world.label({
        type: 'illegalStep',
        feed: ORDER_SYSTEM,
        subject: order.id,
        records: 1,
        at: new Date(at).toISOString(),
        expect: FAULT_EXPECTATIONS.illegalStep,
      })
      return true
    },
  }
}

/** Ids of an order's records follow one another. */
const recordId = ({ number, course }: Parameters<Shop['tell']>[0]) => `${number}-${++course.told}`
