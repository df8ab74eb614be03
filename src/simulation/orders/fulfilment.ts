/** Owns how an order is carried out inside: which place gets it, picking, what is not found, going elsewhere, giving up. */
import type { CausedBy } from '../../shared/vocabulary.ts'
import { zoneClock } from '../localTime.ts'
import { distanceKm } from '../places.ts'
import { integerBetween, numberBetween } from '../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../world.ts'
import { shortHandedStore, whenOpen, withinHours } from './commerce.ts'
import { giveToCarrier, giveToVan } from './carrying.ts'
import { endDemand } from './closing.ts'
import { bringToCounter, keepAtCounter } from './counter.ts'
import { goesWrong, isLocation, type Order, type Part, type Place } from './order.ts'
import { stepEvents } from './telling.ts'

/** Share of parts that go to a place although the books know of no stock there: what the books say is old. */
const STALE_SHARE = 0.3
/** Share of parts that a place cannot pick for its own reasons. */
const GIVEN_UP_SHARE = 0.022
const PLACES_TRIED = 3
const SISTERS_ASKED = 12
const VAN_REACH_KM = 90

/** Finds a place for parts and hands them to it; gives them up where nobody has them. */
export function route(order: Order, parts: readonly Part[], at: number): void {
  if (order.course.isCancelled || parts.length === 0) return
  const byPlace = new Map<Place, Part[]>()
  const nowhere: Part[] = []
  for (const part of parts) {
    const place = placeFor(order, part)
    if (place) byPlace.set(place, [...(byPlace.get(place) ?? []), part])
    else nowhere.push(part)
  }
  for (const [place, some] of byPlace) allocate(order, place, some, at)
  if (nowhere.length > 0) cancelParts(order, nowhere, at, 'stock', 'no location has it')
}

/** Ends the demand for parts. */
export function cancelParts(
  order: Order,
  parts: readonly Part[],
  at: number,
  by: CausedBy,
  why: string,
): void {
  endDemand(order, parts, at, by, why)
  keepAtCounter(order, [], at)
}

function placeFor(order: Order, part: Part): Place | undefined {
  const { tried } = order.course
  if (tried.size >= PLACES_TRIED) return undefined
  const places = candidates(order, part).filter((place) => !tried.has(place))
  const first = places[0]
  if (first && tried.size === 0 && goesWrong(order.shop, STALE_SHARE)) return first
  return places.find((place) => order.shop.freeUnits(place, part.line.sku) >= part.units)
}

/** Places that may carry out a part, the one that is asked first in front. */
function candidates({ flow, store, shop }: Order, { line }: Part): Place[] {
  const { network } = shop
  const dc = network.locations[store.dc]!
  const otherDcs = network.dcs.filter((one) => one !== dc)
  switch (flow) {
    case 'dropShip':
      return [network.suppliers[line.sku.supplier]!]
    case 'storeHomeDelivery':
      return [
        store,
        ...sistersOf(network.stores, store).filter((one) => distanceKm(one, store) < VAN_REACH_KM),
      ]
    case 'bopis':
    case 'ropis':
      return [store, dc]
    case 'shipFromStore':
      return [store, ...sistersOf(network.stores, store), dc]
    case 'shipFromDc':
      return [dc, ...otherDcs, store]
  }
}

const sisters = new WeakMap<object, Place[]>()

/** The nearest stores of the same state. */
function sistersOf(stores: readonly Order['store'][], store: Order['store']): Place[] {
  let known = sisters.get(store)
  if (!known) {
    known = stores
      .filter((one) => one !== store && one.state === store.state)
      .sort((left, right) => distanceKm(left, store) - distanceKm(right, store))
      .slice(0, SISTERS_ASKED)
    sisters.set(store, known)
  }
  return known
}

function allocate(order: Order, place: Place, parts: readonly Part[], at: number): void {
  const { shop } = order
  shop.tell(order, at, stepEvents(order, 'allocated', parts, at, { place }))
  shop.later(at + pickingMs(order, place, at), (then) => pickUp(order, place, parts, then))
}

/** Milliseconds from allocation until the last thing is off the shelf. */
function pickingMs({ shop, flow }: Order, place: Place, at: number): number {
  const { random, network } = shop
  const clock = zoneClock(place.timeZone)
  if (!isLocation(place)) {
    const begins = withinHours(clock, at + numberBetween(random, 0.5, 5) * HOUR_MS, 7, 18)
    return begins - at + integerBetween(random, 20, 180) * MINUTE_MS
  }
  if (place.kind === 'dc') {
    const wave = goesWrong(shop, 0.04) ? numberBetween(random, 9, 20) : numberBetween(random, 0.4, 2.5)
    return Math.floor(wave * HOUR_MS)
  }
  const begins = whenOpen(place, at)
  const isShortHanded =
    !shop.isCalm && place === shortHandedStore(network.stores) && clock.weekdayAt(begins) === 6
  const minutes = isShortHanded
    ? integerBetween(random, 180, 480)
    : goesWrong(shop, 0.05)
      ? integerBetween(random, 90, 200)
      : integerBetween(random, 8, flow === 'shipFromStore' ? 150 : 45)
  return begins - at + minutes * MINUTE_MS
}

function pickUp(order: Order, place: Place, parts: readonly Part[], at: number): void {
  const { course, shop } = order
  if (course.isCancelled) return
  const found: Part[] = []
  const missing: Part[] = []
  let by: CausedBy = 'stock'
  const givesUp = isLocation(place) && goesWrong(shop, GIVEN_UP_SHARE)
  if (givesUp && place.kind === 'store') by = 'store'
  for (const part of parts) {
    const units = givesUp ? 0 : shop.setAside(place, part.line.sku, part.units)
    if (units > 0) found.push({ ...part, units })
    if (units < part.units) missing.push({ ...part, units: part.units - units })
  }
  if (missing.length > 0) {
    course.rejections++
    course.tried.add(place)
    const why = by === 'store' ? 'nobody to pick it today' : 'not on the shelf'
    shop.tell(order, at, stepEvents(order, 'rejected', missing, at, { place, by, why }))
    shop.later(at + integerBetween(shop.random, 2, 25) * MINUTE_MS, (then) => route(order, missing, then))
  }
  if (found.length === 0) return
  course.pickedParts++
  shop.tell(order, at, stepEvents(order, 'picked', found, at, { place }))
  const packedAt = at + integerBetween(shop.random, 4, 40) * MINUTE_MS
  shop.later(packedAt, (then) => {
    order.shop.tell(order, then, stepEvents(order, 'packed', found, then, { place }))
    handOn(order, place, found, then)
  })
}

function handOn(order: Order, place: Place, parts: readonly Part[], at: number): void {
  const { flow, store } = order
  if (flow === 'storeHomeDelivery') giveToVan(order, place as Order['store'], parts, at)
  else if (flow !== 'bopis' && flow !== 'ropis') giveToCarrier(order, place, parts, at)
  else if (place === store) keepAtCounter(order, parts, at)
  else bringToCounter(order, place as Order['store'], parts, at)
}
