/** Owns a fault and its look-alike: a sender that sees no answers repeats everything; or one large message comes twice. */
import type { CanonicalEvent } from '../../../shared/events.ts'
import { CUSTOMER_DESK } from '../../cloudEventText.ts'
import { integerBetween, pick } from '../../randomness.ts'
import { MINUTE_MS } from '../../world.ts'
import type { AlertFault } from '../alertFault.ts'
import { drawBusyFeedOnce } from './storeHours.ts'

const COPIES = 40
const LIVE_COPIES = 4
/** Duplicates must come over some minutes before it is a storm. */
const KNOWN_MS = 20 * MINUTE_MS
/** The rule looks at so many minutes together. */
const WINDOW_MS = 10 * MINUTE_MS

export const sentAgainAndAgain: AlertFault = {
  kind: 'sentAgainAndAgain',
  rule: 'duplicateStorm',
  live: true,
  weight: 0.5,
  hoursAfter: 3,
  strike(stage, at) {
    const feed = drawBusyFeedOnce(stage, at, 'storm')
    if (feed === undefined) return null
    const until = at + KNOWN_MS + stage.lasting(0.5, 1.5)
    stage.post.repeat(feed, until, stage.isLive ? LIVE_COPIES : COPIES)
    return {
      labels: { feed },
      detectableAt: at + KNOWN_MS,
      until: until + WINDOW_MS,
      expect: 'nearly all that comes was sent before; over some minutes after it stops',
    }
  },
}

const TOUCHES = 60

export const batchTwice: AlertFault = {
  kind: 'batchTwice',
  rule: 'duplicateStorm',
  lookAlike: true,
  strike(stage, at) {
    const { random, post } = stage
    const feed = CUSTOMER_DESK
    if (!stage.reserve({ feed })) return null
    for (let one = 0; one < TOUCHES; one++) {
      const customer = `customer:${integerBetween(random, 900_001, 990_000)}`
      const touch: CanonicalEvent = {
        type: 'CustomerTouched',
        customer,
        channel: pick(random, ['app', 'webshop']),
        touch: 'newsletter',
      }
      stage.tell(feed, at, [touch])
    }
    const until = at + MINUTE_MS
    post.repeat(feed, until, 1)
    return {
      labels: { feed },
      detectableAt: at,
      until,
      expect: 'nothing: one batch was sent a second time within a minute',
    }
  },
}
