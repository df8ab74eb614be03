/** Owns what the writing thread keeps of outputs: notices of alerts, and the deliveries that are made of them. */
import type { FeedRecord } from '../../shared/events.ts'
import { applyTransferDocumentAct } from './transferOutbox.ts'
import type { OutboxAct, Writer } from './types.ts'

/** Delivered and dead deliveries are shown for so long. */
const KEPT_MS = 30 * 86_400_000
/** Deliveries of one output that are kept at most while nobody can be reached; beyond it the oldest are given up. */
const WAITING_MAX = 10_000

/** What is told of a change: firing or over; changes of what nobody is called for are not told. */
function toldOf(state: string, inhibitedBy: string | undefined): 'firing' | 'resolved' | null {
  if (state === 'resolved') return 'resolved'
  return state === 'firing' && inhibitedBy === undefined ? 'firing' : null
}

/** Notes changes of alerts for the outputs, in the transaction that records them. Costs next to nothing where no output is on. */
export function noteAlerts(writer: Pick<Writer, 'get' | 'run'>, facts: readonly FeedRecord[]): void {
  if (!writer.get('SELECT 1 FROM outputs WHERE enabled = 1 LIMIT 1')) return
  for (const { events, occurredAt } of facts) {
    for (const event of events) {
      if (event.type !== 'AlertChanged') continue
      const told = toldOf(event.state, event.inhibitedBy)
      if (told === null) continue
      writer.run('INSERT INTO alert_notices (alert, told, noted_at, change) VALUES (?, ?, ?, ?)', [
        event.alert,
        told,
        occurredAt,
        JSON.stringify(event),
      ])
    }
  }
}

/** Notices that every output has looked at go; where none is on, nothing is kept for any. */
function forgetNotices(writer: Pick<Writer, 'run'>): void {
  writer.run(
    `DELETE FROM alert_notices WHERE notice_number <= coalesce(
       (SELECT min(noted_to) FROM outputs WHERE enabled = 1), ${Number.MAX_SAFE_INTEGER})`,
  )
}

const NEWEST_NOTICE_SQL = `(SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'alert_notices')`

/** Carries out one act on outputs and deliveries, or on transfers' documents; to be called within a transaction. */
export function applyOutboxAct(writer: Pick<Writer, 'all' | 'get' | 'run'>, act: OutboxAct): void {
  switch (act.kind) {
    case 'saveOutput':
      writer.run(
        `INSERT INTO outputs (output, name, kind, target, is_plain, sealed_settings, matchers, enabled, created_at, noted_to)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ${NEWEST_NOTICE_SQL})
         ON CONFLICT (output) DO UPDATE SET name = excluded.name, kind = excluded.kind, target = excluded.target,
           is_plain = excluded.is_plain, sealed_settings = excluded.sealed_settings, matchers = excluded.matchers,
           noted_to = CASE WHEN outputs.enabled = 0 THEN ${NEWEST_NOTICE_SQL} ELSE outputs.noted_to END,
           enabled = excluded.enabled, fault = NULL`,
        [
          act.output,
          act.name,
          act.outputKind,
          act.target,
          Number(act.isPlain),
          act.sealedSettings,
          JSON.stringify(act.matchers),
          Number(act.enabled),
          act.at,
        ],
      )
      // What is off is told nothing, later neither.
      if (!act.enabled)
        writer.run(`DELETE FROM deliveries WHERE output = ? AND status IN ('waiting', 'held')`, [act.output])
      forgetNotices(writer)
      return
    case 'removeOutput':
      writer.run('DELETE FROM outputs WHERE output = ?', [act.output])
      writer.run('DELETE FROM deliveries WHERE output = ?', [act.output])
      forgetNotices(writer)
      return
    case 'queueDeliveries':
      for (const { alert, told, change, status } of act.rows) {
        writer.run(
          `INSERT INTO deliveries (output, alert, told, change, status, attempts, queued_at, next_at)
           VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
          [act.output, alert, told, change, status, act.at, status === 'waiting' ? act.at : null],
        )
      }
      writer.run('UPDATE outputs SET noted_to = max(noted_to, ?) WHERE output = ?', [act.notedTo, act.output])
      forgetNotices(writer)
      writer.run(
        `UPDATE deliveries SET status = 'dead', next_at = NULL, ended_at = ?, fault = coalesce(fault, ?)
         WHERE status = 'waiting' AND output = ? AND delivery <= (
           SELECT delivery FROM deliveries WHERE status = 'waiting' AND output = ? ORDER BY delivery DESC LIMIT 1 OFFSET ?)`,
        [act.at, `more than ${WAITING_MAX} were waiting`, act.output, act.output, WAITING_MAX],
      )
      writer.run('DELETE FROM deliveries WHERE ended_at < ?', [act.at - KEPT_MS])
      return
    case 'releaseDeliveries':
      for (const { delivery, status } of act.rows) {
        if (status === 'dropped') writer.run('DELETE FROM deliveries WHERE delivery = ?', [delivery])
        else
          writer.run(`UPDATE deliveries SET status = 'waiting', next_at = ? WHERE delivery = ?`, [
            act.at,
            delivery,
          ])
      }
      return
    case 'settleDeliveries':
      for (const { delivery, status, nextAt } of act.rows) {
        writer.run(
          `UPDATE deliveries SET status = ?, attempts = attempts + 1, next_at = ?, ended_at = ?, fault = ?
           WHERE delivery = ?`,
          [status, nextAt, status === 'waiting' ? null : act.at, act.fault, delivery],
        )
      }
      writer.run('UPDATE outputs SET fault = ?, enabled = enabled AND ? WHERE output = ?', [
        act.fault,
        Number(!act.isGone),
        act.output,
      ])
      if (act.isGone) {
        writer.run(
          `UPDATE deliveries SET status = 'dead', next_at = NULL, ended_at = ?, fault = ?
           WHERE output = ? AND status IN ('waiting', 'held')`,
          [act.at, act.fault, act.output],
        )
        forgetNotices(writer)
      }
      if (act.fault === null)
        writer.run('UPDATE outputs SET last_delivered_at = ?, delivered = delivered + ? WHERE output = ?', [
          act.at,
          act.rows.length,
          act.output,
        ])
      return
    case 'retryDeliveries':
      // That it fires is not told of what is over by now.
      writer.run(
        `UPDATE deliveries SET status = 'waiting', attempts = 0, next_at = ?, ended_at = NULL
         WHERE output = ? AND delivery IN (SELECT value FROM json_each(?)) AND status = 'dead'`,
        [act.at, act.output, JSON.stringify(act.deliveries)],
      )
      return
    default:
      applyTransferDocumentAct(writer, act)
  }
}
