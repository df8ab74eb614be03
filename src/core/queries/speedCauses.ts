/** Owns the split of late lines by what made them late. */
import type { InputOf } from '../../shared/contract.ts'
import { LATE_CAUSES, type CauseSplit } from '../../shared/readModels/speed.ts'
import type { QueryContext } from './context.ts'
import { CAUSE_METHOD, CAUSES } from './speedCauseJudge.ts'
import { HOUR_MS } from './speedFigures.ts'
import { scopedLines } from './speedLate.ts'
import { quantilesOf, type GroupedValues } from './speedSketch.ts'

export function speedCauses(context: QueryContext, input: InputOf<'speed.causes'>): CauseSplit {
  const { packed, standing, overdue, judge } = scopedLines(context, input)
  const causes = judge()
  const counts = new Int32Array(CAUSES.length)
  const values = packed.packs.map((pack, place): GroupedValues => {
    const groups = standing[place] as Int32Array
    const { elapsed, promise } = pack.columns
    const late: number[] = []
    const seconds: number[] = []
    for (let line = 0; line < groups.length; line += 1) {
      if (groups[line] !== 1) continue
      const cause = causes.ofPacked(pack, line)
      counts[cause] = (counts[cause] as number) + 1
      late.push(cause)
      seconds.push((elapsed[line] as number) - (promise[line] as number))
    }
    return { groups: Int32Array.from(late), seconds: Int32Array.from(seconds) }
  })
  const now = context.clock.now()
  const open = overdue.map((line) => {
    const cause = causes.ofStored(line, now)
    counts[cause] = (counts[cause] as number) + 1
    return { cause, seconds: Math.round((now - (line.promisedAt ?? now)) / 1000) }
  })
  values.push({
    groups: Int32Array.from(open, ({ cause }) => cause),
    seconds: Int32Array.from(open, ({ seconds }) => Math.min(seconds, 2_147_483_647)),
  })
  const medians = quantilesOf(values, CAUSES.length, [0.5]).groups
  const late = counts.reduce((sum, count) => sum + count, 0)
  return {
    causes: LATE_CAUSES.flatMap((cause) => {
      const number = CAUSES.indexOf(cause)
      const lines = counts[number] as number
      if (lines === 0) return []
      const median = medians[number]?.[0] ?? null
      return [
        {
          cause,
          lines,
          share: lines / late,
          hoursMedian: median === null ? null : (median * 1000) / HOUR_MS,
        },
      ]
    }).sort((a, b) => b.lines - a.lines),
    unknown: counts[CAUSES.indexOf('unknown')] as number,
    late,
    overdue: overdue.length,
    method: CAUSE_METHOD,
  }
}
