/** Owns shelves for faults: an item in a store that the store does not carry, so that nothing but the fault ever moves it. */
import type { EventOf } from '../../../shared/events.ts'
import { PLANNING, STOCK_ARCHIVE } from '../../cloudEventText.ts'
import { transactionId } from '../../epcisText.ts'
import type { Location, Sku } from '../../network.ts'
import { glnOf, gtinOf } from '../../orders/order.ts'
import { numberBetween, pick } from '../../randomness.ts'
import { emitEvent } from '../../sales.ts'
import { carries, cellOf } from '../../stock.ts'
import { DAY_MS, documentNumber } from '../../world.ts'
import type { Stage } from '../alertFault.ts'

export interface Shelf {
  store: Location
  sku: Sku
  labels: { location: string; sku: string }
  random: Stage['random']
  /** Receives from a supplier, or sells at the till. `at` is when it happened, `toldAt` when it is written. */
  receive(units: number, at: number, toldAt?: number): void
  sell(units: number, at: number, toldAt?: number): void
  count(units: number, at: number, toldAt?: number): void
  /** Sets the safety stock of the shelf. */
  keepBack(units: number, at: number): void
  /** Has its centre send some: told now, expected and received at a time. */
  awaitTruck(units: number, at: number, arrivesAt: number): void
}

/** Sales of a past come so much before or after their even turn, in gaps. */
const SWAY = 0.9

/** A shelf of its own, reserved. @param suits whether an item will do */
export function drawShelf(stage: Stage, suits: (sku: Sku) => boolean = () => true): Shelf | undefined {
  const { world, network, random } = stage
  const drawn = stage.drawFree(
    () => {
      const store = pick(random, network.stores)
      const sku = pick(random, network.skus)
      // A shelf that was struck before keeps what was told of it.
      const isUsed = world.untouched.has(cellOf(world.stock, store, sku))
      return isUsed || carries(world.stock, store, sku) || !suits(sku) ? undefined : { store, sku }
    },
    ({ store, sku }) => ({ location: glnOf(store), sku: gtinOf(sku) }),
  )
  return drawn && shelfOf(stage, drawn.store, drawn.sku)
}

function shelfOf(stage: Stage, store: Location, sku: Sku): Shelf {
  const { world, network } = stage
  const cell = cellOf(world.stock, store, sku)
  const write = (bizStep: string, disposition: string, units: number, at: number, toldAt = at) => {
    const supplier = network.suppliers[sku.supplier]!
    const source = bizStep === 'receiving' ? { source: { party: supplier.party } } : {}
    const event = { writer: store, at, lines: [{ sku, units }], bizStep, disposition, ...source }
    const full = { ...event, eventId: world.ids.uuid() }
    if (at < world.startAt) emitEvent(world, full, toldAt, STOCK_ARCHIVE)
    else emitEvent(world, full, toldAt)
    const before = world.untouched.get(cell) ?? 0
    const change = bizStep === 'receiving' ? units : -units
    world.untouched.set(cell, bizStep === 'cycle_counting' ? units : before + change)
  }
  return {
    store,
    sku,
    labels: { location: glnOf(store), sku: gtinOf(sku) },
    random: stage.random,
    receive: (units, at, toldAt) => write('receiving', 'sellable_accessible', units, at, toldAt),
    sell: (units, at, toldAt) => write('retail_selling', 'retail_sold', units, at, toldAt),
    count: (units, at, toldAt) => write('cycle_counting', 'sellable_accessible', units, at, toldAt),
    keepBack(units, at) {
      const event: EventOf<'SafetyStockSet'> = {
        type: 'SafetyStockSet',
        location: glnOf(store),
        sku: gtinOf(sku),
        units,
      }
      stage.tell(PLANNING, at, [event])
      world.keptBack.set(cell, units)
    },
    awaitTruck(units, at, arrivesAt) {
      const origin = network.locations[store.dc]!
      const shipment = transactionId(origin, documentNumber(world, 'S'))
      const moved = { type: 'StockMoved' as const, sku: gtinOf(sku), units }
      stage.tell(PLANNING, at, [
        {
          type: 'ShipmentDescribed',
          shipment,
          origin: { location: glnOf(origin) },
          destination: { location: glnOf(store) },
          lines: [{ sku: gtinOf(sku), units }],
        },
        { type: 'ShipmentMilestoneReached', shipment, milestone: 'departed' },
        { type: 'ShipmentEstimateChanged', shipment, estimatedDeliveryAt: arrivesAt },
        { ...moved, from: 'supplier', to: 'inTransit' },
      ])
      stage.later(arrivesAt, (then) => {
        world.untouched.set(cell, (world.untouched.get(cell) ?? 0) + units)
        stage.tell(PLANNING, then, [
          { type: 'ShipmentMilestoneReached', shipment, milestone: 'received' },
          { ...moved, from: 'inTransit', to: { location: glnOf(store), disposition: 'sellable' } },
        ])
      })
    },
  }
}

/**
 * A past for a shelf, told now: received long ago, and then sold now and then until the run began.
 * @returns units that are left
 */
export function tellPast(
  shelf: Shelf,
  {
    at,
    startAt,
    days,
    perDay,
    left,
  }: { at: number; startAt: number; days: number; perDay: number; left: number },
): number {
  const sold = Math.round(days * perDay)
  const firstAt = startAt - (days + 1) * DAY_MS
  shelf.receive(sold + left, firstAt, at)
  for (let unit = 0; unit < sold; unit++) {
    // Spread over the days, some close together and some far apart.
    const turn = unit + 0.5 + numberBetween(shelf.random, -SWAY, SWAY)
    const soldAt = Math.floor(firstAt + DAY_MS + (turn / sold) * days * DAY_MS)
    shelf.sell(1, soldAt, at)
  }
  return left
}

const TRADED_AHEAD_DAYS = 30
/** Things that take turns: each of them is used to days without a sale. */
const TURNS = 3

/**
 * Has something else sell every day in the shop of a shelf: from a time of the past on, told now, and ever after. Else the
 * shop would have been shut before the run began, and days on which nobody sells anything say nothing of one item.
 */
export function keepTrading(stage: Stage, { store }: Shelf, at: number, from: number): void {
  const { world, network, random, reserve } = stage
  const others: Shelf[] = []
  for (const one of network.skus) {
    if (others.length === TURNS) break
    if (carries(world.stock, store, one)) continue
    if (reserve({ location: glnOf(store), sku: gtinOf(one) })) others.push(shelfOf(stage, store, one))
  }
  if (others.length === 0) return
  const firstDay = Math.floor(from / DAY_MS)
  const today = Math.floor(at / DAY_MS)
  const noon = (day: number) => day * DAY_MS + DAY_MS / 2 + Math.floor(random.next() * 3_600_000)
  const sell = (day: number, soldAt: number, toldAt?: number) =>
    others[day % others.length]!.sell(1, soldAt, toldAt)
  const days = today - firstDay + TRADED_AHEAD_DAYS
  for (const other of others) {
    other.receive(Math.ceil(days / others.length) + 8, firstDay * DAY_MS, at)
  }
  // The run's own days are traded by the shop itself, and their readings are told.
  for (let day = firstDay; (day + 1) * DAY_MS < world.startAt; day++) sell(day, noon(day), at)
  for (let day = today; day < today + TRADED_AHEAD_DAYS; day++) {
    const soldAt = noon(day)
    if (soldAt > at) stage.later(soldAt, (then) => sell(day, then))
  }
}
