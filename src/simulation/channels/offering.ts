/** Owns what channels may offer: units that are free on their shelves beyond the safety stock, and a little held back. */
import type { Location, Sku } from '../network.ts'
import { SAFETY_STOCK_SHARE, safetyStockSkus } from '../masterData.ts'
import { cellOf } from '../stock.ts'
import type { World } from '../world.ts'

/** What a channel holds back against what it does not know yet. */
const HELD_BACK_SHARE = 0.02
/** Fewer are not offered at all. */
const LEAST_OFFERED = 2

export interface Offering {
  /** Units that are free and beyond the safety stock, over some places. */
  freeUnits(shelves: readonly Location[], sku: Sku): number
  /** What a channel offers of them. */
  offeredUnits(shelves: readonly Location[], sku: Sku): number
}

export function createOffering({ network, stock, untouched, keptBack }: World): Offering {
  const safe = new Set(safetyStockSkus(network))
  const freeUnits = (shelves: readonly Location[], sku: Sku): number => {
    let free = 0
    for (const place of shelves) {
      const cell = cellOf(stock, place, sku)
      const safety =
        place.kind === 'store' && safe.has(sku) ? Math.ceil(stock.level[cell]! * SAFETY_STOCK_SHARE) : 0
      free += Math.max(0, stock.units[cell]! - stock.setAside[cell]! - safety)
      if (untouched.has(cell)) free += Math.max(0, untouched.get(cell)! - (keptBack.get(cell) ?? 0))
    }
    return free
  }
  return {
    freeUnits,
    offeredUnits(shelves, sku) {
      const offered = Math.floor(freeUnits(shelves, sku) * (1 - HELD_BACK_SHARE)) - 1
      return offered < LEAST_OFFERED ? 0 : offered
    },
  }
}
