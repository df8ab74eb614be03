/** Owns faults of silence and their look-alike: a region's line or a store's till is cut off by day; or it is night. */
import { glnOf } from '../../orders/order.ts'
import { numberBetween, pick } from '../../randomness.ts'
import { HOUR_MS } from '../../world.ts'
import type { AlertFault } from '../alertFault.ts'
import { drawBusyFeed, drawBusyFeedOnce, isBusy, isWithinDay, storesOf } from './storeHours.ts'

/** Twelve silent slots of five minutes, where something comes in most of them: a region of a few stores by day. */
const REGION_GAP_MS = HOUR_MS
/** Some fifteen silent slots of ten minutes, where something comes in most of them: one store by day. */
const STORE_GAP_MS = 2.5 * HOUR_MS

/** The hour that a store opens in is taken as quiet, and so is the one before it. */
const SPEAKING_HOUR = 10

export const feedFallsSilent: AlertFault = {
  kind: 'feedFallsSilent',
  rule: 'feedSilent',
  weight: 0.5,
  hoursBefore: 24,
  hoursAfter: 5,
  strike(stage, at) {
    const until = at + REGION_GAP_MS + stage.lasting(1.5, 2.5)
    if (!isWithinDay(at, until)) return null
    const feed = drawBusyFeedOnce(stage, at, 'silence', SPEAKING_HOUR)
    if (feed === undefined) return null
    stage.post.detour({
      from: at,
      until,
      matches: (emission) => emission.feed === feed,
      change: (emission) => [{ emission, sendAt: until }],
    })
    return {
      labels: { feed },
      detectableAt: at + REGION_GAP_MS,
      until,
      expect: 'the feed is silent; alerts that only echo it are muted; over when everything comes at once',
      mayAlso: ['feedLagging', 'reconciliationDifference', 'phantomStock', 'clockSkew'],
    }
  },
}

export const storeFallsSilent: AlertFault = {
  kind: 'storeFallsSilent',
  rule: 'feedSilent',
  hoursBefore: 48,
  hoursAfter: 8,
  strike(stage, at) {
    const { network, random, post } = stage
    const until = at + STORE_GAP_MS + stage.lasting(1, 2)
    const store = stage.drawFree(
      () => {
        const drawn = pick(random, network.stores)
        const hour = drawn.clock.hourAt(at)
        // Where it is the only one, its silence is the feed's.
        const isOneOfMany = storesOf(network, drawn.feed).length > 1
        return isOneOfMany && hour <= 13 && isBusy(drawn, at, SPEAKING_HOUR) ? drawn : undefined
      },
      (drawn) => ({ location: glnOf(drawn) }),
    )
    if (!store) return null
    post.detour({
      from: at,
      until,
      matches: ({ feed, subject }) => feed === store.feed && subject === store.gln,
      change: (emission) => [{ emission, sendAt: until }],
    })
    return {
      labels: { location: glnOf(store) },
      detectableAt: at + STORE_GAP_MS,
      until,
      expect: 'one store of a feed is silent while the others go on; over when everything comes at once',
      mayAlso: ['feedLagging', 'reconciliationDifference', 'phantomStock', 'clockSkew'],
    }
  },
}

export const linePauses: AlertFault = {
  kind: 'linePauses',
  rule: 'feedSilent',
  lookAlike: true,
  weight: 0.5,
  hoursBefore: 24,
  strike(stage, at) {
    const feed = drawBusyFeed(stage, at)
    if (feed === undefined) return null
    const until = at + Math.floor(numberBetween(stage.random, 20_000, 75_000))
    stage.post.detour({
      from: at,
      until,
      matches: (emission) => emission.feed === feed,
      change: (emission) => [{ emission, sendAt: until }],
    })
    return {
      labels: { feed },
      detectableAt: at,
      until,
      expect: 'nothing: the line is taken up again within a minute or so',
    }
  },
}
