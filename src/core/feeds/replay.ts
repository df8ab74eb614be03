/** Owns the second chance of quarantined records: read again, as they are or mended, and taken if they are understood. */
import { TowerError } from '../../shared/errors.ts'
import type { QuarantineRow, RetryReport } from '../../shared/readModels/feeds.ts'
import type { Adapter, RawMessage } from './adapter.ts'
import { chooseReadings, type AppendPort } from './messageIntake.ts'

export interface ReplayPorts {
  adapters: readonly Adapter[]
  ledger: AppendPort
  now(): number
  /** One open record, or undefined. */
  find(id: number): QuarantineRow | undefined
  /** Ids of all open records, oldest first. */
  openIds(): number[]
  /** The mapping that the record was read by, where one was named for its message or its feed. */
  mappingOf(row: QuarantineRow): string | undefined
}

/** The bytes to read again. What was not UTF-8 is kept with one character a byte, and is no more readable now. */
function bodyOf(row: QuarantineRow, mended: string | undefined): Uint8Array {
  if (mended !== undefined) return Buffer.from(mended, 'utf8')
  return Buffer.from(row.raw, row.field === 'encoding' ? 'latin1' : 'utf8')
}

/**
 * Replays one record or all open ones. A record that is still refused stays as it was.
 * @throws TowerError `notFound` for an id that is not open; `invalid` where text is given without an id.
 */
export async function replayQuarantined(ports: ReplayPorts, id?: number, raw?: string): Promise<RetryReport> {
  if (id === undefined && raw !== undefined) {
    throw new TowerError('invalid', 'Mended text needs the number of the record that it replaces.')
  }
  const report: RetryReport = { retried: 0, accepted: 0, duplicates: 0, stillQuarantined: 0 }
  for (const one of id === undefined ? ports.openIds() : [id]) {
    const row = ports.find(one)
    // Someone else may have closed it since the list was read.
    if (row?.state !== 'open' && id === undefined) continue
    if (row?.state !== 'open')
      throw new TowerError('notFound', `Nothing open in quarantine has the number ${one}.`)
    report.retried += 1
    const message: RawMessage = {
      feed: row.feed,
      transport: 'command',
      body: bodyOf(row, raw),
      receivedAt: ports.now(),
      name: row.documentName ?? undefined,
      mapping: ports.mappingOf(row),
    }
    const { format, readings } = chooseReadings(ports.adapters, message)
    const records = [...readings]
    if (records.length === 0 || !records.some((record) => record.outcome === 'record')) {
      report.stillQuarantined += 1
      continue
    }
    const { feed, transport, receivedAt: recordedAt, name: documentName = null } = message
    const outcome = await ports.ledger.append({
      feed,
      transport,
      format,
      documentName,
      recordedAt,
      records,
      mapping: message.mapping,
      replays: one,
    })
    report.accepted += outcome.accepted
    report.duplicates += outcome.duplicates
    report.stillQuarantined += outcome.quarantined
  }
  return report
}
