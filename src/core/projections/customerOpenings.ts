/** Owns the list of who asked to see which customer, when and why, and whether it was granted. */
import type { Projection } from '../ledger/subjects.ts'

export const customerOpeningProjection: Projection = {
  kind: 'customerOpening',
  types: ['CustomerOpened'],
  subjectsOf: (event) => (event.type === 'CustomerOpened' ? [event.opening] : []),
  save({ writer }, opening, facts) {
    writer.run('DELETE FROM customer_openings WHERE opening = ?', [opening])
    for (const { event, occurredAt } of facts) {
      if (event.type !== 'CustomerOpened') continue
      const { pseudonym = null, actor, role, why, granted } = event
      writer.run(
        `INSERT OR REPLACE INTO customer_openings (opening, pseudonym, actor, role, why, granted, opened_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [opening, pseudonym, actor, role, why, Number(granted), occurredAt],
      )
    }
  },
}
