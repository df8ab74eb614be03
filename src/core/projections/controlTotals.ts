/** Owns the sources' own totals: what was said last of each, to be held against the ledger. */
import type { Projection } from '../ledger/subjects.ts'

export const controlTotalProjection: Projection = {
  kind: 'controlTotal',
  types: ['ControlTotalTold'],
  subjectsOf: (event) =>
    event.type === 'ControlTotalTold'
      ? [[event.system, event.measure, event.location ?? '', event.sku ?? '', String(event.until)].join('\n')]
      : [],
  save({ writer }, key, facts) {
    const latest = facts.at(-1)
    if (latest?.event.type !== 'ControlTotalTold') {
      writer.run('DELETE FROM control_totals WHERE total_key = ?', [key])
      return
    }
    const { system, measure, location, sku, from, until, total } = latest.event
    writer.run(
      `INSERT OR REPLACE INTO control_totals (total_key, system, measure, location, sku, from_at, until_at, total, identity,
         told_at, recorded_at, feed_number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        key,
        system,
        measure,
        location ?? '',
        sku ?? '',
        from ?? null,
        until,
        total,
        latest.identity,
        latest.occurredAt,
        latest.recordedAt,
        latest.feedNumber,
      ],
    )
  },
}
