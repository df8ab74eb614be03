/** Owns which numbers of the sources' own sequences are missing: as ranges, so that what came in order takes one row. */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { Writer } from './types.ts'

/** A jump by more than this begins a new numbering: nobody loses so many at once. */
const JUMP_MIN = 1_000

interface Sequence {
  feedNumber: number
  low: number
  high: number
  /** How often a number was told. */
  told: number
  lastAt: number
}

/** `gap`: missing. `other`: between two numberings, or before what we know: not missed until one of them comes. */
interface Missing {
  first: number
  last: number
  kind: 'gap' | 'other'
  noticedAt: number
  revealedAt: number
}

/** The record that tells of a number. */
export interface SequenceSource {
  feedNumber: number
  recordedAt: number
  occurredAt: number
}

export interface Sequences {
  note(events: readonly CanonicalEvent[], source: SequenceSource): void
  flush(): void
  discard(): void
}

export function openSequences(writer: Writer): Sequences {
  const kept = new Map<string, Sequence>()
  const changed = new Set<string>()

  function load(name: string): Sequence | undefined {
    const known = kept.get(name)
    if (known) return known
    const row = writer.get<Sequence>(
      `SELECT feed_number AS feedNumber, low, high, told, last_at AS lastAt FROM feed_sequences WHERE sequence = ?`,
      [name],
    )
    if (row) kept.set(name, row)
    return row
  }

  function miss(name: string, { first, last, kind, noticedAt, revealedAt }: Missing): void {
    if (first > last) return
    writer.run(
      `INSERT OR REPLACE INTO sequence_gaps (sequence, first, last, kind, noticed_at, revealed_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [name, first, last, kind, noticedAt, revealedAt],
    )
  }

  /** A missing number came: what is left of its range stays. */
  function fill(name: string, number: number, { recordedAt, occurredAt }: SequenceSource): void {
    const range = writer.get<Missing>(
      `SELECT first, last, kind, noticed_at AS noticedAt, revealed_at AS revealedAt FROM sequence_gaps
       WHERE sequence = ? AND first <= ? ORDER BY first DESC LIMIT 1`,
      [name, number],
    )
    if (!range || range.last < number) return
    writer.run('DELETE FROM sequence_gaps WHERE sequence = ? AND first = ?', [name, range.first])
    miss(name, { ...range, first: number + 1 })
    const isMissed = range.kind === 'other' && number - range.first <= JUMP_MIN
    miss(name, {
      ...range,
      last: number - 1,
      ...(isMissed ? { kind: 'gap', noticedAt: recordedAt, revealedAt: occurredAt } : {}),
    })
  }

  function take(name: string, number: number, source: SequenceSource): void {
    const { feedNumber, recordedAt, occurredAt } = source
    changed.add(name)
    const sequence = load(name)
    if (!sequence) {
      kept.set(name, { feedNumber, low: number, high: number, told: 1, lastAt: recordedAt })
      return
    }
    sequence.told += 1
    sequence.lastAt = recordedAt
    sequence.feedNumber = feedNumber
    const missing = (first: number, last: number, kind: Missing['kind']) =>
      miss(name, { first, last, kind, noticedAt: recordedAt, revealedAt: occurredAt })
    if (number > sequence.high) {
      const { high } = sequence
      missing(high + 1, number - 1, number - high - 1 > JUMP_MIN ? 'other' : 'gap')
      sequence.high = number
    } else if (number < sequence.low) {
      missing(number + 1, sequence.low - 1, 'other')
      sequence.low = number
    } else fill(name, number, source)
  }

  return {
    note(events, source) {
      for (const event of events) {
        if (event.type === 'FeedSequenceTold') take(event.sequence, event.number, source)
      }
    },
    flush() {
      for (const name of changed) {
        const one = kept.get(name)
        if (!one) continue
        writer.run(
          `INSERT OR REPLACE INTO feed_sequences (sequence, feed_number, low, high, told, last_at) VALUES (?, ?, ?, ?, ?, ?)`,
          [name, one.feedNumber, one.low, one.high, one.told, one.lastAt],
        )
      }
      changed.clear()
      if (kept.size > 10_000) kept.clear()
    },
    discard() {
      kept.clear()
      changed.clear()
    },
  }
}
