/** Owns a store for tests of outputs: the real tables and the real acts, without a thread. */
import type { EventOf } from '../shared/events.ts'
import { applyOutboxAct, noteAlerts } from './ledger/outbox.ts'
import { openTestLedger } from './ledger/testLedger.fixture.ts'
import type { OutboxAct } from './ledger/types.ts'

export function openOutboxStore() {
  const { connection, reader, close } = openTestLedger([])
  return {
    reader,
    close,
    note: async (act: OutboxAct) => connection.snapshot(() => applyOutboxAct(connection, act)),
    /** As the writing thread does with what the rules found. */
    tell: (at: number, changes: readonly EventOf<'AlertChanged'>[]) =>
      connection.snapshot(() =>
        noteAlerts(
          connection,
          changes.map((one, place) => ({ identity: `${at}:${place}`, occurredAt: at, events: [one] })),
        ),
      ),
    /** Says of an alert whether it is open, as its projection would. */
    setOpen: (alert: string, open: boolean) =>
      connection.run(
        `INSERT OR REPLACE INTO alerts (alert, rule, subject, state, severity, since, state_at, changed_at, data_as_of,
           threshold, labels, summary, evidence, impact, cost, open, useful, noise, changes, acts, change)
         VALUES (?, 'r', 's', ?, 'warning', 0, 0, 0, 0, 0, '{}', '', '[]', '{}', 0, ?, 0, 0, 1, 0, 1)`,
        [alert, open ? 'firing' : 'resolved', Number(open)],
      ),
    /** Notices that some output has not looked at. */
    notices: () => reader.get<{ n: number }>('SELECT count(*) AS n FROM alert_notices')?.n,
  }
}
