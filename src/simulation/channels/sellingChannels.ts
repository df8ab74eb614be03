/** Owns which channels the chain sells through: their feeds, the shelves that each may promise from, what was agreed. */
import type { Location, Network } from '../network.ts'

export interface SellingChannel {
  channel: string
  name: string
  feed: string
  /** Whose stock it may promise. */
  shelves: 'all' | 'dcs'
  /** Oldest that its stock may be, by agreement. */
  stockAgeMinutes: number
}

export const SELLING_CHANNELS: readonly SellingChannel[] = [
  {
    channel: 'webshop',
    name: 'Omni Market webshop',
    feed: 'channel-webshop',
    shelves: 'all',
    stockAgeMinutes: 120,
  },
  { channel: 'app', name: 'Omni Market app', feed: 'channel-app', shelves: 'all', stockAgeMinutes: 120 },
  {
    channel: 'marketplace',
    name: 'Plaza marketplace',
    feed: 'channel-marketplace',
    shelves: 'dcs',
    stockAgeMinutes: 180,
  },
  {
    channel: 'store',
    name: 'Omni Market stores',
    feed: 'channel-store',
    shelves: 'all',
    stockAgeMinutes: 180,
  },
]

/** Till readings of all stores. */
export const POS_CONTROL = 'pos-control'

/** @throws RangeError for a channel that has no listings. */
export function sellingChannel(channel: string): SellingChannel {
  const found = SELLING_CHANNELS.find((one) => one.channel === channel)
  if (!found) throw new RangeError(`no listings in the channel ${channel}`)
  return found
}

/** The places whose stock a channel may promise. */
export function shelvesOf({ shelves }: SellingChannel, network: Network): readonly Location[] {
  return shelves === 'dcs' ? network.dcs : network.locations
}
