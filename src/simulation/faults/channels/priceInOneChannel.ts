/** Owns a fault: somebody types a wrong price into one channel, and mends it some time later. */
import { sellingChannel, SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import { gtinOf } from '../../orders/order.ts'
import { numberBetween, pick } from '../../randomness.ts'
import type { AlertFault } from '../alertFault.ts'

/** Time that a new price has to reach all channels, where the difference is not gross. */
const SETTLE_MS = 30_000
const GROSS_SHARE = 0.5

export const priceInOneChannel: AlertFault = {
  kind: 'priceInOneChannel',
  rule: 'priceDifference',
  live: true,
  hoursAfter: 5,
  strike({ channels, network, random, drawFree, lasting, later }, at) {
    const sku = drawFree(
      () => {
        const drawn = pick(random, network.skus)
        return channels.promotions.of(drawn) === null ? drawn : undefined
      },
      (drawn) => ({ sku: gtinOf(drawn) }),
    )
    if (!sku) return null
    const { channel } = sellingChannel(pick(random, SELLING_CHANNELS).channel)
    const { priceMinor } = channels.listings.of(channel, sku)
    const factor =
      numberBetween(random, 0, 1) < 0.5 ? numberBetween(random, 0.3, 0.75) : numberBetween(random, 1.3, 2)
    const wrong = Math.floor((priceMinor * factor) / 10) * 10 + 9
    const isGross = Math.max(wrong / priceMinor, priceMinor / wrong) - 1 > GROSS_SHARE
    const until = at + lasting(1, 4)
    channels.listings.pin(channel, sku, at, { priceMinor: wrong })
    later(until, (then) => channels.listings.unpin(channel, sku, then))
    return {
      labels: { sku: gtinOf(sku) },
      detectableAt: isGross ? at : at + SETTLE_MS,
      until,
      expect: `${channel} shows ${wrong} where the others show ${priceMinor}; over when it is mended`,
    }
  },
}
