/** Owns which subjects faults have for themselves, so that no two faults touch one thing at a time. */
import type { SubjectLabels } from './faultLabel.ts'

export interface Reservations {
  /** Runs a strike; what it reserved is given back at once where it did nothing. */
  trying<T>(at: number, strike: () => T | null): T | null
  /** @returns false where something that touches it is taken */
  reserve(labels: SubjectLabels): boolean
  /** Keeps what the last strike reserved until then. */
  keepUntil(until: number): void
}

interface Held {
  labels: SubjectLabels
  until: number
}

export function createReservations(): Reservations {
  let held: Held[] = []
  let fresh: Held[] = []
  return {
    trying(at, strike) {
      held = held.filter(({ until }) => until > at)
      fresh = []
      const done = strike()
      if (done === null) held = held.filter((one) => !fresh.includes(one))
      return done
    },
    reserve(labels) {
      if (held.some((one) => touch(one.labels, labels))) return false
      const one = { labels, until: Number.POSITIVE_INFINITY }
      held.push(one)
      fresh.push(one)
      return true
    },
    keepUntil(until) {
      for (const one of fresh) one.until = until
    },
  }
}

/** Whether two subjects have something in common: the labels that both have are the same. */
export function touch(left: SubjectLabels, right: SubjectLabels): boolean {
  const common = Object.keys(left).filter((name) => name in right)
  return common.length > 0 && common.every((name) => left[name] === right[name])
}
