/** Owns what an order of the past left where no count of the opening looks: on the road, and waiting for inspection. */
import type { CanonicalEvent, EventOf } from '../../shared/events.ts'
import type { Account } from '../../shared/eventParts.ts'
import type { EpcisEvent } from '../epcisText.ts'
import { glnOf, gtinOf } from './order.ts'

export interface UncountedStock {
  /** Notes moves that nobody will be told of. */
  note(moves: readonly CanonicalEvent[]): void
  /** What still is there, as it has to be told at the opening. */
  openingMoves(): CanonicalEvent[]
}

/** Whether the opening count leaves out what is there: it counts what may be sold, at locations. */
const isUncounted = (account: Account) =>
  typeof account === 'string' ? account === 'inTransit' : account.disposition !== 'sellable'

export function uncountedStock(): UncountedStock {
  const there = new Map<string, { account: Account; sku: string; units: number }>()
  const add = (account: Account, sku: string, units: number) => {
    if (!isUncounted(account)) return
    const key = JSON.stringify([account, sku])
    there.set(key, { account, sku, units: (there.get(key)?.units ?? 0) + units })
  }
  return {
    note(moves) {
      for (const move of moves) {
        if (move.type !== 'StockMoved') continue
        add(move.from, move.sku, -move.units)
        add(move.to, move.sku, move.units)
      }
    },
    openingMoves: () =>
      [...there.values()]
        .filter(({ units }) => units > 0)
        .map(({ account, sku, units }) => ({
          type: 'StockMoved',
          sku,
          units,
          from: 'adjustment',
          to: account,
        })),
  }
}

/** What an EPCIS event of an order means for stock, as far as the opening count does not tell. */
export function movesOf({
  bizStep,
  disposition,
  writer,
  lines,
}: Omit<EpcisEvent, 'eventId'>): EventOf<'StockMoved'>[] {
  const between = ((): { from: Account; to: Account } | undefined => {
    if (bizStep === 'shipping') return { from: 'supplier', to: 'inTransit' }
    if (bizStep !== 'receiving') return undefined
    if (disposition !== 'returned') return { from: 'inTransit', to: 'supplier' }
    return { from: 'customer', to: { location: glnOf(writer), disposition: 'inspection' } }
  })()
  return between
    ? lines.map(({ sku, units }) => ({ type: 'StockMoved', sku: gtinOf(sku), units, ...between }))
    : []
}
