/** Owns the rule that finds shipments between own places which should have been received and were not. */
import type { Measurement, Rule } from '../../rule.ts'
import { dueOf, ownPlace, sentOf, shipmentsOf, worthOfLines } from './shipmentParts.ts'
import { lasting, placeName, shipmentLink, units } from './words.ts'

const HOUR_MS = 3_600_000

export const transitOverdue: Rule = {
  rule: 'transitOverdue',
  area: 'stock',
  title: 'Transit overdue',
  definition:
    'A shipment between own places was not received by its estimate, its promise or the time of its way.',
  subjectKind: 'shipment',
  figure: 'hours past the time at which it should be there',
  unit: 'hours',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 12, pendingMs: 0, recoverMs: 0 },
  parameters: [],
  groupBy: ['carrier', 'location'],
  touchedBy: ({ shipments }) => shipments,
  timed: ({ reader }) =>
    reader
      .all<{ shipment: string }>(
        `SELECT shipment FROM shipments WHERE moving = 1 AND destination ->> '$.location' IS NOT NULL`,
      )
      .map(({ shipment }) => shipment),
  measure(context, subjects) {
    const found: Measurement[] = []
    for (const row of shipmentsOf(context, subjects)) {
      if (row.moving !== 1 || row.destination === null) continue
      const place = ownPlace(context, row.destination)
      if (!place || !ownPlace(context, row.origin)) continue
      const due = dueOf(context, row)
      if (!due) continue
      const labels: Record<string, string> = { shipment: row.shipment, location: row.destination }
      if (row.carrier !== null) labels['carrier'] = row.carrier
      const beyondAt = due.at + context.settings(labels).threshold * HOUR_MS
      const measurement: Measurement = {
        subject: row.shipment,
        labels,
        figure: place.isLiving ? (context.now - due.at) / HOUR_MS : null,
        since: beyondAt,
        dataAsOf: Math.max(place.lastOccurredAt, row.lastOccurredAt),
      }
      if (beyondAt >= context.now) measurement.lookAgainAt = beyondAt + 1
      found.push(measurement)
    }
    return found
  },
  explain(context, measured) {
    const [row] = shipmentsOf(context, [measured.subject])
    const due = row ? dueOf(context, row) : null
    const link = shipmentLink(measured.subject)
    const action = { text: 'Ask the carrier; see what it carries', link }
    if (!row || !due) return { summary: `${measured.subject} is overdue`, evidence: [], impact: {}, action }
    const sent = sentOf(row)
    const total = [...sent.values()].reduce((sum, amount) => sum + amount, 0)
    const from = row.origin === null ? '' : ` from ${placeName(context, row.origin)}`
    const evidence = [{ text: `It should have been there ${due.basis}`, at: due.at, link }]
    if (row.departedAt !== null) evidence.push({ text: 'It left', at: row.departedAt, link })
    return {
      summary: `${units(total)}${from} to ${placeName(context, row.destination ?? '')} are overdue by ${lasting(
        context.now - due.at,
      )}${row.carrier === null ? '' : ` with ${row.carrier}`}`,
      evidence,
      impact: worthOfLines(context, sent),
      action,
    }
  },
}
