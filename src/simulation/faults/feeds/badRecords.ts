/** Owns a fault and its look-alike: a new version of a system sends records that nobody can read; or one or two are broken. */
import { CUSTOMER_DESK } from '../../cloudEventText.ts'
import { integerBetween } from '../../randomness.ts'
import { documentNumber, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'

/** The rule looks at so many minutes together. */
const WINDOW_MS = 10 * MINUTE_MS

function sendBad(stage: Stage, at: number, records: number, gapMs: number): Strike | null {
  const { world } = stage
  const feed = CUSTOMER_DESK
  if (!stage.reserve({ feed })) return null
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
  return { labels: { feed }, detectableAt: at + 5 * gapMs, until, expect: '' }
}

export const newVersionBroken: AlertFault = {
  kind: 'newVersionBroken',
  rule: 'quarantineRate',
  live: true,
  hoursAfter: 2,
  strike(stage, at) {
    const done = sendBad(stage, at, integerBetween(stage.random, 30, 60), 15_000)
    return done && { ...done, expect: 'most of what the feed sends is refused; over when it stops' }
  },
}

export const twoBroken: AlertFault = {
  kind: 'twoBroken',
  rule: 'quarantineRate',
  lookAlike: true,
  strike(stage, at) {
    const done = sendBad(stage, at, 2, MINUTE_MS)
    return done && { ...done, detectableAt: at, expect: 'nothing: a broken record now and then' }
  },
}
