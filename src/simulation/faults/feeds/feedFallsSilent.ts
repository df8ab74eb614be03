/** Owns a fault: the line of one region's stores breaks, and everything comes when it is mended. */
import { REGIONS } from '../../places.ts'
import { pick } from '../../randomness.ts'
import { MINUTE_MS } from '../../world.ts'
import type { AlertFault } from '../alertFault.ts'

/** Longer than the usual gap between two messages of a region by day. */
const USUAL_GAP_MS = 15 * MINUTE_MS

export const feedFallsSilent: AlertFault = {
  kind: 'feedFallsSilent',
  rule: 'feedSilent',
  live: true,
  weight: 0.5,
  hoursBefore: 12,
  hoursAfter: 5,
  strike({ network, post, random, drawFree, lasting }, at) {
    const feed = drawFree(
      () => {
        const drawn = `stores-${pick(random, REGIONS)}`
        const stores = network.stores.filter((store) => store.feed === drawn)
        // By night a silence is nothing to see.
        return stores.some(({ clock }) => clock.hourAt(at) >= 10 && clock.hourAt(at) <= 16)
          ? drawn
          : undefined
      },
      (drawn) => ({ feed: drawn }),
    )
    if (feed === undefined) return null
    const until = at + lasting(2, 4)
    post.detour({
      from: at,
      until,
      matches: (emission) => emission.feed === feed,
      change: (emission) => [{ emission, sendAt: until }],
    })
    return {
      labels: { feed },
      detectableAt: at + USUAL_GAP_MS,
      until,
      expect: 'the feed is silent; alerts that only echo it are muted; over when everything comes at once',
      mayAlso: ['feedLagging', 'reconciliationDifference', 'phantomStock'],
    }
  },
}
