/** Owns the write path: batches of records in, one durable transaction, outcomes and changes out. */
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import type { AppendOutcome, Changes, DecisionOutcome, DecisionRequest } from './types.ts'
import { packBatch, type PackedBatch, type PackedRecord } from './packing.ts'
import { mayPass, type WriterConnection } from './database.ts'
import { decide, DECISIONS_FEED } from './decisions.ts'
import { replayEvents, type StandingRecord } from './logReplay.ts'
import { openHeldStock, type HeldPosition } from './heldStock.ts'
import { openAudit } from './audit.ts'
import { ALERT_KINDS, together, TRANSFER_KINDS } from './changes.ts'
import { openNames } from './names.ts'
import { openBalances } from './balances.ts'
import { openBulkInsert } from './bulkInsert.ts'
import { compareVersions, noteVersion, openIdentities } from './versions.ts'
import { openSubjects, type Projection } from './subjects.ts'
import { findRefusal, noteRefusal, openReceipts } from './receipts.ts'
import { openSourceCounts } from './sourceCounts.ts'

/** Above this many changed positions a commit's change notice says only `everything`. */
const LISTED_POSITIONS = 2_000

export interface Appender {
  /** Writes the batches in one transaction; all of them or none. */
  commit(batches: readonly PackedBatch[]): { outcomes: AppendOutcome[]; changes: Changes }
  /** Takes decisions in one transaction, each seeing those before it; `changes` is null where none recorded anything. */
  decide(requests: readonly DecisionRequest[]): { outcomes: DecisionOutcome[]; changes: Changes | null }
  /** Records of a batch, by place, that the store cannot take even alone, and why: each is tried and taken back. */
  rehearse(batch: PackedBatch): Map<number, string>
  /** Folds anew what a new version of the program makes otherwise of the same facts. To be called before all else. */
  refold(): void
  /** Puts the effects of events that are already in the log into empty derived tables, in the given order. */
  replay(eventNumbers: Iterable<number>): void
}

export function openAppender(connection: WriterConnection, projections: readonly Projection[]): Appender {
  const names = openNames(connection)
  const events = openBulkInsert(
    connection,
    `INSERT INTO events (event_number, message_number, raw_index, identity, content_hash, occurred_at, record_time,
       retracted, body)`,
    9,
  )
  const receipts = openReceipts(connection)
  const sourceCounts = openSourceCounts(connection)
  const identities = openIdentities(connection, () => events.flush())
  const balances = openBalances(connection, names, () => events.flush())
  const heldStock = openHeldStock(connection)
  const audit = openAudit(connection)
  const subjects = openSubjects(
    connection,
    names,
    projections,
    {
      writer: connection,
      locationId: names.location,
      skuId: names.sku,
      safetyChanged: balances.totals.safetyChanged,
      locationDescribed: balances.totals.described,
      skuTied: balances.tie,
      skuOf: balances.aliases.resolve,
      namesOf: balances.aliases.namesOf,
      heldChanged: heldStock.changed,
    },
    () => events.flush(),
  )
  const lastNumber = (table: string, column: string) =>
    connection.get<{ n: number | null }>(`SELECT max(${column}) AS n FROM ${table}`)?.n ?? 0
  let position = lastNumber('events', 'event_number')
  /** The message whose records are being admitted. */
  let message = { feedNumber: 0, recordedAt: 0 }

  /** Decides what a record is. `write` puts it into the log; it is not called for a duplicate. */
  function admit(record: StandingRecord, write: () => number): 'accepted' | 'duplicate' {
    const known = identities.find(record.identity, record.identityNumber, record.contentHash)
    // A number that came with a duplicate came all the same.
    sourceCounts.note(record, message, known.state === 'new')
    if (known.state === 'new') {
      const eventNumber = write()
      identities.note(known.slot, eventNumber)
      const envelope = { eventNumber, identity: record.identity, occurredAt: record.occurredAt }
      if (record.retracted) balances.touch(record.events, envelope)
      else record.events.forEach((event, line) => balances.apply(event, envelope, line))
      subjects.note(record.events, { ...record, ...message, eventNumber, counts: !record.retracted })
      return 'accepted'
    }
    if (known.isDuplicate) return 'duplicate'
    const { standing } = known
    const eventNumber = write()
    const wins = compareVersions(record, standing) > 0
    noteVersion(connection, known.firstEvent, standing.eventNumber, eventNumber, wins)
    const envelope = { eventNumber, identity: record.identity, occurredAt: record.occurredAt }
    if (!wins || record.retracted) balances.touch(record.events, envelope)
    if (wins) {
      const standingEvents = JSON.parse(standing.body) as CanonicalEvent[]
      if (!standing.retracted) balances.takeBack(standingEvents, standing)
      subjects.mark(standingEvents)
      if (!record.retracted) record.events.forEach((event, line) => balances.apply(event, envelope, line))
    }
    subjects.note(record.events, { ...record, ...message, eventNumber, counts: wins && !record.retracted })
    return 'accepted'
  }

  function writeBatch(
    batch: PackedBatch,
    feedNumber: number,
    messageNumber: number,
    read: ReadonlyMap<PackedRecord, CanonicalEvent[]>,
  ): AppendOutcome {
    const outcomes: AppendOutcome['outcomes'] = []
    const quarantineIds: number[] = []
    for (const record of batch.records) {
      if ('reason' in record) {
        const known = findRefusal(connection, record.rawHash)
        if (!known) quarantineIds.push(noteRefusal(connection, record, batch, feedNumber, messageNumber))
        outcomes.push(known ? 'duplicate' : 'quarantined')
        continue
      }
      outcomes.push(
        admit({ ...record, events: read.get(record) ?? [] }, () => {
          position += 1
          events.add([
            position,
            messageNumber,
            record.rawIndex,
            record.identity,
            Buffer.from(record.contentHash, 'hex'),
            record.occurredAt,
            record.recordTime,
            Number(record.retracted),
            record.body,
          ])
          return position
        }),
      )
      if (batch.feed === DECISIONS_FEED && outcomes.at(-1) === 'accepted') {
        audit.note(read.get(record) ?? [], { ...record, eventNumber: position, recordedAt: batch.recordedAt })
      }
    }
    const count = (outcome: AppendOutcome['outcomes'][number]) =>
      outcomes.filter((one) => one === outcome).length
    return {
      position,
      received: outcomes.length,
      accepted: count('accepted'),
      duplicates: count('duplicate'),
      quarantined: count('quarantined'),
      outcomes,
      quarantineIds,
    }
  }

  function writeAll(batches: readonly PackedBatch[]) {
    let messageNumber = lastNumber('messages', 'message_number')
    const read = new Map<PackedRecord, CanonicalEvent[]>()
    for (const record of batches.flatMap((batch) => batch.records)) {
      if (!('reason' in record)) read.set(record, JSON.parse(record.body) as CanonicalEvent[])
    }
    identities.expect([...read.keys()].map((record) => record.identityNumber))
    balances.expect([...read.values()].flat())
    const outcomes = batches.map((batch) => {
      messageNumber += 1
      const feedNumber = names.feed(batch.feed, batch.recordedAt)
      balances.totals.from(feedNumber, batch.recordedAt)
      message = { feedNumber, recordedAt: batch.recordedAt }
      const outcome = writeBatch(batch, feedNumber, messageNumber, read)
      receipts.note(messageNumber, feedNumber, batch, outcome)
      return outcome
    })
    events.flush()
    receipts.flush()
    sourceCounts.flush()
    identities.flush()
    const kinds = subjects.flush()
    const touched = balances.flush(position)
    return { outcomes, changes: describeChanges(kinds, touched, heldStock.flush(position)) }
  }

  function describeChanges(
    kinds: Set<string>,
    touched: { locationId: number; skuId: number }[],
    held: readonly HeldPosition[],
  ): Changes {
    const locations = new Set(balances.totals.takeTouchedLocations().map(names.locationName))
    for (const { location } of held) locations.add(location)
    const everything = touched.length + held.length > LISTED_POSITIONS
    const named = (one: (typeof touched)[number]): HeldPosition => ({
      location: names.locationName(one.locationId),
      sku: names.skuName(one.skuId),
    })
    return {
      position,
      everything,
      locations: [...locations],
      positions: everything ? [] : [...touched.map(named), ...held],
      shipments: kinds.has('shipment'),
      feeds: true,
      masterData: kinds.has('location') || kinds.has('sku') || kinds.has('postalArea'),
      alerts: ALERT_KINDS.some((kind) => kinds.has(kind)),
      transfers: TRANSFER_KINDS.some((kind) => kinds.has(kind)),
    }
  }

  /** Writes what has gathered where nobody is to be told of it. */
  function flushUnannounced(): void {
    sourceCounts.flush()
    subjects.flush()
    balances.flush(position)
    heldStock.flush(position)
    balances.totals.takeTouchedLocations()
  }

  /** Writes the facts of one decision, so that the next one sees them. @returns what they changed */
  function writeFacts(facts: readonly FeedRecord[], at: number): Changes {
    const batch = packBatch({
      feed: DECISIONS_FEED,
      transport: 'command',
      format: 'decision',
      documentName: null,
      recordedAt: at,
      records: facts.map((record) => ({ outcome: 'record', record, raw: JSON.stringify(record) })),
    })
    const { outcomes, changes } = writeAll([batch])
    if (outcomes[0]?.accepted !== facts.length)
      throw new Error('the log has a decision that its state does not show')
    return changes
  }

  /** Runs in one transaction; what a failure left in memory is dropped with it. */
  function whole<T>(write: () => T): T {
    const before = position
    try {
      return connection.database.transaction(write)()
    } catch (thrown) {
      position = before
      names.forget()
      events.discard()
      receipts.discard()
      sourceCounts.discard()
      identities.discard()
      balances.discard()
      heldStock.discard()
      subjects.discard()
      throw thrown
    }
  }

  return {
    commit: (batches) => whole(() => writeAll(batches)),
    decide: (requests) =>
      whole(() => {
        const changes: Changes[] = []
        const outcomes = requests.map((request) =>
          decide(
            { reader: connection, record: (facts) => changes.push(writeFacts(facts, request.at)) },
            request,
          ),
        )
        return { outcomes, changes: changes.length > 0 ? together(changes) : null }
      }),
    rehearse(batch) {
      const faults = new Map<number, string>()
      batch.records.forEach((record, place) => {
        try {
          whole(() => {
            writeAll([{ ...batch, records: [record], replays: null }])
            throw new Rehearsed()
          })
        } catch (thrown) {
          if (mayPass(thrown)) throw thrown
          if (!(thrown instanceof Rehearsed))
            faults.set(place, thrown instanceof Error ? thrown.message : String(thrown))
        }
      })
      return faults
    },
    refold() {
      const kinds = connection.all<{ kind: string }>('SELECT kind FROM refolds').map(({ kind }) => kind)
      if (kinds.length === 0) return
      whole(() => {
        for (const kind of kinds) subjects.refold(kind)
        if (kinds.includes('audit')) audit.begin()
        flushUnannounced()
        connection.run('DELETE FROM refolds')
      })
    },
    replay: (eventNumbers) =>
      whole(() => {
        replayEvents(connection, eventNumbers, (record, feedNumber, recordedAt, eventNumber) => {
          balances.totals.from(feedNumber, recordedAt)
          message = { feedNumber, recordedAt }
          admit(record, () => eventNumber)
        })
        identities.flush()
        flushUnannounced()
      }),
  }
}

/** Ends a rehearsal, so that nothing of it stays. */
class Rehearsed extends Error {}
