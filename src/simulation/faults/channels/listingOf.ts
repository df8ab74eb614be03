/** Owns the drawing of a listing for a fault: an item in no promotion, in one of the channels, that nobody else touches. */
import { SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import type { Sku } from '../../network.ts'
import { gtinOf } from '../../orders/order.ts'
import { pick } from '../../randomness.ts'
import type { Stage } from '../alertFault.ts'

export interface DrawnListing {
  channel: string
  sku: Sku
  labels: { channel: string; sku: string }
}

/**
 * Takes the item in all channels: what one shows is compared with the others; and the channel's stock, which is to be told
 * meanwhile. @param suits whether a listing will do
 */
export function drawListing(
  { channels, network, random, drawFree }: Stage,
  suits: (sku: Sku, channel: string) => boolean = () => true,
): DrawnListing | undefined {
  const drawn = drawFree(
    () => {
      const sku = pick(random, network.skus)
      const { channel } = pick(random, SELLING_CHANNELS)
      return channels.promotions.of(sku) === null && suits(sku, channel) ? { channel, sku } : undefined
    },
    ({ channel, sku }) => ({ sku: gtinOf(sku), stockOf: channel }),
  )
  return drawn && { ...drawn, labels: { channel: drawn.channel, sku: gtinOf(drawn.sku) } }
}
