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
    /** Notices that some output has not looked at. */
    notices: () => reader.get<{ n: number }>('SELECT count(*) AS n FROM alert_notices')?.n,
  }
}
