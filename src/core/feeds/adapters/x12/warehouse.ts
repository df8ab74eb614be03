/** Owns what 940, 944 and 945 have in common: the order they are about, the warehouse, and which line an item is. */
import type { Segment } from './envelope.ts'
import { lineId } from './names.ts'
import { nameOf, orUndefined, partyOf, text, type Party } from './segments.ts'

/** The purchase order's number: the element for it, else N9*PO; else the depositor's own number. */
export function orderNumber(
  opener: Segment,
  elements: { purchaseOrder: number; depositor: number },
  heading: readonly Segment[],
): string {
  const n9 = heading.find((segment) => nameOf(segment) === 'N9' && text(segment, 1) === 'PO')
  return text(opener, elements.purchaseOrder) || text(n9, 2) || text(opener, elements.depositor)
}

/** The warehouse: SF, else WH. */
export const warehouseOf = (parties: readonly Party[]) => partyOf(parties, ['SF', 'WH'])

export interface Item {
  /** W01, W07 or W12. */
  segment: Segment
  /** What follows it, up to the next item. */
  details: Segment[]
  /** Its number in the order: N9*LI or N9*FJ, else LX01 where the LX has no other item. */
  line: string | undefined
}

const LINE_REFERENCES: ReadonlySet<string> = new Set(['LI', 'FJ'])

/** The heading before the first LX, and the items after it. */
export function itemsOf(
  segments: readonly Segment[],
  name: 'W01' | 'W07' | 'W12',
): { heading: Segment[]; items: Item[] } {
  const first = segments.findIndex((segment) => nameOf(segment) === 'LX' || nameOf(segment) === name)
  const heading = first < 0 ? [...segments] : segments.slice(0, first)
  const items: Item[] = []
  let lx = ''
  let ofThisLx: Item[] = []
  const close = () => {
    const [single] = ofThisLx
    if (single && ofThisLx.length === 1) single.line ??= orUndefined(lineId(lx))
    ofThisLx = []
  }
  for (const segment of first < 0 ? [] : segments.slice(first)) {
    const current = ofThisLx.at(-1)
    if (nameOf(segment) === 'LX') {
      close()
      lx = text(segment, 1)
    } else if (nameOf(segment) === name) {
      const item: Item = { segment, line: undefined, details: [] }
      items.push(item)
      ofThisLx.push(item)
    } else if (current) {
      current.details.push(segment)
      if (nameOf(segment) === 'N9' && LINE_REFERENCES.has(text(segment, 1)))
        current.line ??= orUndefined(lineId(text(segment, 2)))
    }
  }
  close()
  return { heading, items }
}
