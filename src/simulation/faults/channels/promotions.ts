/** Owns faults of promotions, with look-alikes: one channel does not take part, goes on after the end, or has one of its own. */
import { SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import { priceMinorOf } from '../../orders/commerce.ts'
import { gtinOf } from '../../orders/order.ts'
import { integerBetween, pick } from '../../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { drawListing } from './listingOf.ts'

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

/** @param forMs for so long one channel does not show it */
function missing(stage: Stage, at: number, forMs: number): Strike | null {
  const { channels, random } = stage
  const startsAt = at + (stage.isLive ? 5_000 : 10 * MINUTE_MS)
  const until = startsAt + forMs
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
  const labels = { promotion: planned.promotion, channel }
  return { labels, at: startsAt, detectableAt: startsAt + SETTLED_MS, until, expect: '' }
}

export const promotionMissing: AlertFault = {
  kind: 'promotionMissing',
  rule: 'promotionDifference',
  live: true,
  hoursAfter: 8,
  strike(stage, at) {
    const done = missing(stage, at, SETTLED_MS + stage.lasting(0.5, 3))
    const expect = 'the promotion does not run in one of its channels; over when it does'
    return done && { ...done, expect, mayAlso: ['priceDifference'] }
  },
}

export const promotionStartsLate: AlertFault = {
  kind: 'promotionStartsLate',
  rule: 'promotionDifference',
  lookAlike: true,
  hoursAfter: 4,
  strike(stage, at) {
    const done = missing(stage, at, integerBetween(stage.random, 40_000, 4 * MINUTE_MS))
    const expect = 'nothing: one channel begins the promotion some minutes after the others'
    return done && { ...done, detectableAt: done.at ?? at, expect }
  },
}

export const promotionOfOneChannel: AlertFault = {
  kind: 'promotionOfOneChannel',
  rule: 'promotionDifference',
  hoursAfter: 5,
  strike(stage, at) {
    const { channels, world } = stage
    const drawn = drawListing(stage)
    if (!drawn) return null
    const { channel, sku, labels } = drawn
    const promotion = `promo:${world.runCode}-own-${channel}-${sku.index}`
    const until = at + SETTLED_MS + stage.lasting(0.5, 3)
    channels.listings.pin(channel, sku, at, { promotion })
    stage.later(until, (then) => channels.listings.unpin(channel, sku, then))
    const expect = 'one channel runs a promotion that nobody planned; over when it is taken down'
    return { labels: { promotion, ...labels }, detectableAt: at + SETTLED_MS, until, expect }
  },
}

/** @param forMs for so long one channel shows it after its end */
function goingOn(stage: Stage, at: number, forMs: number): Strike | null {
  const { channels, random } = stage
  const startsAt = at + (stage.isLive ? 5_000 : 10 * MINUTE_MS)
  const endsAt = startsAt + (stage.isLive ? MINUTE_MS : HOUR_MS)
  const until = endsAt + forMs
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
  const labels = { promotion: planned.promotion, channel }
  return { labels, at: endsAt, detectableAt: endsAt + OVERRUN_MS, until, expect: '' }
}

export const promotionGoesOn: AlertFault = {
  kind: 'promotionGoesOn',
  rule: 'promotionOverrun',
  live: true,
  hoursAfter: 8,
  strike(stage, at) {
    const done = goingOn(stage, at, OVERRUN_MS + stage.lasting(0.5, 3))
    const expect = 'the promotion is shown after its end in one channel; over when it is taken down'
    return done && { ...done, expect, mayAlso: ['priceDifference', 'promotionDifference'] }
  },
}

export const promotionEndsLate: AlertFault = {
  kind: 'promotionEndsLate',
  rule: 'promotionOverrun',
  lookAlike: true,
  hoursAfter: 4,
  strike(stage, at) {
    const done = goingOn(stage, at, integerBetween(stage.random, MINUTE_MS, 8 * MINUTE_MS))
    const expect = 'nothing: one channel ends the promotion some minutes after the others'
    return done && { ...done, detectableAt: done.at ?? at, expect }
  },
}
