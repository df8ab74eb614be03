/** Owns the list of feeds that the sample network speaks over, for a host to open and hand keys to. */
import { POS_CONTROL, SELLING_CHANNELS } from './channels/sellingChannels.ts'
import { CUSTOMER_DESK, ORDER_ARCHIVE, ORDER_SYSTEM, PLANNING, STOCK_ARCHIVE } from './cloudEventText.ts'
import { CARRIERS, REGIONS } from './places.ts'

export interface SampleFeed {
  feed: string
  authentication: 'bearer' | 'hmac'
  /** The one CSV mapping of the feed; the master data names its mapping with each message instead. */
  mapping?: string
}

/**
 * One feed for each region's stores, the centres, each carrier's 214 files, the tracker webhooks, the order system, the
 * customer desk, planning (calendars, lanes and promotions), each channel's listings, till readings, what is
 * handed in late, and the master data.
 */
export function sampleFeeds(): SampleFeed[] {
  return [
    ...REGIONS.map((region) => ({ feed: `stores-${region}`, authentication: 'bearer' as const })),
    { feed: 'dcs', authentication: 'bearer' },
    ...CARRIERS.map(({ feed }) => ({ feed: `carrier-${feed}-214`, authentication: 'bearer' as const })),
    { feed: 'trackers', authentication: 'hmac' },
    { feed: ORDER_SYSTEM, authentication: 'bearer' },
    { feed: CUSTOMER_DESK, authentication: 'bearer' },
    { feed: PLANNING, authentication: 'bearer' },
    { feed: ORDER_ARCHIVE, authentication: 'bearer' },
    { feed: STOCK_ARCHIVE, authentication: 'bearer' },
    ...SELLING_CHANNELS.map(({ feed }) => ({ feed, authentication: 'bearer' as const })),
    { feed: POS_CONTROL, authentication: 'bearer' },
    { feed: 'master-data', authentication: 'bearer' },
  ]
}
