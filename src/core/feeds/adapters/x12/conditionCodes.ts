/** Owns what X12 says of goods at a warehouse: element 412 as a 944 uses it, element 181 as a 947 does. */
import type { StockDisposition } from '../../../../shared/vocabulary.ts'

/** `disposition`: what they are in stock as; `refused`: not taken in; null: no difference to what was received. */
export type ConditionMeaning = { of: StockDisposition | 'refused' | null; words: string }

/** Element 412 in W13-03: how units came. */
export const CONDITIONS: ReadonlyMap<string, ConditionMeaning> = new Map<string, ConditionMeaning>([
  ['01', { of: 'damaged', words: 'damaged' }],
  ['02', { of: null, words: 'fewer than advised' }],
  ['03', { of: null, words: 'more than advised' }],
  ['04', { of: 'inspection', words: 'a problem of quality' }],
  ['05', { of: 'inspection', words: 'the wrong product' }],
  ['06', { of: null, words: 'an unusual container' }],
  ['07', { of: null, words: 'in good condition' }],
  ['08', { of: 'refused', words: 'rejected' }],
  ['09', { of: 'inspection', words: 'on hold' }],
  ['10', { of: 'damaged', words: 'scrapped' }],
  ['11', { of: null, words: 'the supplier’s running total is adjusted' }],
  ['12', { of: 'refused', words: 'too many, returned to the supplier' }],
  ['13', { of: 'inspection', words: 'not processed: no ship notice matches' }],
  ['14', { of: null, words: 'processed without a ship notice' }],
  ['16', { of: null, words: 'not received: a ship notice is needed' }],
])

/**
 * `sign`: stock changes by the signed quantity, and +1 or -1 where the code itself says which way. `change`: units in
 * stock become something else, whatever the sign.
 */
export type AdjustmentMeaning = { words: string } & (
  { sign: 0 | 1 | -1 } | { change: readonly [from: StockDisposition, to: StockDisposition] }
)

const HOLD = ['sellable', 'inspection'] as const
const RELEASE = ['inspection', 'sellable'] as const
const DAMAGE = ['sellable', 'damaged'] as const

/** Element 181 in W19-01. A code that is not listed counts by its sign. */
export const ADJUSTMENTS: ReadonlyMap<string, AdjustmentMeaning> = new Map<string, AdjustmentMeaning>([
  ['03', { sign: -1, words: 'more was shipped than reported' }],
  ['04', { sign: -1, words: 'less was received than reported' }],
  ['05', { change: HOLD, words: 'put on hold' }],
  ['06', { sign: -1, words: 'book adjustment, decrease' }],
  ['07', { sign: -1, words: 'dumped or destroyed' }],
  ['08', { change: HOLD, words: 'put into quality inspection' }],
  ['51', { sign: 1, words: 'found again' }],
  ['52', { change: ['damaged', 'sellable'], words: 'damaged units were made good' }],
  ['53', { sign: 1, words: 'less was shipped than reported' }],
  ['54', { sign: 1, words: 'more was received than reported' }],
  ['55', { change: RELEASE, words: 'taken off hold' }],
  ['56', { sign: 1, words: 'book adjustment, increase' }],
  ['88', { change: RELEASE, words: 'taken out of quality inspection' }],
  ['AA', { sign: 0, words: 'physical count' }],
  ['AB', { sign: 0, words: 'accounting error' }],
  ['AC', { sign: 0, words: 'condition change' }],
  ['AD', { sign: 0, words: 'purpose change' }],
  ['AE', { sign: 0, words: 'identified anew' }],
  ['AF', { sign: 0, words: 'stock number change' }],
  ['AG', { sign: 0, words: 'ownership change' }],
  ['AH', { sign: 0, words: 'other' }],
  ['AI', { sign: 0, words: 'disaster' }],
  ['AK', { sign: 0, words: 'transfer' }],
  ['AN', { sign: 0, words: 'unit of issue change' }],
  ['AP', { sign: 0, words: 'evaluation and testing' }],
  ['AR', { sign: 0, words: 'error in the shipment of an order' }],
  ['AS', { sign: 0, words: 'recouping' }],
  ['AT', { sign: 0, words: 'prepack preparation' }],
  ['AU', { change: DAMAGE, words: 'damaged in the facility' }],
  ['AV', { change: DAMAGE, words: 'damaged in transit' }],
  ['AW', { change: ['sellable', 'recalled'], words: 'recalled' }],
  ['AX', { change: ['sellable', 'expired'], words: 'past its shelf life' }],
  ['AY', { sign: 0, words: 'error of a receipt' }],
  ['BR', { sign: 0, words: 'regraded' }],
  ['BS', { change: ['sellable', 'unsellable'], words: 'downgraded' }],
  ['CD', { sign: -1, words: 'donated' }],
])
