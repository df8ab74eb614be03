/** Owns the systems around an order of the past: what they would have written is gathered, to be told in one record. */
import type { CanonicalEvent } from '../../shared/events.ts'
import { cloudEventText, ORDER_SYSTEM } from '../cloudEventText.ts'
import { happens } from '../randomness.ts'
import { DAY_MS, type World } from '../world.ts'
import { uncountedStock, movesOf } from './uncounted.ts'
import { isLocation, shipmentOf, type Order, type Part, type Place, type Shop } from './order.ts'

/** Share of parts that the shelf had not, and of items that a place did not carry, where nobody knows any more. */
const SHELF_EMPTY_SHARE = 0.012
const NOT_CARRIED_SHARE = 0.01
/** Orders placed longer than this before the stock was counted are all over by then, or are left out. */
const KNOWN_SHELVES_MS = 7 * DAY_MS
/** The steps that carriers gave the order system, by their codes. */
const TOLD_STEPS: Readonly<Record<string, 'pickedUp' | 'delayed' | 'exception' | 'delivered'>> = {
  PU: 'pickedUp',
  DY: 'delayed',
  DE: 'exception',
  DL: 'delivered',
}

/** One order's past. */
export interface Past {
  shop: Shop
  /** Told by the order system, each with its own time. */
  events: CanonicalEvent[]
  desk: { id: string; at: number; event: CanonicalEvent }[]
  /** Lets what it did since the stock was counted happen in the world, each at its time. */
  happen(order: Order): void
  /** Undoes what was set aside: the order is not told of. @returns nothing */
  forget(): void
  /** False where nobody knows any more what lay on the shelves. */
  knowsShelves: boolean
  /** True where units came in before the count and leave after it: no count has them. */
  isMuddled(): boolean
}

/**
 * Makes the systems of one order of the past. Stock that moved before the world's start was counted since, and is not
 * told; what moves later is told at its time, by those who would have told it.
 * @param live the world's own systems
 */
export function archiveShop(
  world: World,
  live: Shop,
  random: Shop['random'],
  placedAt: number,
  now: () => number,
  later: Shop['later'],
): Past {
  const events: CanonicalEvent[] = []
  const desk: Past['desk'] = []
  const effects: { at: number; run(order: Order): void }[] = []
  const isKnown = placedAt > world.startAt - KNOWN_SHELVES_MS
  const isCounted = () => now() < world.startAt
  const taken: { place: Place; part: Part }[] = []
  let muddledUnits = 0
  const uncounted = uncountedStock()
  const atItsTime = (run: (order: Order) => void) => effects.push({ at: now(), run })
  const release = (place: Place, parts: readonly Part[]) => {
    live.putBack(place, parts)
    for (const part of parts) taken.push({ place, part: { ...part, units: -part.units } })
  }
  const shop: Shop = {
    network: world.network,
    random,
    isArchive: true,
    later,
    tell(_, at, told) {
      const moves = told.filter(({ type }) => type === 'StockMoved')
      events.push(...told.filter(({ type }) => type !== 'StockMoved'))
      if (isCounted()) uncounted.note(moves)
      else if (moves.length > 0) atItsTime((order) => tellMoves(world, order, at, moves))
    },
    desk: (id, at, event) => desk.push({ id, at, event }),
    freeUnits(place, sku) {
      if (isKnown) return live.freeUnits(place, sku)
      return happens(random, NOT_CARRIED_SHARE) ? 0 : Number.POSITIVE_INFINITY
    },
    setAside(place, sku, units) {
      if (!isKnown || !isLocation(place)) return happens(random, SHELF_EMPTY_SHARE) ? 0 : units
      const found = live.setAside(place, sku, units)
      taken.push({ place, part: { line: { line: '', sku, units: found, priceMinor: 0 }, units: found } })
      return found
    },
    putBack(place, parts) {
      if (isKnown) release(place, parts)
    },
    leave(place, parts) {
      if (!isKnown || !isLocation(place)) return
      const units = parts.reduce((sum, part) => sum + part.units, 0)
      if (isCounted()) {
        // What came in before the count and left before it was never set aside here.
        if (muddledUnits > 0) muddledUnits = Math.max(0, muddledUnits - units)
        else release(place, parts)
      } else atItsTime(() => live.leave(place, parts))
    },
    comeIn(place, lines, isKept) {
      if (!isCounted()) atItsTime(() => live.comeIn(place, lines, isKept))
      else if (isKept) muddledUnits += lines.reduce((sum, { units }) => sum + units, 0)
    },
    epcis(event) {
      if (!isCounted()) atItsTime(() => live.epcis(event))
      else uncounted.note(movesOf(event))
    },
    track(_, tracker) {
      const shipment = shipmentOf(tracker)
      tracker.steps.forEach(({ at, code, status, detail, message }, index) => {
        const milestone = TOLD_STEPS[code]
        const stepAt = Math.floor(at / 1_000) * 1_000
        later(at, () => {
          if (milestone === undefined || !shop.isArchive) return
          const code = `${status}/${detail}`
          events.push({
            type: 'ShipmentMilestoneReached',
            shipment,
            milestone,
            at: stepAt,
            code,
            detail: message,
          })
        })
        later(at, () => shop.trackStep(tracker, index))
      })
    },
    trackStep: () => undefined,
    documentNumber: live.documentNumber,
    hex: live.hex,
    placed: () => undefined,
    over: () => undefined,
    isCalm: world.calm,
    illegalStep: () => false,
  }
  return {
    shop,
    events,
    desk,
    happen: (order) => {
      const moves = uncounted.openingMoves()
      const { startAt, schedule } = world
      if (moves.length > 0) schedule.add(startAt, () => tellMoves(world, order, startAt, moves))
      for (const { at, run } of effects) world.schedule.add(at, () => run(order))
    },
    forget() {
      for (const { place, part } of taken) live.putBack(place, [part])
    },
    knowsShelves: isKnown,
    isMuddled: () => muddledUnits > 0,
  }
}

/** Stock that moved, told apart from the order's own record, which bears the time of the order. */
function tellMoves(world: World, { number, id }: Order, at: number, moves: readonly CanonicalEvent[]): void {
  const record = `${number}-stock-${at}`
  const text = cloudEventText(ORDER_SYSTEM, record, at, moves)
  world.emit({ feed: ORDER_SYSTEM, format: 'cloudevents', at, subject: id, id: record, text })
}
