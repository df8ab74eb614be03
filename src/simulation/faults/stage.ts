/** Owns what a fault finds when it strikes: the network, its own dice, subjects that are free, and ways to tell things. */
import { cloudEventText } from '../cloudEventText.ts'
import { numberBetween, randomStream } from '../randomness.ts'
import { HOUR_MS, MINUTE_MS, type World } from '../world.ts'
import type { AlertFault, Stage } from './alertFault.ts'
import type { Reservations } from './reservations.ts'

export interface StageOptions {
  world: World
  channels: Stage['channels']
  post: Stage['post']
  fault: AlertFault
  reservations: Reservations
  isLive(): boolean
}

const DRAWS_MAX = 100
const LIVE_MINUTES = { low: 2, high: 5 }

export function createStage(options: StageOptions): Stage {
  const { world, channels, post, fault, reservations } = options
  const random = randomStream(world.seed, `fault/${fault.kind}/${world.startAt}`)
  let told = 0
  return {
    world,
    network: world.network,
    channels,
    post,
    random,
    get isLive() {
      return options.isLive()
    },
    lasting: (lowHours, highHours) =>
      Math.floor(
        options.isLive()
          ? numberBetween(random, LIVE_MINUTES.low, LIVE_MINUTES.high) * MINUTE_MS
          : numberBetween(random, lowHours, highHours) * HOUR_MS,
      ),
    reserve: (labels) => reservations.reserve(labels),
    drawFree(draw, labels) {
      for (let tries = 0; tries < DRAWS_MAX; tries++) {
        const drawn = draw()
        if (drawn !== undefined && reservations.reserve(labels(drawn))) return drawn
      }
      return undefined
    },
    later: (at, run) => world.schedule.add(Math.floor(at), run),
    tell(feed, at, events, { occurredAt = at, subject = feed } = {}) {
      const id = `${fault.kind}-${world.runCode}-${++told}`
      const text = cloudEventText(feed, id, occurredAt, events)
      world.emit({ feed, format: 'cloudevents', at, subject, id, text })
    },
  }
}
