/** Owns what channels show of a SKU, as far as rules of stock must know it: whether it is offered, and for which places. */
import type { RuleContext } from '../../rule.ts'
import { ofStep } from '../../step.ts'

interface SkuListing {
  /** Whether any channel has ever said whether it offers it. */
  isKnown: boolean
  /** Whether a channel offers it, or has not said that it does not. */
  isActive: boolean
  /** Channels that offer it. */
  channels: readonly string[]
}

const LISTINGS_SQL = 'SELECT channel, active FROM listings WHERE sku = ?'
const CHANNEL_SQL = 'SELECT locations FROM channels WHERE channel = ?'

export function listingOf(context: RuleContext, sku: string): SkuListing {
  const kept = ofStep(context, 'listings of SKUs', () => new Map<string, SkuListing>())
  let known = kept.get(sku)
  if (!known) {
    const rows = context.reader.all<{ channel: string; active: number | null }>(LISTINGS_SQL, [sku])
    known = {
      isKnown: rows.some(({ active }) => active !== null),
      isActive: rows.some(({ active }) => active !== 0),
      channels: rows.filter(({ active }) => active === 1).map(({ channel }) => channel),
    }
    kept.set(sku, known)
  }
  return known
}

/** Whether a channel that names its places offers the SKU from this one. */
export function isListedAt(context: RuleContext, sku: string, location: string): boolean {
  const kept = ofStep(context, 'places of channels', () => new Map<string, ReadonlySet<string>>())
  return listingOf(context, sku).channels.some((channel) => {
    let places = kept.get(channel)
    if (!places) {
      const row = context.reader.get<{ locations: string | null }>(CHANNEL_SQL, [channel])
      places = new Set(row?.locations ? (JSON.parse(row.locations) as string[]) : [])
      kept.set(channel, places)
    }
    return places.has(location)
  })
}
