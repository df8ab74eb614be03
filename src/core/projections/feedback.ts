/** Owns what customers said of an order: one row an answer, so that a new version of an answer replaces the old one. */
import type { Projection } from '../ledger/subjects.ts'
import { experienceOf, TEXT_CELL, textCellOf } from './customerCells.ts'

export const feedbackProjection: Projection = {
  kind: 'feedback',
  types: ['FeedbackGiven'],
  subjectsOf: (event) => (event.type === 'FeedbackGiven' ? [event.order] : []),
  save(context, order, facts) {
    const { writer } = context
    writer.run('DELETE FROM feedback WHERE order_id = ?', [order])
    const cell = facts.length === 0 ? [] : textCellOf(experienceOf(context, order))
    for (const { event, identity, line, occurredAt } of facts) {
      if (event.type !== 'FeedbackGiven') continue
      const { customer = null, rating, scale = 'stars', title, text, answeredAt = occurredAt } = event
      const worded = Number(Boolean(title || text))
      writer.run(
        `INSERT INTO feedback (order_id, identity, line, customer, rating, scale, title, text, answered_at, worded,
           ${TEXT_CELL.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          order,
          identity,
          line,
          customer,
          rating,
          scale,
          title || null,
          text || null,
          answeredAt,
          worded,
          ...cell,
        ],
      )
    }
  },
}
