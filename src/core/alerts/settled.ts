/** Owns up to where the log is judged for good: what a dear rule has put off may still be lost with the process. */
import type { LogPlace } from './follow.ts'

export interface Settled {
  /** Everything up to the place is measured, but for what rests. */
  note(place: LogPlace, now: number): void
  /** The last place that was noted at or before a time; null: none was. */
  before(at: number): LogPlace | null
}

export function openSettled(): Settled {
  /** In order of time; of those that are old enough only the last matters. */
  let noted: { place: LogPlace; at: number }[] = []
  return {
    note(place, now) {
      if (noted.at(-1)?.place !== place) noted.push({ place, at: now })
    },
    before(at) {
      const last = noted.findLastIndex((one) => one.at <= at)
      if (last < 0) return null
      noted = noted.slice(last)
      return noted[0]?.place ?? null
    },
  }
}
