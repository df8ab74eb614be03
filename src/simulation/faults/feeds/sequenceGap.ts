/** Owns faults of numbering and their look-alike: a record of a channel, or a carrier's interchange, is lost; or one comes minutes late. */
import { SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import { integerBetween, pick } from '../../randomness.ts'
import { CARRIERS } from '../../places.ts'
import { HOUR_MS, MINUTE_MS, nextInSequence } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'

const GRACE_MS = 10 * MINUTE_MS
/** Until the next record of the channel, by which the gap shows. */
const NEXT_MS = 16 * MINUTE_MS

function lose(stage: Stage, at: number, forMs: number): Strike | null {
  const { world, random, drawFree } = stage
  const one = drawFree(
    () => pick(random, SELLING_CHANNELS),
    ({ channel }) => ({ numbersOf: channel }),
  )
  if (!one) return null
  const { sequence, number } = nextInSequence(world, one.channel)
  const until = at + forMs
  stage.later(until, (then) =>
    stage.tell(one.feed, then, [{ type: 'FeedSequenceTold', sequence, number }], { occurredAt: at }),
  )
  return { labels: { feed: one.feed }, detectableAt: at + GRACE_MS + NEXT_MS, until, expect: '' }
}

export const numberLost: AlertFault = {
  kind: 'numberLost',
  rule: 'sequenceGap',
  live: true,
  hoursAfter: 5,
  strike(stage, at) {
    const done = lose(stage, at, GRACE_MS + NEXT_MS + stage.lasting(0.5, 4))
    return done && { ...done, expect: 'a number is missing; over when its record is sent again' }
  },
}

export const numberLate: AlertFault = {
  kind: 'numberLate',
  rule: 'sequenceGap',
  lookAlike: true,
  live: true,
  strike(stage, at) {
    const done = lose(stage, at, integerBetween(stage.random, 1, 8) * MINUTE_MS)
    return (
      done && { ...done, detectableAt: at, expect: 'nothing: the record comes minutes after younger ones' }
    )
  },
}

/** Until the carrier's next interchange, by which the gap shows, and the grace: it writes some a day. */
const NEXT_INTERCHANGE_MS = 12 * HOUR_MS

export const interchangeLost: AlertFault = {
  kind: 'interchangeLost',
  rule: 'sequenceGap',
  weight: 0.5,
  hoursBefore: 40,
  hoursAfter: 14,
  strike({ post, random, drawFree }, at) {
    const feed = drawFree(
      () => `carrier-${pick(random, CARRIERS).feed}-214`,
      (drawn) => ({ numbersOf: drawn }),
    )
    if (feed === undefined) return null
    post.skipControlNumber(feed)
    return {
      labels: { feed },
      detectableAt: at + NEXT_INTERCHANGE_MS,
      until: null,
      expect:
        'a control number of the carrier is missing, of the interchange and of its group; nobody sends it again',
    }
  },
}
