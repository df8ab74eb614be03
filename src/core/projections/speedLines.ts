/** Owns what an order's lines change about the packed lines: those that come into the customer's hands, or are told anew. */
import { SPEED_LINE_COLUMNS, type StoredSpeedLine } from '../../shared/speedLine.ts'
import { entryText, speedEntry, type SpeedEntry } from '../../shared/speedPack.ts'
import type { SubjectContext } from '../ledger/subjects.ts'
import { SPEED_KIND, SPEED_SUBJECT } from './speedPacks.ts'

const PACKED_SQL = `SELECT ${SPEED_LINE_COLUMNS} FROM order_lines WHERE order_id = ? AND handed_over_at IS NOT NULL`

const entriesOf = (lines: readonly StoredSpeedLine[]) => lines.flatMap((line) => speedEntry(line) ?? [])

/** Takes the order's lines away. @returns those of them that are packed */
export function takeLines(context: SubjectContext, order: string): SpeedEntry[] {
  const packed = packedLines(context, order)
  context.writer.run('DELETE FROM order_lines WHERE order_id = ?', [order])
  return packed
}

/**
 * Notes what became of the order's packed lines, now that they are written.
 * @param before as they were before the order was saved
 * @param isHandedOver whether any of its lines is in the customer's hands
 */
export function notePackedLines(
  context: SubjectContext,
  order: string,
  before: readonly SpeedEntry[],
  isHandedOver: boolean,
): void {
  const after = isHandedOver ? packedLines(context, order) : []
  if (before.length === 0 && after.length === 0) return
  // Most lines are packed once and never change.
  const changes =
    before.length === 0 ? after.map((entry) => ({ entry, change: 1 })) : difference(before, after)
  for (const { entry, change } of changes) {
    for (let left = Math.abs(change); left > 0; left -= 1) writeChange(context, entry, Math.sign(change))
  }
  if (changes.some(({ change }) => change !== 0)) context.touch(SPEED_KIND, SPEED_SUBJECT)
}

function packedLines({ writer }: SubjectContext, order: string): SpeedEntry[] {
  return entriesOf(writer.all<StoredSpeedLine>(PACKED_SQL, [order]))
}

function difference(
  before: readonly SpeedEntry[],
  after: readonly SpeedEntry[],
): { entry: SpeedEntry; change: number }[] {
  const changes = new Map<string, { entry: SpeedEntry; change: number }>()
  const count = (entry: SpeedEntry, change: number) => {
    const text = entryText(entry)
    changes.set(text, { entry, change: (changes.get(text)?.change ?? 0) + change })
  }
  for (const entry of before) count(entry, -1)
  for (const entry of after) count(entry, 1)
  return [...changes.values()]
}

function writeChange({ writer }: SubjectContext, { day, names, numbers }: SpeedEntry, change: number): void {
  writer.run(
    `INSERT INTO speed_recent (change, day, place, channel, flow, carrier, location, time, marks, elapsed, promise, transit)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      change,
      day,
      names.place,
      names.channel,
      names.flow,
      names.carrier,
      names.location,
      numbers.time,
      numbers.marks,
      numbers.elapsed,
      numbers.promise,
      numbers.transit,
    ],
  )
}
