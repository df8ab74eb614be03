/** Owns which critical alerts are news to this window. */
import type { AlertRow } from '../../shared/readModels/alerts.ts'

type Judged = Pick<AlertRow, 'alert' | 'state' | 'severity' | 'mutedBy' | 'acknowledgedAt' | 'firedAt'>
const MOST_KNOWN = 5_000

/**
 * Critical alerts that began to fire since an instant and call for somebody.
 * @param known alerts told before; it is added to
 * @param since when the window began to follow, by the engine's clock
 */
export function criticalStarts<Row extends Judged>(
  rows: readonly Row[],
  known: Set<string>,
  since: number,
): Row[] {
  if (known.size > MOST_KNOWN) known.clear()
  return rows.filter((row) => {
    const calls =
      row.state === 'firing' &&
      row.severity === 'critical' &&
      row.mutedBy === null &&
      row.acknowledgedAt === null &&
      row.firedAt !== null &&
      row.firedAt > since
    if (!calls || known.has(row.alert)) return false
    known.add(row.alert)
    return true
  })
}
