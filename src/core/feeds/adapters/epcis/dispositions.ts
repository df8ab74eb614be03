/** Owns what each of CBV 2.0's 33 dispositions says about stock. */
import type { StockDisposition } from '../../../../shared/vocabulary.ts'

export interface DispositionMeaning {
  /** Condition that the stock is held in; null where the word says nothing about condition. */
  condition: StockDisposition | null
  /** True where the word says that the objects are no longer there. */
  gone?: true
  /** What it means for stock, or why it means nothing. */
  meaning: string
}

const is = (condition: StockDisposition, meaning: string): DispositionMeaning => ({ condition, meaning })
const silent = (meaning: string): DispositionMeaning => ({ condition: null, meaning })
const gone = (meaning: string): DispositionMeaning => ({ condition: null, gone: true, meaning })

export const DISPOSITIONS: Readonly<Record<string, DispositionMeaning>> = {
  active: silent('a new object has entered the supply chain; says nothing about its condition'),
  available: is('sellable', 'returned to service or to the supply chain'),
  completeness_inferred: silent('about the content of a container, not about its condition'),
  completeness_verified: silent('about the content of a container, not about its condition'),
  conformant: silent('passed an inspection, which sellable goods do too: nothing changes by it'),
  container_closed: silent('about a container'),
  container_open: silent('about a container; does not say who opened it or what became of the goods'),
  damaged: is('damaged', 'impaired by a defect'),
  destroyed: gone('no longer usable: leaves stock'),
  dispensed: silent('given out to a consumer; the business step dispensing moves the stock'),
  disposed: is('unsellable', 'returned for disposal'),
  encoded: silent('a tag was written; there is no object yet'),
  expired: is('expired', 'past its expiry date'),
  in_progress: silent('proceeding normally; adds nothing'),
  in_transit: silent('under way; the business step says from where it left'),
  inactive: silent('about an identifier that was taken out of use'),
  mismatch_class: silent(
    'identifiers differ from what was expected; the objects named are the ones that are there',
  ),
  mismatch_instance: silent(
    'identifiers differ from what was expected; the objects named are the ones that are there',
  ),
  mismatch_quantity: silent(
    'the quantity differs from what was expected; the quantity named is the one that is there',
  ),
  needs_replacement: is('unsellable', 'must be replaced to work'),
  no_pedigree_match: is('inspection', 'quarantined until its pedigree is found'),
  non_conformant: is('unsellable', 'failed an inspection'),
  non_sellable_other: is('unsellable', 'cannot be sold to a customer'),
  partially_dispensed: silent('a part of the object was given out; the event does not say how much'),
  recalled: is('recalled', 'not to be sold for reasons of public safety'),
  reserved: silent('an identifier was allocated to a third party; not a reservation of goods'),
  retail_sold: silent('bought by a customer; the business step retail_selling moves the stock'),
  returned: is('inspection', 'sent or brought back; may or may not be sellable, so it waits for inspection'),
  sellable_accessible: is('sellable', 'can be sold, and customers reach it'),
  sellable_not_accessible: is('sellable', 'can be sold, from the back room'),
  stolen: gone('taken without right: leaves stock'),
  unavailable: is('unsellable', 'removed from service or from the supply chain'),
  unknown: is('inspection', 'its condition is not known, so it waits for inspection'),
}
