/** Owns the slow-moving half of the state: subjects (locations, SKUs, shipments, orders, …) folded from the facts about them. */
import type { CanonicalEvent, EventType } from '../../shared/events.ts'
import { openBulkInsert } from './bulkInsert.ts'
import { openKeptFacts } from './keptFacts.ts'
import { compareEntries } from './stockFold.ts'
import type { Writer } from './types.ts'
import type { Names } from './names.ts'

/** One event about a subject, with its record's envelope. */
export interface Fact {
  event: CanonicalEvent
  occurredAt: number
  recordTime: number | null
  identity: string
  line: number
  recordedAt: number
  feedNumber: number
}

/** The numbers that a projection may need for its rows. */
export interface SubjectContext {
  writer: Writer
  locationId(location: string): number
  skuId(sku: string): number
  safetyChanged(locationId: number, microunits: number): void
  locationDescribed(locationId: number): void
  /**
   * Has the stock of an article that is named otherwise booked under the SKU; undefined: under the name itself.
   * @returns the SKU that the name stood for until then; null where nothing changes
   */
  skuTied(alias: string, sku: string | undefined): string | null
  /** The SKU that a name stands for: itself, where nothing ties it to another. */
  skuOf(name: string): string
  /** Every name that stands for a SKU, its own among them. */
  namesOf(sku: string): readonly string[]
  /** All counting facts about several subjects of one kind, in order; null where no record speaks of any of them. */
  factsOf(kind: string, subjects: readonly string[]): readonly Fact[] | null
  /** Adds to what orders hold of a position: claims alone, and claims and allocations together. */
  heldChanged(location: string, sku: string, claimedMicrounits: number, heldMicrounits: number): void
  /** Has a subject of a later projection saved anew, because what it was made from changed. */
  touch(kind: string, subject: string): void
  /** Notes that the subject being saved was made from another one: it is saved anew whenever that one says `changed`. */
  dependOn(kind: string, subject: string): void
}

/**
 * A projection says which subjects an event speaks of, and makes a subject's row from all counting facts about it,
 * given in order of time, identity and line. It may read the rows of earlier projections that it noted with `dependOn`
 * or that `touch` it, and must not depend on anything else, so that arrival order cannot matter.
 */
export interface Projection {
  kind: string
  /** The events that speak of such subjects. */
  types: readonly EventType[]
  /** Keys of the subjects that the event speaks of; empty for most events. */
  subjectsOf(event: CanonicalEvent): readonly string[]
  /**
   * Writes the subject's row; `facts` is empty where everything about it was taken back.
   * @returns `changed` where something changed that others are made from
   */
  save(context: SubjectContext, subject: string, facts: readonly Fact[]): 'changed' | void
  /**
   * For subjects that are spoken of without end: adds new facts to the row without reading those before them.
   * @returns false where that cannot be told from the row and these alone: `save` is then given all
   */
  advance?(context: SubjectContext, subject: string, fresh: readonly Fact[]): boolean
}

interface FactRow {
  eventNumber: number
  identity: string
  occurredAt: number
  recordTime: number | null
  body: string
  recordedAt: number
  feedNumber: number
}

const FACTS_SQL = `
SELECT events.event_number AS eventNumber, identity, occurred_at AS occurredAt, record_time AS recordTime, body,
  recorded_at AS recordedAt, feed_number AS feedNumber
FROM facts JOIN events USING (event_number) JOIN messages USING (message_number)
WHERE subject_number = ? AND retracted = 0
  AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.event_number = events.event_number AND counts = 0)`

/** Pairs of dependence that may be kept in memory. */
const NOTED_PAIRS = 100_000

/** The record that a fact comes from. */
export interface FactSource {
  eventNumber: number
  identity: string
  occurredAt: number
  recordTime: number | null
  recordedAt: number
  feedNumber: number
  /** Whether the record counts: not retracted, not beaten by another version. */
  counts: boolean
}

export interface Subjects {
  /** Notes which subjects a record's events speak of; they are folded at the flush. */
  note(events: readonly CanonicalEvent[], source: FactSource): void
  /** Has every subject of a kind folded anew: what it is made into has changed with a new version of the program. */
  refold(kind: string): void
  /** Marks the subjects of a record whose standing changed. */
  mark(events: readonly CanonicalEvent[]): void
  /** Folds what was noted; returns the kinds that changed. */
  flush(): Set<string>
  discard(): void
}

interface Touched {
  projection: Projection
  subject: string
  subjectNumber: number
  /** All facts about the subject, where they are at hand; null: they are to be read. */
  facts: Fact[] | null
  /** Facts that came new in this transaction, where the projection can add them and nothing else about it changed. */
  fresh: Fact[] | null
}

/** @param settle puts events that still wait into the log, before they are read back */
export function openSubjects(
  writer: Writer,
  names: Names,
  projections: readonly Projection[],
  context: Omit<SubjectContext, 'touch' | 'dependOn' | 'factsOf'>,
  settle: () => void,
): Subjects {
  let touched = new Map<string, Touched>()
  /** The subject being saved. */
  let saving: Touched | null = null
  const rows = openBulkInsert(writer, 'INSERT OR IGNORE INTO facts (subject_number, event_number)', 2)
  const kept = openKeptFacts<Fact>()
  /** Pairs of a subject and its dependent that the store has; some of them. */
  const noted = new Set<string>()
  const byType = new Map<EventType, Projection[]>()
  for (const projection of projections) {
    for (const type of projection.types) byType.set(type, [...(byType.get(type) ?? []), projection])
  }

  function touch(projection: Projection, subject: string): Touched {
    const key = `${projection.kind} ${subject}`
    let one = touched.get(key)
    if (!one) {
      const { subjectNumber, isNew } = names.subject(projection.kind, subject)
      const adds = projection.advance !== undefined && !isNew
      const facts = isNew ? [] : adds ? null : kept.take(subjectNumber)
      one = { projection, subject, subjectNumber, facts, fresh: adds ? [] : null }
      touched.set(key, one)
    }
    return one
  }

  const projectionOf = (kind: string) => projections.find((one) => one.kind === kind)

  const whole: SubjectContext = {
    ...context,
    touch(kind, subject) {
      const projection = projectionOf(kind)
      // Where it was new in this transaction, its facts are all at hand.
      if (projection) touch(projection, subject).fresh = null
    },
    factsOf(kind, named) {
      const projection = projectionOf(kind)
      const known = named.flatMap((subject) => {
        const row = writer.get<{ n: number }>(
          'SELECT subject_number AS n FROM subjects WHERE kind = ? AND subject = ?',
          [kind, subject],
        )
        return row && projection ? [{ projection, subject, subjectNumber: row.n }] : []
      })
      return known.length === 0 ? null : known.flatMap(readFacts).sort(compareEntries)
    },
    dependOn(kind, subject) {
      if (!saving) return
      const { subjectNumber } = names.subject(kind, subject)
      const pair = `${subjectNumber} ${saving.subjectNumber}`
      if (noted.has(pair)) return
      if (noted.size >= NOTED_PAIRS) noted.clear()
      noted.add(pair)
      writer.run('INSERT OR IGNORE INTO dependents (subject_number, dependent_number) VALUES (?, ?)', [
        subjectNumber,
        saving.subjectNumber,
      ])
    },
  }

  function touchDependents(subjectNumber: number): void {
    const dependents = writer.all<{ kind: string; subject: string }>(
      `SELECT kind, subject FROM dependents JOIN subjects ON subjects.subject_number = dependent_number
       WHERE dependents.subject_number = ?`,
      [subjectNumber],
    )
    for (const { kind, subject } of dependents) whole.touch(kind, subject)
  }

  function save(one: Touched): void {
    saving = one
    const { projection, subject, subjectNumber, fresh } = one
    if (!fresh || !projection.advance?.(whole, subject, fresh.sort(compareEntries))) {
      const facts = (one.facts ?? readFacts(one)).sort(compareEntries)
      if (projection.save(whole, subject, facts) === 'changed') touchDependents(subjectNumber)
      if (!projection.advance) kept.keep(subjectNumber, facts)
    }
    saving = null
  }

  function eachSubject(
    events: readonly CanonicalEvent[],
    act: (one: Touched, event: CanonicalEvent, line: number) => void,
  ): void {
    events.forEach((event, line) => {
      for (const projection of byType.get(event.type) ?? []) {
        for (const subject of projection.subjectsOf(event)) act(touch(projection, subject), event, line)
      }
    })
  }

  function readFacts({ projection, subject, subjectNumber }: Omit<Touched, 'facts' | 'fresh'>): Fact[] {
    const facts: Fact[] = []
    for (const row of writer.all<FactRow>(FACTS_SQL, [subjectNumber])) {
      const events = JSON.parse(row.body) as CanonicalEvent[]
      events.forEach((event, line) => {
        if (!projection.types.includes(event.type) || !projection.subjectsOf(event).includes(subject)) return
        const { occurredAt, recordTime, identity, recordedAt, feedNumber } = row
        facts.push({ event, line, occurredAt, recordTime, identity, recordedAt, feedNumber })
      })
    }
    return facts
  }

  return {
    note(events, source) {
      const { eventNumber, identity, occurredAt, recordTime, recordedAt, feedNumber, counts } = source
      eachSubject(events, (one, event, line) => {
        rows.add([one.subjectNumber, eventNumber])
        if (!counts) return
        const fact = { event, line, occurredAt, recordTime, identity, recordedAt, feedNumber }
        one.facts?.push(fact)
        one.fresh?.push(fact)
      })
    },
    refold(kind) {
      for (const { subject } of writer.all<{ subject: string }>(
        'SELECT subject FROM subjects WHERE kind = ?',
        [kind],
      )) {
        whole.touch(kind, subject)
      }
    },
    mark(events) {
      eachSubject(events, (one) => {
        one.facts = null
        one.fresh = null
      })
    },
    flush() {
      settle()
      rows.flush()
      const kinds = new Set<string>()
      // In the order of the projections: a later one may be made from rows of an earlier one.
      for (const projection of projections) {
        for (const one of touched.values()) {
          if (one.projection !== projection) continue
          save(one)
          kinds.add(projection.kind)
        }
      }
      touched = new Map()
      return kinds
    },
    discard() {
      touched = new Map()
      rows.discard()
      kept.clear()
      noted.clear()
    },
  }
}
