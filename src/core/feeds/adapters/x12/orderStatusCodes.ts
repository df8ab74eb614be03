/** Owns X12 element 368 as a 945 uses it: what becomes of the units that were ordered and not shipped. */

/** `open`: they follow. `stock`: they could not be had. `called off`: somebody took them off the order. */
export type ShortMeaning = { rest: 'open' | 'stock' | 'calledOff'; words: string }

export const SHORT_CODES: ReadonlyMap<string, ShortMeaning> = new Map<string, ShortMeaning>([
  ['BK', { rest: 'open', words: 'back-ordered from a previous order' }],
  ['BM', { rest: 'open', words: 'back-ordered, out of stock at the manufacturer' }],
  ['BO', { rest: 'open', words: 'back-ordered' }],
  ['BP', { rest: 'open', words: 'shipped in part, the rest back-ordered' }],
  ['ED', { rest: 'open', words: 'expected to ship by a date' }],
  ['EW', { rest: 'open', words: 'expected to ship in a week' }],
  ['FS', { rest: 'open', words: 'to be shipped from the factory' }],
  ['IN', { rest: 'open', words: 'in process' }],
  ['OR', { rest: 'open', words: 'temporarily out of stock, reordered' }],
  ['PR', { rest: 'open', words: 'shipped in part' }],
  ['PS', { rest: 'open', words: 'in process, scheduled to ship' }],
  ['SS', { rest: 'open', words: 'split shipment' }],
  ['CC', { rest: 'stock', words: 'shipment complete' }],
  ['CE', { rest: 'stock', words: 'shipped with extra items' }],
  ['CL', { rest: 'stock', words: 'complete' }],
  ['CM', { rest: 'stock', words: 'complete with additional quantity' }],
  ['CP', { rest: 'stock', words: 'shipped in part, no back-order' }],
  ['CS', { rest: 'stock', words: 'complete with substitution' }],
  ['DI', { rest: 'stock', words: 'discontinued' }],
  ['DS', { rest: 'stock', words: 'out of stock' }],
  ['IS', { rest: 'stock', words: 'substitutes another item' }],
  ['LS', { rest: 'stock', words: 'last shipment' }],
  ['OP', { rest: 'stock', words: 'out of print' }],
  ['CK', { rest: 'calledOff', words: 'cancelled from a previous order' }],
  ['CU', { rest: 'calledOff', words: 'line cancelled' }],
  ['DE', { rest: 'calledOff', words: 'order deleted' }],
  ['IC', { rest: 'calledOff', words: 'item cancelled' }],
])
