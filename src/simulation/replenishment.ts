/** Owns how goods reach the shelves: suppliers to centres, centres to stores, and stores to each other. */
import type { Random } from '../core/platform.ts'
import { transactionId } from './epcisText.ts'
import { carryFreight, type Mishap } from './freight.ts'
import type { Location, Sku } from './network.ts'
import { CARRIERS, distanceKm, type Carrier } from './places.ts'
import { happens, integerBetween, numberBetween, pick } from './randomness.ts'
import { emitEvent, receive } from './sales.ts'
import { carries, cellOf, putUnits, takeUnits, type StockLine } from './stock.ts'
import { documentNumber, HOUR_MS, MINUTE_MS, type World } from './world.ts'

const REORDER_SHARE = 0.7
const LINES_PER_SHIPMENT = 120
const SHORT_SHARE = 0.04
const CASE_UNITS = 12

/** A store's order to its centre: whatever fell below its reorder point, as far as the centre has it. */
export function replenishStore(world: World, store: Location, at: number): void {
  const { stock, network } = world
  const dc = network.locations[store.dc]!
  const wanted: { sku: Sku; units: number; cover: number }[] = []
  for (const sku of network.skus) {
    const cell = cellOf(stock, store, sku)
    const level = stock.level[cell]!
    if (level === 0) continue
    const position = stock.units[cell]! + stock.onOrder[cell]!
    if (position < level * REORDER_SHARE)
      wanted.push({ sku, units: level - position, cover: position / level })
  }
  wanted.sort((left, right) => left.cover - right.cover || left.sku.index - right.sku.index)
  const lines: StockLine[] = []
  for (const { sku, units } of wanted.slice(0, LINES_PER_SHIPMENT)) {
    const taken = takeUnits(stock, dc, sku, units)
    if (taken > 0) lines.push({ sku, units: taken })
  }
  if (lines.length > 0) ship(world, dc, store, lines, at)
}

/** A shipment between two places. */
export interface Truck {
  origin: Location
  destination: Location
  number: string
  lines: readonly StockLine[]
  /** Null where no carrier brings it. */
  carrier: Carrier | null
  /** When the carrier said that it would be there. */
  dueAt: number
  receivedAt: number
}

const TRUCK_LINES = { low: 4, high: 10 }
const TRUCK_UNITS = { low: 2, high: 8 }

/**
 * Has a store's centre send it some goods out of turn.
 * @param mishap.shortUnits of the first line that are missing when it is received
 * @returns nothing where the centre has nothing to send
 */
export function sendTruck(
  world: World,
  store: Location,
  at: number,
  random: Random,
  mishap: Partial<Mishap> & { shortUnits?: number } = {},
): Truck | undefined {
  const dc = world.network.locations[store.dc]!
  const lines: StockLine[] = []
  for (let left = integerBetween(random, TRUCK_LINES.low, TRUCK_LINES.high); left > 0; left--) {
    const sku = pick(random, world.network.skus)
    if (!carries(world.stock, store, sku) || lines.some((line) => line.sku === sku)) continue
    const wanted = (mishap.shortUnits ?? 0) + integerBetween(random, TRUCK_UNITS.low, TRUCK_UNITS.high)
    const units = takeUnits(world.stock, dc, sku, wanted)
    if (units > (mishap.shortUnits ?? 0)) lines.push({ sku, units })
    else putUnits(world.stock, dc, sku, units)
  }
  return lines.length === 0 ? undefined : ship(world, dc, store, lines, at, mishap)
}

/** Ships under a despatch advice number, with a carrier where a centre ships, and receives at the other end. */
function ship(
  world: World,
  origin: Location,
  destination: Location,
  lines: StockLine[],
  at: number,
  mishap: Partial<Mishap> & { shortUnits?: number } = {},
): Truck {
  const random = world.random.replenishment
  const { stock } = world
  const number = documentNumber(world, 'S')
  const transactions = [{ type: 'desadv' as const, id: transactionId(origin, number) }]
  for (const { sku, units } of lines) stock.onOrder[cellOf(stock, destination, sku)]! += units
  emitEvent(world, {
    eventId: world.ids.uuid(),
    writer: origin,
    at,
    lines,
    transactions,
    source: origin,
    destination,
    bizStep: 'shipping',
    disposition: 'in_transit',
    staysHere: false,
  })
  const carrier = origin.kind === 'dc' ? pick(random, CARRIERS) : null
  const { lateMs, shortUnits } = mishap
  const late = lateMs === undefined ? undefined : { lateMs }
  const { arrivesAt, dueAt } = carrier
    ? carryFreight(world, { carrier, number, origin, destination, departsAt: at, mishap: late })
    : driveOver(random, origin, destination, at)
  const receivedAt = arrivesAt + integerBetween(random, 15, 90) * MINUTE_MS
  const isShort = happens(random, world.calm ? 0 : SHORT_SHARE)
  const received =
    shortUnits !== undefined
      ? lines.map((line, place) => (place === 0 ? { ...line, units: line.units - shortUnits } : line))
      : isShort
        ? shorten(lines, integerBetween(random, 1, 3))
        : lines
  world.schedule.add(receivedAt, () => {
    for (const { sku, units } of lines) stock.onOrder[cellOf(stock, destination, sku)]! -= units
    receive(world, { writer: destination, at: receivedAt, lines: received, transactions, source: origin })
  })
  return { origin, destination, number, lines, carrier, dueAt, receivedAt }
}

function driveOver(random: Random, origin: Location, destination: Location, at: number) {
  const hours = distanceKm(origin, destination) / 55 + numberBetween(random, 0.7, 4)
  const arrivesAt = at + Math.floor(hours * HOUR_MS)
  return { arrivesAt, dueAt: arrivesAt }
}

/** What arrives where the last line came short; never nothing at all. */
function shorten(lines: readonly StockLine[], missing: number): StockLine[] {
  const last = lines.at(-1)!
  if (last.units <= missing) return lines.length > 1 ? lines.slice(0, -1) : [...lines]
  return [...lines.slice(0, -1), { ...last, units: last.units - missing }]
}

/** A delivery from one supplier to a centre: its items below their level, in whole cases. */
export function supplyDc(world: World, dc: Location, supplierIndex: number, at: number): void {
  const { stock, network } = world
  const lines: StockLine[] = []
  for (const sku of network.skus) {
    if (sku.supplier !== supplierIndex) continue
    const cell = cellOf(stock, dc, sku)
    const missing = stock.level[cell]! - stock.units[cell]!
    if (missing < stock.level[cell]! * 0.15) continue
    lines.push({ sku, units: Math.ceil(missing / CASE_UNITS) * CASE_UNITS })
  }
  if (lines.length === 0) return
  const transactions = [{ type: 'po' as const, id: transactionId(dc, documentNumber(world, 'P')) }]
  const source = { party: network.suppliers[supplierIndex]!.party }
  receive(world, { writer: dc, at, lines, transactions, source })
}

/** Moves some of a store's slow goods to the nearest store that is short of them. */
export function transferBetweenStores(world: World, from: Location, at: number): void {
  const { stock, network } = world
  const to = nearestSister(network.stores, from)
  if (!to) return
  const lines: StockLine[] = []
  for (const sku of network.skus) {
    if (lines.length >= 6) break
    const here = cellOf(stock, from, sku)
    const there = cellOf(stock, to, sku)
    const isShort = stock.level[there]! > 0 && stock.units[there]! < stock.level[there]! * 0.3
    if (!isShort || stock.units[here]! < stock.level[here]! * 0.8) continue
    const units = takeUnits(stock, from, sku, Math.ceil(stock.units[here]! * 0.25))
    if (units > 0) lines.push({ sku, units })
  }
  if (lines.length > 0) ship(world, from, to, lines, at)
}

function nearestSister(stores: readonly Location[], from: Location): Location | undefined {
  let best: Location | undefined
  for (const store of stores) {
    if (store === from) continue
    if (!best || distanceKm(from, store) < distanceKm(from, best)) best = store
  }
  return best
}
