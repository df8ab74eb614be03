/** Proves the stated rate of false alarms of silence on senders that speak by chance, and what is never learned. */
import { expect, it } from 'vitest'
import { FALSE_ALARMS_PER_YEAR, FEED_SLOT_MS, newCadence, noteHeard, silentFrom } from './cadence.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2026, 0, 5)

/** A generator of numbers from 0 to 1 that gives the same each time. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/** How often silence is called over some days, of a sender that speaks so often in an hour of the day. */
function alarms(seed: number, days: number, perHour: (hour: number) => number): number {
  const random = dice(seed)
  const cadence = newCadence(START)
  let silentAt: number | null = null
  let count = 0
  for (let at = START; at < START + days * DAY;) {
    const rate = perHour(new Date(at).getUTCHours())
    const next = rate === 0 ? Infinity : at - (Math.log(1 - random()) / rate) * HOUR
    const hourEnd = (Math.floor(at / HOUR) + 1) * HOUR
    at = Math.min(next, hourEnd)
    if (at === hourEnd) continue
    if (silentAt !== null && at > silentAt) count += 1
    if (noteHeard(cadence, at, FEED_SLOT_MS)) silentAt = silentFrom(cadence, FEED_SLOT_MS)
  }
  return count
}

it.each([
  ['each minute', () => 60],
  ['three times an hour', () => 3],
  ['by day', (hour: number) => (hour >= 8 && hour < 20 ? 12 : 0)],
  ['more at noon', (hour: number) => (hour < 6 ? 0 : 12 - Math.abs(13 - hour))],
])('calls senders that speak %s silent no more often than stated', (_, perHour) => {
  const senders = 40
  const days = 28
  let count = 0
  for (let seed = 1; seed <= senders; seed += 1) count += alarms(seed, days, perHour)
  const expected = (FALSE_ALARMS_PER_YEAR * senders * days) / 365
  // Three times what is stated would come by chance in one of a thousand such trials at most.
  expect(count).toBeLessThanOrEqual(Math.ceil(3 * expected))
})

it('expects nothing before it has heard for a day, in twelve different hours', () => {
  const cadence = newCadence(START)
  for (let at = START; at < START + 23 * HOUR; at += 60_000) noteHeard(cadence, at, FEED_SLOT_MS)
  expect(silentFrom(cadence, FEED_SLOT_MS)).toBeNull()
  const rare = newCadence(START)
  for (let day = 0; day < 7; day += 1) noteHeard(rare, START + day * DAY, FEED_SLOT_MS)
  expect(silentFrom(rare, FEED_SLOT_MS)).toBeNull()
})
