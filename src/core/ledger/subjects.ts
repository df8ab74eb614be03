/** Owns the slow-moving half of the state: subjects (locations, SKUs, shipments, orders, …) folded from the facts about them. */
import type { CanonicalEvent } from '../../shared/events.ts'
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
}

/**
 * A projection says which subjects an event speaks of, and makes a subject's row from all counting facts about it,
 * given in order of time, identity and line. It must not depend on anything else, so that arrival order cannot matter.
 */
export interface Projection {
  kind: string
  /** Keys of the subjects that the event speaks of; empty for most events. */
  subjectsOf(event: CanonicalEvent): readonly string[]
  /** Writes the subject's row; `facts` is empty where everything about it was taken back. */
  save(context: SubjectContext, subject: string, facts: readonly Fact[]): void
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

export interface Subjects {
  /** Notes which subjects a record's events speak of; they are folded at the flush. */
  note(events: readonly CanonicalEvent[], eventNumber: number): void
  /** Marks the subjects of a record whose standing changed. */
  mark(events: readonly CanonicalEvent[]): void
  /** Folds what was noted; returns the kinds that changed. */
  flush(): Set<string>
  discard(): void
}

export function openSubjects(
  writer: Writer,
  names: Names,
  projections: readonly Projection[],
  context: SubjectContext,
): Subjects {
  let touched = new Map<string, { projection: Projection; subject: string; subjectNumber: number }>()

  function mark(events: readonly CanonicalEvent[], each?: (subjectNumber: number) => void): void {
    for (const event of events) {
      for (const projection of projections) {
        for (const subject of projection.subjectsOf(event)) {
          const subjectNumber = names.subject(projection.kind, subject)
          touched.set(`${projection.kind} ${subject}`, { projection, subject, subjectNumber })
          each?.(subjectNumber)
        }
      }
    }
  }

  function factsOf(projection: Projection, subject: string, subjectNumber: number): Fact[] {
    const facts: Fact[] = []
    for (const row of writer.all<FactRow>(FACTS_SQL, [subjectNumber])) {
      const events = JSON.parse(row.body) as CanonicalEvent[]
      events.forEach((event, line) => {
        if (!projection.subjectsOf(event).includes(subject)) return
        const { occurredAt, recordTime, identity, recordedAt, feedNumber } = row
        facts.push({ event, line, occurredAt, recordTime, identity, recordedAt, feedNumber })
      })
    }
    return facts.sort(
      (a, b) =>
        a.occurredAt - b.occurredAt ||
        (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : a.line - b.line),
    )
  }

  return {
    note(events, eventNumber) {
      mark(events, (subjectNumber) =>
        writer.run('INSERT OR IGNORE INTO facts (subject_number, event_number) VALUES (?, ?)', [
          subjectNumber,
          eventNumber,
        ]),
      )
    },
    mark: (events) => mark(events),
    flush() {
      const kinds = new Set<string>()
      for (const { projection, subject, subjectNumber } of touched.values()) {
        projection.save(context, subject, factsOf(projection, subject, subjectNumber))
        kinds.add(projection.kind)
      }
      touched = new Map()
      return kinds
    },
    discard() {
      touched = new Map()
    },
  }
}
