/** Owns when labelled faults strike: each kind some times a day at drawn moments, or in the demo one after the other. */
import { happens, randomStream } from '../randomness.ts'
import { DAY_MS, HOUR_MS, type World } from '../world.ts'
import type { AlertFault, Stage, Strike } from './alertFault.ts'
import type { AlertFaultLabel, AlertFaultRates } from './faultLabel.ts'
import { ALERT_FAULTS } from './faults.ts'
import { createReservations } from './reservations.ts'
import { createStage } from './stage.ts'

export interface StrewOptions {
  world: World
  channels: Stage['channels']
  post: Stage['post']
  /** Strikes a day. */
  rates: AlertFaultRates
  /** End of the run, where it is known: no fault strikes that cannot be seen through. */
  endAt?: number
  label(label: AlertFaultLabel): void
}

export interface Strewing {
  /** Puts the strikes of the day that begins then on the schedule. */
  planDay(dayStart: number): void
  /** From now on: one strike after the other, mended after minutes. */
  goLive(at: number): void
}

const RETRY_MS = HOUR_MS / 2
const TRIES = 40
/** Between two strikes of the demo. */
const LIVE_GAP_MS = { low: 20_000, high: 32_000 }
/** Look-alikes in one round of the demo. */
const LIVE_LOOK_ALIKES = 4
/** After a fault was mended, before its subject may be struck again. */
const REST_MS = 3 * HOUR_MS
const LIVE_REST_MS = 60_000

/** @throws TypeError for a kind of fault that there is not */
export function createStrewing(options: StrewOptions): Strewing {
  const { world, rates, endAt = Number.POSITIVE_INFINITY } = options
  const kinds = new Set(ALERT_FAULTS.map(({ kind }) => kind))
  const unknown = typeof rates === 'number' ? undefined : Object.keys(rates).find((kind) => !kinds.has(kind))
  if (unknown !== undefined)
    throw new TypeError(`unknown fault ${unknown}; known are ${[...kinds].join(', ')}`)
  const reservations = createReservations()
  let isLive = false
  const stages = new Map(
    ALERT_FAULTS.map((fault) => [
      fault.kind,
      createStage({ ...options, fault, reservations, isLive: () => isLive }),
    ]),
  )
  const times = new Map(ALERT_FAULTS.map(({ kind }) => [kind, randomStream(world.seed, `strikes/${kind}`)]))
  const rateOf = ({ kind, weight = 1 }: AlertFault) =>
    typeof rates === 'number' ? rates * weight : (rates[kind] ?? 0)

  function strike(fault: AlertFault, at: number): boolean {
    const stage = stages.get(fault.kind)!
    const done = reservations.trying(at, () => fault.strike(stage, at))
    if (!done) return false
    const over = done.until === null ? Number.POSITIVE_INFINITY : done.until
    reservations.keepUntil(over + (isLive ? LIVE_REST_MS : REST_MS))
    options.label(labelOf(fault, done, at))
    return true
  }

  function attempt(fault: AlertFault, at: number, triesLeft: number): void {
    if (strike(fault, at) || triesLeft === 0) return
    const next = at + RETRY_MS
    if (next + (fault.hoursAfter ?? 0) * HOUR_MS < endAt)
      world.schedule.add(next, () => attempt(fault, next, triesLeft - 1))
  }

  return {
    planDay(dayStart) {
      for (const fault of ALERT_FAULTS) {
        const random = times.get(fault.kind)!
        const rate = rateOf(fault)
        // Whole strikes are sure, a share of one is drawn.
        const strikes = Math.floor(rate) + (happens(random, rate % 1) ? 1 : 0)
        for (let left = strikes; left > 0; left--) {
          const at = dayStart + Math.floor(random.next() * DAY_MS)
          if (at < world.startAt + (fault.hoursBefore ?? 0) * HOUR_MS) continue
          if (at + (fault.hoursAfter ?? 0) * HOUR_MS >= endAt) continue
          world.schedule.add(at, () => attempt(fault, at, TRIES))
        }
      }
    },
    goLive(from) {
      const random = randomStream(world.seed, `live strikes from ${from}`)
      isLive = true
      let queue: AlertFault[] = []
      const next = (at: number) => {
        if (queue.length === 0) {
          const live = shuffled(
            ALERT_FAULTS.filter((fault) => fault.live),
            random,
          )
          // Much that only looks like trouble would leave little to see.
          let lookAlikes = 0
          queue = live.filter(({ lookAlike }) => !lookAlike || ++lookAlikes <= LIVE_LOOK_ALIKES)
        }
        const fault = queue.pop()
        if (fault) strike(fault, at)
        const gap = LIVE_GAP_MS.low + random.next() * (LIVE_GAP_MS.high - LIVE_GAP_MS.low)
        const then = at + Math.floor(gap)
        world.schedule.add(then, () => next(then))
      }
      world.schedule.add(from + LIVE_GAP_MS.low, () => next(from + LIVE_GAP_MS.low))
    },
  }
}

function shuffled<T>(list: readonly T[], random: { next(): number }): T[] {
  const copy = [...list]
  for (let place = copy.length - 1; place > 0; place--) {
    const other = Math.floor(random.next() * (place + 1))
    ;[copy[place], copy[other]] = [copy[other]!, copy[place]!]
  }
  return copy
}

function labelOf(fault: AlertFault, done: Strike, at: number): AlertFaultLabel {
  const { labels, detectableAt, until, expect, mayAlso = [] } = done
  const words = Object.entries(labels).map(([name, value]) => `${name} ${value}`)
  return {
    type: fault.lookAlike ? 'lookAlike' : 'alert',
    fault: fault.kind,
    rule: fault.rule,
    subject: `${fault.rule}: ${words.join(', ')}`,
    labels,
    at: new Date(done.at ?? at).toISOString(),
    detectableAt: new Date(detectableAt).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
    expect,
    mayAlso,
  }
}
