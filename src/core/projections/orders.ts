/** Owns what is known of orders so far: placed, lines, payments, rating. Their flows come with the order capability. */
import type { Projection } from '../ledger/subjects.ts'
import { mergeStatements } from './masterData.ts'

export const orderProjection: Projection = {
  kind: 'order',
  types: ['OrderPlaced', 'OrderLineAdded', 'PaymentTaken', 'FeedbackGiven'],
  subjectsOf(event) {
    switch (event.type) {
      case 'OrderPlaced':
      case 'OrderLineAdded':
      case 'PaymentTaken':
      case 'FeedbackGiven':
        return [event.order]
      default:
        return []
    }
  },
  save({ writer }, subject, facts) {
    if (facts.length === 0) {
      writer.run('DELETE FROM orders WHERE order_id = ?', [subject])
      return
    }
    const placed = mergeStatements(facts, 'OrderPlaced')
    const events = facts.map((fact) => fact.event)
    const payments = events.filter((event) => event.type === 'PaymentTaken')
    const rating = events.findLast((event) => event.type === 'FeedbackGiven')
    const placedAt = facts.find((fact) => fact.event.type === 'OrderPlaced')?.occurredAt ?? null
    writer.run(
      `INSERT OR REPLACE INTO orders (order_id, status, channel, customer, placed_at, lines, paid_minor, currency, rating)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [subject, placed.status ?? (placedAt === null ? 'undescribed' : 'placed'), placed.channel ?? null,
        placed.customer ?? null, placedAt, events.filter((event) => event.type === 'OrderLineAdded').length,
        payments.reduce((sum, payment) => sum + payment.amountMinor, 0), payments.at(-1)?.currency ?? null,
        rating?.rating ?? null],
    ) // prettier-ignore
  },
}
