/** Owns where customers met a channel: one row a touch, in order of time within each customer. */
import type { Projection } from '../ledger/subjects.ts'

export const touchProjection: Projection = {
  kind: 'touch',
  types: ['CustomerTouched'],
  subjectsOf: (event) => (event.type === 'CustomerTouched' ? [event.customer] : []),
  save({ writer }, customer, facts) {
    writer.run('DELETE FROM touches WHERE customer = ?', [customer])
    for (const { event, identity, line, occurredAt } of facts) {
      if (event.type !== 'CustomerTouched') continue
      writer.run(
        `INSERT INTO touches (customer, touched_at, identity, line, channel, touch, order_id)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [customer, occurredAt, identity, line, event.channel, event.touch, event.order ?? null],
      )
    }
  },
}
