/** Owns what an order's lines change about the packed lines: those that come into the customer's hands, or are told anew. */
import { SPEED_LINE_COLUMNS, type StoredSpeedLine } from '../../shared/speedLine.ts'
import { entryText, speedEntry, type SpeedEntry } from '../../shared/speedPack.ts'
import type { SubjectContext } from '../ledger/subjects.ts'
import { SPEED_KIND, SPEED_SUBJECT } from './speedPacks.ts'

/** The order's packed lines as they are stored. */
export function packedLines({ writer }: SubjectContext, order: string): SpeedEntry[] {
  return writer
    .all<StoredSpeedLine>(
      `SELECT ${SPEED_LINE_COLUMNS} FROM order_lines WHERE order_id = ? AND handed_over_at IS NOT NULL`,
      [order],
    )
    .flatMap((line) => speedEntry(line) ?? [])
}

/** Notes what became of the order's packed lines. @param before as they were before the order was saved */
export function notePackedLines(context: SubjectContext, order: string, before: readonly SpeedEntry[]): void {
  const after = packedLines(context, order)
  if (before.length === 0 && after.length === 0) return
  const changes = new Map<string, { entry: SpeedEntry; change: number }>()
  const count = (entry: SpeedEntry, change: number) => {
    const text = entryText(entry)
    changes.set(text, { entry, change: (changes.get(text)?.change ?? 0) + change })
  }
  for (const entry of before) count(entry, -1)
  for (const entry of after) count(entry, 1)
  let isChanged = false
  for (const { entry, change } of changes.values()) {
    for (let left = Math.abs(change); left > 0; left -= 1) writeChange(context, entry, Math.sign(change))
    isChanged ||= change !== 0
  }
  if (isChanged) context.touch(SPEED_KIND, SPEED_SUBJECT)
}

function writeChange({ writer }: SubjectContext, { day, names, numbers }: SpeedEntry, change: number): void {
  writer.run(
    `INSERT INTO speed_recent (change, day, place, channel, flow, carrier, location, time, marks, elapsed, promise, transit)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [change, day, names.place, names.channel, names.flow, names.carrier, names.location, numbers.time, numbers.marks,
      numbers.elapsed, numbers.promise, numbers.transit],
  ) // prettier-ignore
}
