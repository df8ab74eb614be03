/** Owns the lines behind figures of speed, with the causes of those that are late: packed ones, and open ones past their promise. */
import type { InputOf } from '../../shared/contract.ts'
import { SPEED_LINE_COLUMNS, type StoredSpeedLine } from '../../shared/speedLine.ts'
import { LATE } from '../../shared/speedPack.ts'
import type { QueryContext } from './context.ts'
import { openCauseJudge, type CauseJudge } from './speedCauseJudge.ts'
import { LANE_PARTS } from './speedLaneIndex.ts'
import { packedPeriod, wholeHours, type PackedPeriod } from './speedPacks.ts'
import { leaveOut, overdueSql, partsOf, placesIn } from './speedScope.ts'

export interface StoredLine extends StoredSpeedLine {
  order: string
  line: string
}

export interface ScopedLines {
  packed: PackedPeriod
  /** For each pack and line: −1 out of scope, 0 in time or without a promise, 1 late. */
  standing: Int32Array[]
  /** Open past their promise. */
  overdue: StoredLine[]
  judge(): CauseJudge
}

export const STORED_LINE_SQL = `SELECT order_id AS "order", line, ${SPEED_LINE_COLUMNS} FROM order_lines`

/** All lines in scope that figures count, of orders placed in the period. */
export function scopedLines(context: QueryContext, input: InputOf<'speed.causes'>): ScopedLines {
  const { from, until, ...scope } = input
  const period = { from, until }
  const packed = packedPeriod(
    context.reader,
    wholeHours(period),
    [...partsOf(scope), ...LANE_PARTS, 'time', 'marks', 'elapsed', 'promise'],
    placesIn(scope),
  )
  const drop = leaveOut(packed, scope)
  const standing = packed.packs.map((pack) => {
    const marks = pack.columns.marks
    const groups = new Int32Array(pack.lines)
    for (let line = 0; line < pack.lines; line += 1) groups[line] = (marks[line] as number) & LATE ? 1 : 0
    drop(pack, groups)
    return groups
  })
  const { where, parameters } = overdueSql(scope, period, context.clock.now())
  const overdue = context.reader.all<StoredLine>(`${STORED_LINE_SQL} WHERE ${where}`, parameters)
  return {
    packed,
    standing,
    overdue,
    judge: () => openCauseJudge(context, packed, standing, overdue),
  }
}
