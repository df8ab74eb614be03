/** Owns customers' calls for help: what the records of one case tell together, dated by the first of them. */
import type { Fact, Projection, SubjectContext } from '../ledger/subjects.ts'
import { experienceOf, TEXT_CELL, textCellOf } from './customerCells.ts'
import { recountContacts } from './customerOrders.ts'
import { mergeStatements } from './masterData.ts'

export const contactProjection: Projection = {
  kind: 'contact',
  types: ['CustomerContacted'],
  subjectsOf: (event) => (event.type === 'CustomerContacted' ? [event.contact] : []),
  save(context, contact, facts) {
    const { writer } = context
    const before = writer.get<{ order: string | null }>(
      'SELECT order_id AS "order" FROM contacts WHERE contact = ?',
      [contact],
    )?.order
    writer.run('DELETE FROM contacts WHERE contact = ?', [contact])
    const after = saveContact(context, contact, facts)
    for (const order of new Set([before, after])) if (order) recountContacts(context, order)
  },
}

/** @returns the order that the contact is about */
function saveContact(context: SubjectContext, contact: string, facts: readonly Fact[]): string | undefined {
  const first = facts[0]
  if (!first) return undefined
  const { customer, order, medium = '', topic, text } = mergeStatements(facts, 'CustomerContacted')
  const cell = textCellOf(order === undefined ? null : experienceOf(context, order))
  const worded = Number(Boolean(topic || text))
  context.writer.run(
    `INSERT INTO contacts (contact, customer, order_id, medium, topic, text, contacted_at, worded, ${TEXT_CELL.join(', ')})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      contact,
      customer ?? null,
      order ?? null,
      medium,
      topic || null,
      text || null,
      first.occurredAt,
      worded,
      ...cell,
    ],
  )
  return order
}
