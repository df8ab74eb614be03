/** Owns what of a transfer could be approved now: its lines against the stock at its source, and what would have to be confirmed. */
import { skuOf } from './claimState.ts'
import { isStaleAt, stockAt, wantedOf, type KnownLine, type KnownTransfer } from './transferState.ts'
import type { Writer } from './types.ts'

type Reads = Pick<Writer, 'all' | 'get'>

/** What a line still needs to be set aside, were so many units approved; microunits. */
export const needOf = ({ sent, short }: KnownLine, microunits: number) =>
  Math.max(0, microunits - sent - short)

export interface ReviewedLine {
  known: KnownLine
  wanted: number
  onHand: number
  heldByAll: number
  safety: number
  /** To promise, with what the transfer itself holds already. */
  available: number
  /** The most that can be approved now. */
  approvable: number
}

/** Lines as they could be approved now. Lines of one SKU share what there is, in their order. */
export function reviewedLines(reader: Reads, known: KnownTransfer): ReviewedLine[] {
  const left = new Map<string, number>()
  for (const line of known.lines) {
    const sku = skuOf(reader, line.sku)
    left.set(sku, (left.get(sku) ?? stockAt(reader, known.origin, line.sku).available) + line.held)
  }
  return known.lines
    .filter((line) => line.unexpected === 0 && wantedOf(line) > 0)
    .map((line) => {
      const { onHand, held, safety } = stockAt(reader, known.origin, line.sku)
      const sku = skuOf(reader, line.sku)
      const available = left.get(sku) ?? 0
      const wanted = wantedOf(line)
      // Units that are gone, or will not come, need not be there any more.
      const gone = wanted - needOf(line, wanted)
      const approvable = Math.max(0, Math.min(wanted, available + gone))
      left.set(sku, available - Math.max(0, approvable - gone))
      return { known: line, wanted, onHand, heldByAll: held, safety, available, approvable }
    })
}

/** What is worth confirming beyond units: that the request is old, and that the source's figures are. */
export interface Standings {
  isOld: boolean
  isStale: boolean
}

export function standingsOf(reader: Reads, known: KnownTransfer, ageHours: number, at: number): Standings {
  return {
    isOld: known.askedAt !== null && at - known.askedAt > ageHours * 3_600_000,
    isStale: isStaleAt(reader, known.origin, at),
  }
}
