/** Owns a plain rule for tests of the evaluation: little is on hand. */
import { subjectKey, subjectParts, type Rule } from './alerts/rule.ts'

/** Fires where less than its threshold is on hand. */
export const LOW: Rule = {
  rule: 'low',
  area: 'stock',
  title: 'Low',
  definition: 'Less is on hand than the threshold says.',
  subjectKind: 'position',
  figure: 'on hand',
  unit: 'units',
  direction: 'below',
  defaults: { severity: 'warning', threshold: 5, pendingMs: 0, recoverMs: 0 },
  parameters: [],
  touchedBy: ({ positions }) => positions,
  everything: ({ reader }) =>
    reader
      .all<{ location: string; sku: string }>(
        `SELECT location, sku FROM balances JOIN locations USING (location_id) JOIN skus USING (sku_id)
         WHERE disposition = 0`,
      )
      .map(({ location, sku }) => subjectKey(location, sku)),
  measure: ({ reader }, subjects) =>
    subjects.flatMap((subject) => {
      const [location = '', sku = ''] = subjectParts(subject)
      const row = reader.get<{ microunits: number; at: number }>(
        `SELECT microunits, latest_at AS at FROM balances JOIN locations USING (location_id) JOIN skus USING (sku_id)
         WHERE location = ? AND sku = ? AND disposition = 0`,
        [location, sku],
      )
      if (!row) return []
      return [
        {
          subject,
          labels: { location, sku },
          figure: row.microunits / 1e6,
          since: row.at,
          dataAsOf: row.at,
        },
      ]
    }),
  explain: (_context, { figure }) => ({
    summary: `${figure} left`,
    evidence: [],
    impact: {},
    action: { text: 'Look', link: '/inventory' },
  }),
}
