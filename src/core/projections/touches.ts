/** Owns where customers met a channel: one row a touch, in order of time within each customer. */
import type { Projection } from '../ledger/subjects.ts'
import { retraceTouches } from './customerOrders.ts'

export const touchProjection: Projection = {
  kind: 'touch',
  types: ['CustomerTouched'],
  subjectsOf: (event) => (event.type === 'CustomerTouched' ? [event.customer] : []),
  save(context, customer, facts) {
    const { writer } = context
    const span = () =>
      writer.get<{ from: number | null; until: number | null }>(
        'SELECT min(touched_at) AS "from", max(touched_at) AS until FROM touches WHERE customer = ?',
        [customer],
      )
    const before = span()
    writer.run('DELETE FROM touches WHERE customer = ?', [customer])
    for (const { event, identity, line, occurredAt } of facts) {
      if (event.type !== 'CustomerTouched') continue
      writer.run(
        `INSERT INTO touches (customer, touched_at, identity, line, channel, touch, order_id)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [customer, occurredAt, identity, line, event.channel, event.touch, event.order ?? null],
      )
    }
    const times = [before, span()].flatMap((one) => [one?.from ?? null, one?.until ?? null])
    const known = times.filter((at) => at !== null)
    if (known.length > 0) retraceTouches(context, customer, Math.min(...known), Math.max(...known))
  },
}
