/** Owns promotions: planned some hours ahead, shown by every channel when they begin, and taken down when they end. */
import type { EventOf } from '../../shared/events.ts'
import { cloudEventText, PLANNING } from '../cloudEventText.ts'
import type { Sku } from '../network.ts'
import { priceMinorOf } from '../orders/commerce.ts'
import { gtinOf } from '../orders/order.ts'
import { integerBetween, numberBetween, pick, randomStream } from '../randomness.ts'
import { HOUR_MS, type World } from '../world.ts'
import type { ListingChange } from './listings.ts'
import { SELLING_CHANNELS } from './sellingChannels.ts'

export interface Promotion {
  promotion: string
  skus: readonly Sku[]
  startsAt: number
  endsAt: number
}

export interface Promotions {
  /** The promotion that an item is in, be it planned or running. */
  of(sku: Sku): Promotion | null
  running(at: number): readonly Promotion[]
  planDay(dayStart: number): void
  /** Plans one more. @param skus the items; default: some that are in none */
  plan(at: number, startsAt: number, endsAt: number, skus?: readonly Sku[]): Promotion
}

const DAILY = 2
const OFF_SHARES = [0.1, 0.15, 0.2, 0.25]

/** @param showEverywhere has all channels show something, within seconds of each other */
export function createPromotions(
  world: World,
  showEverywhere: (sku: Sku, at: number, change: ListingChange) => void,
): Promotions {
  const random = randomStream(world.seed, 'promotions')
  const bySku = new Map<Sku, Promotion>()
  let made = 0

  function plan(at: number, startsAt: number, endsAt: number, wanted?: readonly Sku[]): Promotion {
    const drawn =
      wanted ?? Array.from({ length: integerBetween(random, 6, 16) }, () => pick(random, world.network.skus))
    const skus = [...new Set(drawn)].filter((sku) => !bySku.has(sku))
    const promotion = { promotion: `promo:${world.runCode}-${++made}`, skus, startsAt, endsAt }
    for (const sku of skus) bySku.set(sku, promotion)
    const event: EventOf<'PromotionPlanned'> = {
      type: 'PromotionPlanned',
      promotion: promotion.promotion,
      name: `Days of savings ${made}`,
      skus: skus.map(gtinOf),
      channels: SELLING_CHANNELS.map(({ channel }) => channel),
      startsAt,
      endsAt,
    }
    const id = `promotion-${world.runCode}-${made}`
    const text = cloudEventText(PLANNING, id, at, [event])
    world.emit({ feed: PLANNING, format: 'cloudevents', at, subject: promotion.promotion, id, text })
    const off = pick(random, OFF_SHARES)
    for (const sku of skus) {
      const priceMinor = Math.floor((priceMinorOf(sku) * (1 - off)) / 10) * 10 + 9
      world.schedule.add(startsAt, (then) =>
        showEverywhere(sku, then, { promotion: promotion.promotion, priceMinor }),
      )
      world.schedule.add(endsAt, (then) => {
        showEverywhere(sku, then, { promotion: null, priceMinor: priceMinorOf(sku) })
        bySku.delete(sku)
      })
    }
    return promotion
  }

  return {
    of: (sku) => bySku.get(sku) ?? null,
    running: (at) =>
      [...new Set(bySku.values())].filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt),
    plan,
    planDay(dayStart) {
      for (let left = DAILY; left > 0; left--) {
        const startsAt = Math.floor(dayStart + numberBetween(random, 3, 15) * HOUR_MS)
        const endsAt = Math.floor(startsAt + numberBetween(random, 6, 40) * HOUR_MS)
        world.schedule.add(dayStart, (at) => plan(at, startsAt, endsAt))
      }
    },
  }
}
