/** Owns identity: whether a record is new, a duplicate, or another version of one that is there, and which version counts. */
import type { Writer } from './types.ts'
import { openBulkInsert } from './bulkInsert.ts'

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
  | { state: 'known'; firstEvent: number; standing: StoredVersion; isDuplicate: boolean }

/** Identities that one look-up asks for at once. */
const ASKED_AT_ONCE = 32

/**
 * Identities that gather in the small table before they go into the large one. Identities are spread evenly, so each
 * new one falls on another page; the small table's pages are few, and a merge in key order writes each large page once.
 */
const RECENT_IDENTITIES = 65_536

/** The index of identities over one transaction: looked up by the dozen, written in order at its end. */
export interface Identities {
  /** Looks up the numbers that are about to be asked for, so that most answers need no statement of their own. */
  expect(identityNumbers: readonly number[]): void
  /**
   * Looks an identity up. Two identities may share a number: then the next free number is taken.
   * @returns for a new identity, the free slot to note it in; for a known one, the version that counts so far, and
   * whether this very content is there.
   */
  find(identity: string, identityNumber: number, contentHash: string): Known
  note(slot: number, eventNumber: number): void
  flush(): void
  discard(): void
}

/** @param settle puts events that still wait into the log, before one of them is read back */
export function openIdentities(writer: Writer, settle: () => void): Identities {
  const asked = new Map<number, number | null>()
  const noted = new Map<number, number>()
  let recent = countRecent()
  const insert = openBulkInsert(writer, 'INSERT INTO identities_recent (identity_number, event_number)', 2)
  const many = `SELECT identity_number AS slot, event_number AS n FROM identity_index WHERE identity_number IN (${Array.from({ length: ASKED_AT_ONCE }, () => '?').join(',')})`

  function countRecent(): number {
    return writer.get<{ n: number }>('SELECT count(*) AS n FROM identities_recent')?.n ?? 0
  }

  function merge(): void {
    writer.run('INSERT INTO identities SELECT * FROM identities_recent ORDER BY identity_number')
    writer.run('DELETE FROM identities_recent')
    recent = 0
  }

  function eventAt(slot: number): number | null {
    const here = noted.get(slot) ?? asked.get(slot)
    if (here !== undefined) return here
    return (
      writer.get<{ n: number }>('SELECT event_number AS n FROM identity_index WHERE identity_number = ?', [
        slot,
      ])?.n ?? null
    )
  }

  function isVersion(first: StoredVersion, contentHash: string): boolean {
    return (
      writer.get(
        'SELECT 1 FROM versions JOIN events USING (event_number) WHERE first_event = ? AND content_hash = ?',
        [first.eventNumber, Buffer.from(contentHash, 'hex')],
      ) !== undefined
    )
  }

  return {
    expect(identityNumbers) {
      asked.clear()
      for (let start = 0; start + ASKED_AT_ONCE <= identityNumbers.length; start += ASKED_AT_ONCE) {
        const slots = identityNumbers.slice(start, start + ASKED_AT_ONCE)
        for (const slot of slots) asked.set(slot, null)
        for (const row of writer.all<{ slot: number; n: number }>(many, slots)) asked.set(row.slot, row.n)
      }
    },
    find(identity, identityNumber, contentHash) {
      for (let slot = identityNumber; ; slot += 1) {
        const eventNumber = eventAt(slot)
        if (eventNumber === null) return { state: 'new', slot }
        settle()
        const first = readVersion(writer, eventNumber)
        if (first.identity !== identity) continue
        const counting = writer.get<{ n: number }>(
          'SELECT event_number AS n FROM versions WHERE first_event = ? AND counts = 1',
          [first.eventNumber],
        )
        const isDuplicate =
          first.contentHash === contentHash || (counting !== undefined && isVersion(first, contentHash))
        const standing =
          counting && counting.n !== first.eventNumber ? readVersion(writer, counting.n) : first
        return { state: 'known', firstEvent: first.eventNumber, standing, isDuplicate }
      }
    },
    note(slot, eventNumber) {
      noted.set(slot, eventNumber)
    },
    flush() {
      // In key order, neighbouring rows share a page.
      for (const [slot, eventNumber] of [...noted].sort((a, b) => a[0] - b[0]))
        insert.add([slot, eventNumber])
      insert.flush()
      recent += noted.size
      noted.clear()
      asked.clear()
      if (recent >= RECENT_IDENTITIES) merge()
    },
    discard() {
      insert.discard()
      noted.clear()
      asked.clear()
      recent = countRecent()
    },
  }
}

/** Notes another version of an identity and which of the two counts. Identities with one version have no rows here. */
export function noteVersion(
  writer: Writer,
  firstEvent: number,
  standingEvent: number,
  newEvent: number,
  newCounts: boolean,
): void {
  for (const [eventNumber, counts] of [
    [standingEvent, !newCounts],
    [newEvent, newCounts],
  ] as const) {
    writer.run(
      `INSERT INTO versions (first_event, event_number, counts) VALUES (?, ?, ?)
       ON CONFLICT (first_event, event_number) DO UPDATE SET counts = excluded.counts`,
      [firstEvent, eventNumber, Number(counts)],
    )
  }
}
