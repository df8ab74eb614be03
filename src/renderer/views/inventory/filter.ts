/** Owns the Inventory screen's filter: read from the address, asked of the engine. */
import { POSITION_SORTS, POSITION_STATES } from '../../../shared/contract.ts'
import type { PositionFilter } from '../../stores/positions.ts'

export type PositionState = (typeof POSITION_STATES)[number]
export type PositionSort = (typeof POSITION_SORTS)[number]

export const STATE_WORDS: Record<PositionState, string> = {
  stockout: 'Stockout: nothing sellable',
  negative: 'Below zero',
  unsellable: 'Has unsellable units',
  belowSafetyStock: 'Below safety stock',
}

const isOneOf = <T extends string>(values: readonly T[], text: string | null): text is T =>
  text !== null && (values as readonly string[]).includes(text)

/** The filter that the address states, within the held scope and time. */
export function filterOf(params: URLSearchParams): PositionFilter {
  const filter: PositionFilter = {}
  for (const name of ['region', 'country', 'category', 'location', 'sku', 'text'] as const) {
    const value = params.get(name)
    if (value) filter[name] = value.slice(0, name === 'location' || name === 'sku' ? 512 : 200)
  }
  const state = params.get('state')
  if (isOneOf(POSITION_STATES, state)) filter.state = state
  const sort = params.get('sort')
  filter.sort = isOneOf(POSITION_SORTS, sort) ? sort : 'location'
  filter.descending = params.get('order') === 'down'
  const asOf = Date.parse(params.get('asOf') ?? '')
  if (asOf >= 0) filter.asOf = asOf
  return filter
}

/** Whether anything but sort and time narrows the list. */
export function isNarrowed(filter: PositionFilter): boolean {
  const { region, country, category, location, sku, text, state } = filter
  return Boolean(region || country || category || location || sku || text || state)
}
