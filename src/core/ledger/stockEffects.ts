/** Owns what one event means for stock: entries at locations, and amounts on the accounts outside. */
import { type CanonicalEvent } from '../../shared/events.ts'
import { STOCK_DISPOSITIONS, type OuterAccount } from '../../shared/vocabulary.ts'
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'

export const MOVE = 0
export const COUNT = 1

/** One side of a double entry at a location, or a count. */
export interface StockEntry {
  location: string
  /** Place in STOCK_DISPOSITIONS. */
  disposition: number
  kind: typeof MOVE | typeof COUNT
  /** Signed change of a move; counted figure of a count. */
  microunits: number
  /** The other side of a move; null for a count. */
  counterpart: string | null
}

export interface StockEffect {
  sku: string
  entries: StockEntry[]
  outer: { account: OuterAccount; microunits: number }[]
}

/** The effect of an event on stock; undefined where it has none. */
export function stockEffect(event: CanonicalEvent): StockEffect | undefined {
  if (event.type === 'StockCounted') {
    const { sku, location } = event
    const disposition = STOCK_DISPOSITIONS.indexOf(event.disposition)
    const microunits = Math.round(event.units * MICROUNITS_PER_UNIT)
    return {
      sku,
      entries: [{ location, disposition, kind: COUNT, microunits, counterpart: null }],
      outer: [],
    }
  }
  if (event.type !== 'StockMoved') return undefined
  const microunits = Math.round(event.units * MICROUNITS_PER_UNIT)
  const effect: StockEffect = { sku: event.sku, entries: [], outer: [] }
  addSide(effect, event.from, event.to, -microunits)
  addSide(effect, event.to, event.from, microunits)
  return effect
}

type Side = Extract<CanonicalEvent, { type: 'StockMoved' }>['from']

function addSide(effect: StockEffect, side: Side, other: Side, microunits: number): void {
  if (typeof side === 'string') {
    effect.outer.push({ account: side, microunits })
    return
  }
  effect.entries.push({
    location: side.location,
    disposition: STOCK_DISPOSITIONS.indexOf(side.disposition),
    kind: MOVE,
    microunits,
    counterpart: typeof other === 'string' ? other : `${other.location} ${other.disposition}`,
  })
}
