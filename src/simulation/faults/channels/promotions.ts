/** Owns faults of promotions: one channel does not take part, or goes on after the end. */
import { SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import { priceMinorOf } from '../../orders/commerce.ts'
import { gtinOf } from '../../orders/order.ts'
import { pick } from '../../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage } from '../alertFault.ts'

/** For how long a difference must hold. */
const SETTLED_MS = 5 * MINUTE_MS
/** What a channel is given after the end. */
const OVERRUN_MS = 10 * MINUTE_MS

/** Plans a promotion of items that nothing else happens to. */
function planOne(stage: Stage, at: number, startsAt: number, endsAt: number) {
  const { channels, network, random } = stage
  const free = new Set(
    Array.from({ length: 12 }, () => pick(random, network.skus)).filter(
      (sku) =>
        channels.promotions.of(sku) === null &&
        !SELLING_CHANNELS.some(({ channel }) => channels.listings.isPinned(channel, sku)) &&
        stage.reserve({ sku: gtinOf(sku) }),
    ),
  )
  if (free.size === 0) return null
  return channels.promotions.plan(at, startsAt, endsAt, [...free])
}

export const promotionMissing: AlertFault = {
  kind: 'promotionMissing',
  rule: 'promotionDifference',
  live: true,
  hoursAfter: 8,
  strike(stage, at) {
    const { channels, random } = stage
    const startsAt = at + (stage.isLive ? 5_000 : 10 * MINUTE_MS)
    const until = startsAt + SETTLED_MS + stage.lasting(0.5, 3)
    const planned = planOne(stage, at, startsAt, until + (stage.isLive ? 5 * MINUTE_MS : 2 * HOUR_MS))
    if (!planned) return null
    const { channel } = pick(random, SELLING_CHANNELS)
    for (const sku of planned.skus) {
      const priceMinor = priceMinorOf(sku)
      stage.later(startsAt - 1_000, (then) =>
        channels.listings.pin(channel, sku, then, { promotion: null, priceMinor }),
      )
      stage.later(until, (then) => channels.listings.unpin(channel, sku, then))
    }
    return {
      labels: { promotion: planned.promotion, channel },
      at: startsAt,
      detectableAt: startsAt + SETTLED_MS,
      until,
      expect: 'the promotion does not run in one of its channels; over when it does',
      mayAlso: ['priceDifference'],
    }
  },
}

export const promotionGoesOn: AlertFault = {
  kind: 'promotionGoesOn',
  rule: 'promotionOverrun',
  live: true,
  hoursAfter: 8,
  strike(stage, at) {
    const { channels, random } = stage
    const startsAt = at + (stage.isLive ? 5_000 : 10 * MINUTE_MS)
    const endsAt = startsAt + (stage.isLive ? MINUTE_MS : HOUR_MS)
    const until = endsAt + OVERRUN_MS + stage.lasting(0.5, 3)
    const planned = planOne(stage, at, startsAt, endsAt)
    if (!planned) return null
    const { channel } = pick(random, SELLING_CHANNELS)
    for (const sku of planned.skus) {
      stage.later(endsAt - 1_000, (then) => {
        const { promotion, priceMinor } = channels.listings.of(channel, sku)
        channels.listings.pin(channel, sku, then, { promotion, priceMinor })
      })
      stage.later(until, (then) => channels.listings.unpin(channel, sku, then))
    }
    return {
      labels: { promotion: planned.promotion, channel },
      at: endsAt,
      detectableAt: endsAt + OVERRUN_MS,
      until,
      expect: 'the promotion is shown after its end in one channel; over when it is taken down',
      mayAlso: ['priceDifference', 'promotionDifference'],
    }
  },
}
