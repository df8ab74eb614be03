/** Owns a fault and its look-alike: a new version of a system sends records that nobody can read; or one or two are broken. */
import type { CanonicalEvent } from '../../../shared/events.ts'
import { integerBetween } from '../../randomness.ts'
import { documentNumber, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { drawSteadyFeed, drawSteadyFeedOnce } from './storeHours.ts'

/** The rule looks at so many minutes together. */
const WINDOW_MS = 10 * MINUTE_MS
/** Fewer refused records are never too many. */
const REFUSED_LEAST = 5

function sendBad(stage: Stage, feed: string, at: number, records: number, gapMs: number): Strike {
  const { world } = stage
  for (let one = 0; one < records; one++) {
    stage.later(at + one * gapMs, (then) => {
      const id = `bad-${documentNumber(world, 'B')}`
      // The time is in the way of another country, and the type has another name.
      const text = JSON.stringify({
        specversion: '1.0',
        id,
        source: `https://omni.example/${feed}`,
        type: 'org.omnitower.CustomerTouched',
        time: '23/11/2026 10:00',
        datacontenttype: 'application/json',
        data: { customer: 'customer:1', channel: 'app', touch: 'visit' },
      })
      world.emit({ feed, format: 'cloudevents', at: then, subject: feed, id, text })
    })
  }
  const until = at + records * gapMs + WINDOW_MS
  return { labels: { feed }, detectableAt: at + (REFUSED_LEAST - 1) * gapMs, until, expect: '' }
}

export const newVersionBroken: AlertFault = {
  kind: 'newVersionBroken',
  rule: 'quarantineRate',
  live: true,
  hoursAfter: 2,
  strike(stage, at) {
    const feed = drawSteadyFeedOnce(stage, 'refused')
    if (feed === undefined) return null
    const done = sendBad(stage, feed, at, integerBetween(stage.random, 30, 60), 15_000)
    return { ...done, expect: 'much of what the feed sends is refused; over when it stops' }
  },
}

export const twoBroken: AlertFault = {
  kind: 'twoBroken',
  rule: 'quarantineRate',
  lookAlike: true,
  strike(stage, at) {
    const feed = drawSteadyFeed(stage)
    if (feed === undefined) return null
    const done = sendBad(stage, feed, at, 2, MINUTE_MS)
    return { ...done, detectableAt: at, expect: 'nothing: a broken record now and then' }
  },
}

/** Six among 160: enough to be counted, and below five in a hundred. */
const AMONG_MANY = { broken: 6, brokenGapMs: 80_000, sound: 160, soundGapMs: 3_000 }

export const fewAmongMany: AlertFault = {
  kind: 'fewAmongMany',
  rule: 'quarantineRate',
  lookAlike: true,
  strike(stage, at) {
    const { broken, brokenGapMs, sound, soundGapMs } = AMONG_MANY
    const feed = drawSteadyFeed(stage)
    if (feed === undefined) return null
    // The sound ones come first: the share of the broken is never above the limit.
    const done = sendBad(stage, feed, at + brokenGapMs, broken, brokenGapMs)
    for (let one = 0; one < sound; one++) {
      const customer = `customer:${integerBetween(stage.random, 900_001, 990_000)}`
      const touch: CanonicalEvent = { type: 'CustomerTouched', customer, channel: 'app', touch: 'visit' }
      stage.later(at + one * soundGapMs, (then) => stage.tell(feed, then, [touch]))
    }
    return { ...done, detectableAt: at, expect: 'nothing: six of a hundred and sixty records are broken' }
  },
}
