/** Owns which numbers of the sources' own sequences are missing: as ranges, so that what came in order takes one row. */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { Writer } from './types.ts'

/** A jump by more than this begins a new numbering: nobody loses so many at once. */
const JUMP_MIN = 1_000
/** So often it is asked whether a source counts at all, and what is long past is let go. */
const LOOKED_AT_EVERY = 500
/** Ranges missing beyond which, and beyond this share of what came, a source does not count one up. */
const RANGES_MAX = 1_000
const RANGES_SHARE = 0.2
const KEPT_MS = 400 * 86_400_000

interface Sequence {
  feedNumber: number
  low: number
  high: number
  /** How often a number was told. */
  told: number
  lastAt: number
}

/** `gap`: missing. `other`: so many that they lie between two numberings: not missed until one of them comes. */
interface Missing {
  first: number
  last: number
  kind: 'gap' | 'other'
  noticedAt: number
  revealedAt: number
}

const kindOf = (first: number, last: number): Missing['kind'] =>
  last - first + 1 > JUMP_MIN ? 'other' : 'gap'

/** A part of a range that was split: by its own length, and noticed now where it was not missed before. */
function judged(range: Missing, first: number, last: number, noticedAt: number, revealedAt: number): Missing {
  const kind = kindOf(first, last)
  return kind === range.kind ? { ...range, first, last } : { first, last, kind, noticedAt, revealedAt }
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
    // Where numbers go on up to an older numbering, what lies between stays what it was.
    if (number === range.first) return miss(name, { ...range, first: number + 1 })
    miss(name, judged(range, number + 1, range.last, recordedAt, occurredAt))
    miss(name, judged(range, range.first, number - 1, recordedAt, occurredAt))
  }

  /**
   * A sequence that is a clock, or is shared by several, would leave a range with each number: nothing is missed of it from
   * then on.
   */
  function lookAt(name: string, sequence: Sequence): void {
    writer.run('DELETE FROM sequence_gaps WHERE sequence = ? AND noticed_at < ?', [
      name,
      sequence.lastAt - KEPT_MS,
    ])
    const ranges =
      writer.get<{ n: number }>('SELECT count(*) AS n FROM sequence_gaps WHERE sequence = ?', [name])?.n ?? 0
    if (ranges <= Math.max(RANGES_MAX, sequence.told * RANGES_SHARE)) return
    writer.run('DELETE FROM sequence_gaps WHERE sequence = ?', [name])
    sequence.low = 0
    sequence.high = Number.MAX_SAFE_INTEGER
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
    const missing = (first: number, last: number) =>
      miss(name, { first, last, kind: kindOf(first, last), noticedAt: recordedAt, revealedAt: occurredAt })
    if (number > sequence.high) {
      missing(sequence.high + 1, number - 1)
      sequence.high = number
    } else if (number < sequence.low) {
      missing(number + 1, sequence.low - 1)
      sequence.low = number
    } else fill(name, number, source)
    if (sequence.told % LOOKED_AT_EVERY === 0) lookAt(name, sequence)
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
