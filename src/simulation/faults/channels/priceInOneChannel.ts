/** Owns a fault and its look-alike: somebody types a wrong price into one channel, and mends it later; or rounds it otherwise. */
import { SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import { gtinOf } from '../../orders/order.ts'
import { numberBetween, pick } from '../../randomness.ts'
import type { AlertFault, Stage } from '../alertFault.ts'

/** Time that a new price has to reach all channels, where the difference is not gross. */
const SETTLE_MS = 30_000
const GROSS_SHARE = 0.5

/** An item at its own price in every channel, and one of them. */
function drawPrice({ channels, network, random, drawFree }: Stage) {
  const sku = drawFree(
    () => {
      const drawn = pick(random, network.skus)
      const prices = SELLING_CHANNELS.map(({ channel }) => channels.listings.of(channel, drawn).priceMinor)
      return channels.promotions.of(drawn) === null && new Set(prices).size === 1 ? drawn : undefined
    },
    (drawn) => ({ sku: gtinOf(drawn) }),
  )
  return sku && { sku, channel: pick(random, SELLING_CHANNELS).channel }
}

export const priceInOneChannel: AlertFault = {
  kind: 'priceInOneChannel',
  rule: 'priceDifference',
  live: true,
  hoursAfter: 5,
  strike(stage, at) {
    const { channels, random, lasting, later } = stage
    const drawn = drawPrice(stage)
    if (!drawn) return null
    const { sku, channel } = drawn
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

export const priceRoundedOtherwise: AlertFault = {
  kind: 'priceRoundedOtherwise',
  rule: 'priceDifference',
  lookAlike: true,
  strike(stage, at) {
    const { channels, random, lasting, later } = stage
    const drawn = drawPrice(stage)
    if (!drawn) return null
    const { sku, channel } = drawn
    const { priceMinor } = channels.listings.of(channel, sku)
    const other = Math.ceil(priceMinor * numberBetween(random, 0.965, 1))
    const until = at + lasting(0.5, 1.5)
    channels.listings.pin(channel, sku, at, { priceMinor: other })
    later(until, (then) => channels.listings.unpin(channel, sku, then))
    return {
      labels: { sku: gtinOf(sku) },
      detectableAt: at,
      until,
      expect: `nothing: ${channel} shows ${other} instead of ${priceMinor}, within the tolerance`,
    }
  },
}
