/** Owns where customers met a channel: one row a touch, in order of time within each customer. */
import type { Fact, Projection, SubjectContext } from '../ledger/subjects.ts'
import { retraceTouches, TOUCH_WINDOW_MS } from './customerOrders.ts'

interface Touch {
  at: number
  identity: string
  line: number
  channel: string
  touch: string
  order: string | null
}

function touchesOf(facts: readonly Fact[]): Touch[] {
  return facts.flatMap(({ event, identity, line, occurredAt: at }) => {
    if (event.type !== 'CustomerTouched') return []
    const { channel, touch, order = null } = event
    return [{ at, identity, line, channel, touch, order }]
  })
}

const storedTouches = ({ writer }: SubjectContext, customer: string): Touch[] =>
  writer.all<Touch>(
    `SELECT touched_at AS at, identity, line, channel, touch, order_id AS "order" FROM touches WHERE customer = ?
     ORDER BY touched_at, identity, line`,
    [customer],
  )

const keyOf = ({ at, identity, line }: Touch) => `${at} ${line} ${identity}`

const isSame = (a: Touch | undefined, b: Touch | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.at === b.at &&
  a.line === b.line &&
  a.identity === b.identity &&
  a.channel === b.channel &&
  a.touch === b.touch &&
  a.order === b.order

/** What is told and not stored, and what is stored and not told. Nearly all is the same: both ends are left out first. */
function differing(told: Touch[], stored: Touch[]): { added: Touch[]; gone: Touch[] } {
  let start = 0
  while (start < told.length && isSame(told[start], stored[start])) start += 1
  let end = 0
  const ends = Math.min(told.length, stored.length) - start
  while (end < ends && isSame(told.at(-1 - end), stored.at(-1 - end))) end += 1
  const before = new Map(stored.slice(start, stored.length - end).map((one) => [keyOf(one), one]))
  const added = told.slice(start, told.length - end).filter((one) => {
    const known = before.get(keyOf(one))
    if (!isSame(one, known)) return true
    before.delete(keyOf(one))
    return false
  })
  return { added, gone: [...before.values()] }
}

/** Times, each with the month that follows it, joined where they meet. */
function spansOf(times: readonly number[]): { from: number; until: number }[] {
  const spans: { from: number; until: number }[] = []
  for (const at of [...times].sort((a, b) => a - b)) {
    const last = spans.at(-1)
    if (last && at <= last.until + TOUCH_WINDOW_MS) last.until = at
    else spans.push({ from: at, until: at })
  }
  return spans
}

export const touchProjection: Projection = {
  kind: 'touch',
  types: ['CustomerTouched'],
  subjectsOf: (event) => (event.type === 'CustomerTouched' ? [event.customer] : []),
  /** Writes what differs alone: a customer may be a till, with thousands of touches. */
  save(context, customer, facts) {
    const { writer } = context
    const { added, gone } = differing(touchesOf(facts), storedTouches(context, customer))
    for (const { at, identity, line } of gone) {
      writer.run('DELETE FROM touches WHERE customer = ? AND touched_at = ? AND identity = ? AND line = ?', [
        customer,
        at,
        identity,
        line,
      ])
    }
    for (const { at, identity, line, channel, touch, order } of added) {
      writer.run(
        `INSERT INTO touches (customer, touched_at, identity, line, channel, touch, order_id)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [customer, at, identity, line, channel, touch, order],
      )
    }
    const changed = [...gone, ...added].map(({ at }) => at)
    for (const { from, until } of spansOf(changed)) retraceTouches(context, customer, from, until)
  },
}
