/** Owns the events that tests of rules about channels tell: listings, stock, plans. */
import type { CanonicalEvent, EventOf } from '../../../../shared/events.ts'

export const SKU = 'sku:tea'

export const shows = (
  channel: string,
  members: Partial<EventOf<'ListingShown'>>,
  sku = SKU,
): CanonicalEvent => ({ type: 'ListingShown', channel, sku, ...members })

export const counted = (location: string, units: number, sku = SKU): CanonicalEvent => ({
  type: 'StockCounted',
  location,
  sku,
  disposition: 'sellable',
  units,
})

export const sold = (location: string, units: number, sku = SKU): CanonicalEvent => ({
  type: 'StockMoved',
  sku,
  units,
  from: { location, disposition: 'sellable' },
  to: 'customer',
})

export const received = (location: string, units: number, sku = SKU): CanonicalEvent => ({
  type: 'StockMoved',
  sku,
  units,
  from: 'supplier',
  to: { location, disposition: 'sellable' },
})

export const described = (
  channel: string,
  members: Partial<EventOf<'ChannelDescribed'>>,
): CanonicalEvent => ({ type: 'ChannelDescribed', channel, ...members })

export const planned = (
  startsAt: number,
  endsAt: number,
  members: Partial<EventOf<'PromotionPlanned'>> = {},
): CanonicalEvent => ({
  type: 'PromotionPlanned',
  promotion: 'spring',
  name: 'Spring days',
  skus: [SKU],
  channels: ['web', 'market'],
  startsAt,
  endsAt,
  ...members,
})
