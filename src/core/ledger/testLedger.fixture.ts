/** Owns a ledger for tests: the real write path over a temporary store, without the thread. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeedRecord } from '../../shared/events.ts'
import { openAppender } from './append.ts'
import { openReader, openWriter } from './database.ts'
import { computeDigest } from './digest.ts'
import { packBatch } from './packing.ts'
import type { Projection } from './subjects.ts'
import type { Decision, Intaken } from './types.ts'
import { verifyLedger } from './verify.ts'

export function openTestLedger(projections: readonly Projection[]) {
  const folder = mkdtempSync(join(tmpdir(), 'omnitower-ledger-'))
  const path = join(folder, 'ledger.sqlite')
  const connection = openWriter(path)
  connection.database.pragma('synchronous = OFF')
  const appender = openAppender(connection, projections)
  const reader = openReader(path)
  let recordedAt = 1_000_000
  const pack = (records: readonly Intaken[], feed: string) =>
    packBatch({
      feed,
      transport: 'http',
      format: 'test',
      documentName: null,
      recordedAt: recordedAt++,
      records: [...records],
    })
  return {
    path,
    reader,
    connection,
    /** Appends batches in one commit. */
    commit: (batches: readonly (readonly Intaken[])[], feed = 'test') =>
      appender.commit(batches.map((records) => pack(records, feed))).outcomes,
    /** Takes decisions in one commit, all of them at one time. */
    decide: (at: number, ...decisions: Decision[]) =>
      appender.decide(decisions.map((decision) => ({ decision, at }))).outcomes,
    digest: () => computeDigest(reader).digest,
    verify: () => verifyLedger(path, projections),
    close() {
      reader.close()
      connection.database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const intaken = (record: FeedRecord): Intaken => ({
  outcome: 'record',
  record,
  raw: JSON.stringify(record),
})
