/** Owns what is kept of how each feed's raw records look: a sample now and then, at most one of a message. */
import {
  mayHaveChanged,
  newKind,
  noteShape,
  shapeOf,
  type KindHistory,
  type RecordShape,
} from '../../shared/recordShape.ts'
import { unpackRaws, type PackedBatch } from './packing.ts'
import type { Writer } from './types.ts'

/** A feed is looked at no more often than this. */
const SAMPLED_EVERY_MS = 20_000
/** While nothing differs, so many samples are written at once. */
const WRITTEN_EVERY = 8
const KINDS_MAX = 200
const HISTORIES_MAX = 2_000

export interface FeedShapes {
  note(feedNumber: number, batch: PackedBatch): void
  discard(): void
}

/** The first record of a batch, be it understood or refused. */
function sampled(batch: PackedBatch): { raw: string; at: number } | undefined {
  const [first] = batch.records
  if (!first) return undefined
  if ('reason' in first) return { raw: first.raw, at: batch.recordedAt }
  const raw = unpackRaws(batch.rawPack)[first.rawIndex]
  return raw === undefined ? undefined : { raw, at: first.occurredAt }
}

export function openFeedShapes(writer: Writer): FeedShapes {
  const lookedAt = new Map<number, number>()
  const histories = new Map<string, { history: KindHistory; unwritten: number }>()

  function load(feedNumber: number, { kind }: RecordShape, at: number) {
    const key = `${feedNumber} ${kind}`
    const known = histories.get(key)
    if (known) return known
    const row = writer.get<{ shape: string }>(
      'SELECT shape FROM feed_shapes WHERE feed_number = ? AND kind = ?',
      [feedNumber, kind],
    )
    if (!row) {
      const kinds = writer.get<{ n: number }>('SELECT count(*) AS n FROM feed_shapes WHERE feed_number = ?', [
        feedNumber,
      ])
      if ((kinds?.n ?? 0) >= KINDS_MAX) return undefined
    }
    const one = { history: row ? (JSON.parse(row.shape) as KindHistory) : newKind(at), unwritten: 0 }
    if (histories.size >= HISTORIES_MAX) histories.clear()
    histories.set(key, one)
    return one
  }

  return {
    note(feedNumber, batch) {
      const before = lookedAt.get(feedNumber)
      if (before !== undefined && batch.recordedAt - before < SAMPLED_EVERY_MS) return
      lookedAt.set(feedNumber, batch.recordedAt)
      const sample = sampled(batch)
      const shape = sample && shapeOf(batch.format, sample.raw)
      const one = shape && load(feedNumber, shape, sample.at)
      if (!one) return
      const differed = mayHaveChanged(one.history)
      noteShape(one.history, shape, sample.at)
      one.unwritten += 1
      const isDue = one.unwritten >= WRITTEN_EVERY || one.history.records === 1
      if (!isDue && !differed && !mayHaveChanged(one.history)) return
      one.unwritten = 0
      writer.run('INSERT OR REPLACE INTO feed_shapes (feed_number, kind, shape) VALUES (?, ?, ?)', [
        feedNumber,
        shape.kind,
        JSON.stringify(one.history),
      ])
    },
    discard() {
      lookedAt.clear()
      histories.clear()
    },
  }
}
