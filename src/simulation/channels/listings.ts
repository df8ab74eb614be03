/** Owns what channels show: the state of every listing, what is told of it, and what no system may change for a while. */
import type { EventOf } from '../../shared/events.ts'
import { cloudEventText } from '../cloudEventText.ts'
import type { Sku } from '../network.ts'
import { gtinOf } from '../orders/order.ts'
import { nextInSequence, type World } from '../world.ts'
import { sellingChannel } from './sellingChannels.ts'

type Shown = EventOf<'ListingShown'>

export interface Listing {
  active: boolean
  priceMinor: number
  promotion: string | null
  offeredUnits: number
  deliveryPromises: NonNullable<Shown['deliveryPromises']>
}

export type ListingChange = Partial<Listing>

export interface Listings {
  of(channel: string, sku: Sku): Readonly<Listing>
  /** Shows something else from then on, and tells so. Members that are pinned stay as they are. */
  show(channel: string, at: number, changes: readonly { sku: Sku; change: ListingChange }[]): void
  /** Shows and tells it whatever is pinned, and pins what it names: no system of the channel changes it until `unpin`. */
  pin(channel: string, sku: Sku, at: number, change: ListingChange): void
  /** Lets go of the pinned members, and shows what is right again. */
  unpin(channel: string, sku: Sku, at: number): void
  isPinned(channel: string, sku: Sku): boolean
  /** The channel says no more than that it is there. */
  signOfLife(channel: string, at: number): void
  /** Every member of a listing, as it is told at the opening. */
  whole(channel: string, sku: Sku): Shown
}

/** Few enough that one refused record does not take a whole channel along. */
const LISTINGS_PER_RECORD = 25

/** @param opening what each listing begins with */
export function createListings(world: World, opening: (channel: string, sku: Sku) => Listing): Listings {
  const kept = new Map<string, Listing>()
  /** What would be shown where nothing were pinned; by the same key. */
  const pinned = new Map<string, ListingChange>()
  const keyOf = (channel: string, sku: Sku) => `${channel}/${sku.index}`
  const listing = (channel: string, sku: Sku): Listing => {
    const key = keyOf(channel, sku)
    let one = kept.get(key)
    if (!one) kept.set(key, (one = opening(channel, sku)))
    return one
  }
  const eventOf = (channel: string, sku: Sku, change: ListingChange): Shown => ({
    type: 'ListingShown',
    channel,
    sku: gtinOf(sku),
    ...change,
    ...(change.priceMinor === undefined ? {} : { currency: 'USD' }),
  })
  const tellRecord = (channel: string, at: number, events: readonly Shown[]) => {
    const { feed } = sellingChannel(channel)
    const { sequence, number } = nextInSequence(world, channel)
    const id = `${channel}-${world.runCode}-${number}`
    const text = cloudEventText(feed, id, at, [{ type: 'FeedSequenceTold', sequence, number }, ...events])
    world.emit({ feed, format: 'cloudevents', at, subject: feed, id, text })
  }
  const tell = (channel: string, at: number, events: readonly Shown[]) => {
    for (let first = 0; first < events.length; first += LISTINGS_PER_RECORD)
      tellRecord(channel, at, events.slice(first, first + LISTINGS_PER_RECORD))
  }
  return {
    of: listing,
    show(channel, at, changes) {
      const events: Shown[] = []
      for (const { sku, change } of changes) {
        const held = pinned.get(keyOf(channel, sku))
        const free: ListingChange = { ...change }
        for (const name of Object.keys(held ?? {}) as (keyof Listing)[]) {
          if (!(name in change)) continue
          Object.assign(held!, { [name]: change[name] })
          delete free[name]
        }
        Object.assign(listing(channel, sku), free)
        if (Object.keys(free).length > 0) events.push(eventOf(channel, sku, free))
      }
      tell(channel, at, events)
    },
    pin(channel, sku, at, change) {
      const one = listing(channel, sku)
      const right = pinned.get(keyOf(channel, sku)) ?? {}
      for (const name of Object.keys(change) as (keyof Listing)[]) {
        if (!(name in right)) Object.assign(right, { [name]: one[name] })
      }
      pinned.set(keyOf(channel, sku), right)
      Object.assign(one, change)
      tell(channel, at, [eventOf(channel, sku, change)])
    },
    unpin(channel, sku, at) {
      const right = pinned.get(keyOf(channel, sku))
      if (!right) return
      pinned.delete(keyOf(channel, sku))
      Object.assign(listing(channel, sku), right)
      tell(channel, at, [eventOf(channel, sku, right)])
    },
    signOfLife: (channel, at) => tellRecord(channel, at, []),
    isPinned: (channel, sku) => pinned.has(keyOf(channel, sku)),
    whole: (channel, sku) => eventOf(channel, sku, listing(channel, sku)),
  }
}
