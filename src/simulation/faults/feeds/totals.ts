/** Owns a fault and its look-alike: a till's reading has units that it never sent; or the last sales of a day come after it. */
import { POS_CONTROL } from '../../channels/sellingChannels.ts'
import { glnOf } from '../../orders/order.ts'
import { integerBetween, pick } from '../../randomness.ts'
import { DAY_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault } from '../alertFault.ts'

/** The last store has told its reading, and late records were waited for. */
const TOLD_MS = 20 * MINUTE_MS
const GRACE_MS = 30 * MINUTE_MS

export const readingHasMore: AlertFault = {
  kind: 'readingHasMore',
  rule: 'reconciliationDifference',
  hoursAfter: 26,
  strike({ network, post, random, drawFree, world }, at) {
    const midnight = Math.ceil(at / DAY_MS) * DAY_MS
    // Nothing is told of the day that the run began in.
    if (midnight - DAY_MS < world.startAt) return null
    const store = drawFree(
      () => pick(random, network.stores),
      ({ gln }) => ({ readingOf: gln }),
    )
    if (!store) return null
    const more = integerBetween(random, 8, 40)
    post.detour({
      from: midnight,
      until: midnight + DAY_MS / 2,
      matches: ({ feed, subject }) => feed === POS_CONTROL && subject === store.gln,
      change: (emission) => {
        const text = emission.text.replace(
          /"total":(\d+)/,
          (_, total: string) => `"total":${Number(total) + more}`,
        )
        return [{ emission: { ...emission, text }, sendAt: emission.at }]
      },
    })
    return {
      labels: { location: glnOf(store) },
      at: midnight,
      detectableAt: midnight + TOLD_MS + GRACE_MS,
      until: null,
      expect: `the till read ${more} units more than it sent`,
    }
  },
}

/** What is held back comes well within the grace. */
const HELD_MS = 10 * MINUTE_MS

export const lastSalesLate: AlertFault = {
  kind: 'lastSalesLate',
  rule: 'reconciliationDifference',
  lookAlike: true,
  hoursAfter: 26,
  strike({ network, post, random, drawFree, world }, at) {
    const midnight = Math.ceil(at / DAY_MS) * DAY_MS
    if (midnight - DAY_MS < world.startAt) return null
    const store = drawFree(
      () => pick(random, network.stores),
      ({ gln }) => ({ readingOf: gln }),
    )
    if (!store) return null
    post.detour({
      from: midnight - HELD_MS,
      until: midnight,
      matches: ({ feed, subject }) => feed === store.feed && subject === store.gln,
      change: (emission) => [{ emission, sendAt: midnight + HELD_MS }],
    })
    return {
      labels: { location: glnOf(store) },
      at: midnight,
      detectableAt: midnight,
      until: midnight + 3 * GRACE_MS,
      expect: 'nothing: the last sales of the day come minutes after its end, before totals are compared',
    }
  },
}
