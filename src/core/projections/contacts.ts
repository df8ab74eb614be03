/** Owns customers' calls for help: what the records of one case tell together, dated by the first of them. */
import type { Projection } from '../ledger/subjects.ts'
import { mergeStatements } from './masterData.ts'

export const contactProjection: Projection = {
  kind: 'contact',
  types: ['CustomerContacted'],
  subjectsOf: (event) => (event.type === 'CustomerContacted' ? [event.contact] : []),
  save({ writer }, contact, facts) {
    writer.run('DELETE FROM contacts WHERE contact = ?', [contact])
    const first = facts[0]
    if (!first) return
    const { customer, order, medium = '', topic, text } = mergeStatements(facts, 'CustomerContacted')
    writer.run(
      `INSERT INTO contacts (contact, customer, order_id, medium, topic, text, contacted_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [contact, customer ?? null, order ?? null, medium, topic || null, text || null, first.occurredAt],
    )
  },
}
