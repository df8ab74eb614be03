/** Owns positions that a store carries and sells, struck as they stand: what happens to them happens in the world too. */
import type { Location, Sku } from '../../network.ts'
import { glnOf, gtinOf } from '../../orders/order.ts'
import { pick } from '../../randomness.ts'
import { emitEvent, receive } from '../../sales.ts'
import { cellOf, freeUnits, takeUnits } from '../../stock.ts'
import type { Stage } from '../alertFault.ts'

export interface Carried {
  store: Location
  sku: Sku
  labels: { location: string; sku: string }
  /** Units that are there and not set aside. */
  units(): number
  /** Sells at the till. */
  sell(units: number, at: number): void
  /** Units are gone, and nobody writes it down. */
  lose(units: number): void
  /** Counts what is there. */
  count(at: number): void
  receive(units: number, at: number): void
}

/** A position with so many units of which none is set aside, reserved. @param suits whether an item will do */
export function drawCarried(
  stage: Stage,
  from: number,
  to: number,
  suits: (sku: Sku) => boolean = () => true,
): Carried | undefined {
  const { world, network, random } = stage
  const { stock } = world
  const drawn = stage.drawFree(
    () => {
      const store = pick(random, network.stores)
      const sku = pick(random, network.skus)
      const units = freeUnits(stock, store, sku)
      const isWhole = stock.setAside[cellOf(stock, store, sku)] === 0
      return isWhole && suits(sku) && units >= from && units <= to ? { store, sku } : undefined
    },
    ({ store, sku }) => ({ location: glnOf(store), sku: gtinOf(sku) }),
  )
  if (!drawn) return undefined
  const { store, sku } = drawn
  const write = (bizStep: string, disposition: string, units: number, at: number) =>
    emitEvent(world, {
      eventId: world.ids.uuid(),
      writer: store,
      at,
      lines: [{ sku, units }],
      bizStep,
      disposition,
    })
  return {
    store,
    sku,
    labels: { location: glnOf(store), sku: gtinOf(sku) },
    units: () => freeUnits(stock, store, sku),
    sell(units, at) {
      const taken = takeUnits(stock, store, sku, units)
      if (taken > 0) write('retail_selling', 'retail_sold', taken, at)
    },
    lose: (units) => void takeUnits(stock, store, sku, units),
    count: (at) =>
      write('cycle_counting', 'sellable_accessible', stock.units[cellOf(stock, store, sku)] ?? 0, at),
    receive(units, at) {
      const source = { party: network.suppliers[sku.supplier]!.party }
      receive(world, { writer: store, at, lines: [{ sku, units }], source })
    },
  }
}
