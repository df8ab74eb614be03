/** Owns terms with a history: what is in force from when, and whose promises a change of it reaches. */
import type { EventOf, EventType } from '../../shared/events.ts'
import type { Fact, SubjectContext } from '../ledger/subjects.ts'

/** Terms in force from a time until the next. */
export interface Term {
  validFrom: number
  terms: string
}

/** The terms in order of time; of two from one time, the later of the facts counts. */
export function historyOf<K extends EventType>(
  facts: readonly Fact[],
  type: K,
  write: (event: EventOf<K>) => string,
): Term[] {
  const history = new Map<number, string>()
  for (const { event, occurredAt } of facts) {
    if (event.type === type) history.set(occurredAt, write(event as EventOf<K>))
  }
  return [...history].map(([validFrom, terms]) => ({ validFrom, terms }))
}

/** Stretches of time in which two histories, each in order of time, differ. The last may have no end. */
export function differences(
  before: readonly Term[],
  after: readonly Term[],
): [from: number, until: number][] {
  const times = [...new Set([...before, ...after].map(({ validFrom }) => validFrom))].sort((a, b) => a - b)
  const inForce = (history: readonly Term[], at: number) =>
    history.findLast(({ validFrom }) => validFrom <= at)?.terms
  return times.flatMap((from, place): [number, number][] =>
    inForce(before, from) === inForce(after, from)
      ? []
      : [[from, times[place + 1] ?? Number.MAX_SAFE_INTEGER]],
  )
}

/**
 * Has the orders saved anew that were placed while the terms of a place were others than we knew.
 * @param goal where the terms lead to: orders that go elsewhere do not rest on them; blank: anywhere
 */
export function touchPromises(
  { writer, touch }: SubjectContext,
  place: string,
  changed: readonly [from: number, until: number][],
  goal: { country: string; region: string } = { country: '', region: '' },
): void {
  const wanted = (['country', 'region'] as const).filter((part) => goal[part] !== '')
  const isThere = wanted.map((part) => ` AND ${part} = ?`).join('')
  for (const [from, until] of changed) {
    for (const { order } of writer.all<{ order: string }>(
      `SELECT DISTINCT order_id AS "order" FROM promise_places WHERE place = ? AND placed_at >= ? AND placed_at < ?${isThere}`,
      [place, from, until, ...wanted.map((part) => goal[part])],
    )) {
      touch('order', order)
    }
  }
}
