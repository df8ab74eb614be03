/** Owns identity: whether a record is new, a duplicate, or another version of one that is there, and which version counts. */
import type { Writer } from './types.ts'

/** What decides between two versions of one identity. */
export interface VersionRank {
  contentHash: string
  recordTime: number | null
  retracted: boolean
}

/** Positive where `a` counts rather than `b`: a retraction first, then the later record time, then the lower content hash. */
export function compareVersions(a: VersionRank, b: VersionRank): number {
  if (a.retracted !== b.retracted) return a.retracted ? 1 : -1
  const aTime = a.recordTime ?? Number.NEGATIVE_INFINITY
  const bTime = b.recordTime ?? Number.NEGATIVE_INFINITY
  if (aTime !== bTime) return aTime > bTime ? 1 : -1
  if (a.contentHash === b.contentHash) return 0
  return a.contentHash < b.contentHash ? 1 : -1
}

export interface StoredVersion extends VersionRank {
  eventNumber: number
  identity: string
  occurredAt: number
  body: string
}

const VERSION_COLUMNS = `event_number AS eventNumber, identity, lower(hex(content_hash)) AS contentHash,
  occurred_at AS occurredAt, record_time AS recordTime, retracted, body`

function readVersion(writer: Writer, eventNumber: number): StoredVersion {
  const row = writer.get<Omit<StoredVersion, 'retracted'> & { retracted: number }>(
    `SELECT ${VERSION_COLUMNS} FROM events WHERE event_number = ?`,
    [eventNumber],
  )
  if (!row) throw new Error(`event ${eventNumber} is in the identity index but not in the log`)
  return { ...row, retracted: row.retracted === 1 }
}

export type Known =
  | { state: 'new'; slot: number }
  | { state: 'known'; first: StoredVersion; versions: StoredVersion[] }

/**
 * Looks an identity up. Two identities may share a number: then the next free number is taken.
 * @returns for a new identity, the free slot to note it in.
 */
export function findIdentity(writer: Writer, identity: string, identityNumber: number): Known {
  for (let slot = identityNumber; ; slot += 1) {
    const entry = writer.get<{ n: number }>('SELECT event_number AS n FROM identities WHERE identity_number = ?', [slot])
    if (!entry) return { state: 'new', slot }
    const first = readVersion(writer, entry.n)
    if (first.identity !== identity) continue
    const others = writer.all<{ n: number }>(
      'SELECT event_number AS n FROM versions WHERE first_event = ? AND event_number <> first_event',
      [first.eventNumber],
    )
    return { state: 'known', first, versions: [first, ...others.map((other) => readVersion(writer, other.n))] }
  }
}

export function noteIdentity(writer: Writer, slot: number, eventNumber: number): void {
  writer.run('INSERT INTO identities (identity_number, event_number) VALUES (?, ?)', [slot, eventNumber])
}

/** Notes all versions of an identity and which one counts. Identities with one version have no rows here. */
export function noteVersions(writer: Writer, firstEvent: number, versions: readonly number[], counts: number): void {
  for (const eventNumber of versions) {
    writer.run(
      `INSERT INTO versions (first_event, event_number, counts) VALUES (?, ?, ?)
       ON CONFLICT (first_event, event_number) DO UPDATE SET counts = excluded.counts`,
      [firstEvent, eventNumber, Number(eventNumber === counts)],
    )
  }
}
