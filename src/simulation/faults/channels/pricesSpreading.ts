/** Owns a look-alike: a new price that reaches the channels one after the other, within half a minute. */
import { SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import { gtinOf } from '../../orders/order.ts'
import { integerBetween, numberBetween, pick } from '../../randomness.ts'
import type { AlertFault } from '../alertFault.ts'

export const pricesSpreading: AlertFault = {
  kind: 'pricesSpreading',
  rule: 'priceDifference',
  lookAlike: true,
  live: true,
  strike({ channels, network, random, drawFree, later }, at) {
    const sku = drawFree(
      () => {
        const drawn = pick(random, network.skus)
        return channels.promotions.of(drawn) === null ? drawn : undefined
      },
      (drawn) => ({ sku: gtinOf(drawn) }),
    )
    if (!sku) return null
    const { priceMinor: before } = channels.listings.of('webshop', sku)
    const priceMinor = Math.max(99, Math.floor((before * numberBetween(random, 0.7, 1.2)) / 10) * 10 + 9)
    let until = at
    for (const { channel } of SELLING_CHANNELS) {
      const shownAt = at + integerBetween(random, 0, 25_000)
      until = Math.max(until, shownAt)
      later(shownAt, (then) => channels.listings.show(channel, then, [{ sku, change: { priceMinor } }]))
    }
    return {
      labels: { sku: gtinOf(sku) },
      detectableAt: at,
      until,
      expect: 'nothing: channels take over a new price within seconds of each other',
    }
  },
}
