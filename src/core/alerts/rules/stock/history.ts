/** Owns the life of one position, for the few that may be in trouble: its stock over time, from its entries. */
import type { RuleContext } from '../../rule.ts'
import { bitCount, DAY_MS, dayOf, FLOW_PERIODS, markedBetween, PERIOD_DAYS } from './days.ts'
import type { Demand, Glance } from './demand.ts'
import type { PositionState } from './positions.ts'

/** Entries that are gone through at most. */
const MOST_ENTRIES = 3_000

export interface Step {
  at: number
  eventNumber: number
  isCount: boolean
  /** Signed change of a move; figure of a count; microunits. */
  microunits: number
  counterpart: string | null
  /** Sellable stock before and after it. */
  before: number
  after: number
}

export interface StockHistory {
  /** In order of time. */
  steps: readonly Step[]
  /** Whether it goes back to the position's beginning. */
  isWhole: boolean
}

interface EntryRow {
  entryNumber: number
  kind: number
  microunits: number
  at: number
  eventNumber: number
  counterpart: string | null
  void: number
  previousEntry: number | null
}

const CHAIN_SQL = `
WITH RECURSIVE chain AS (
  SELECT *, 1 AS step FROM entries WHERE entry_number = ?
  UNION ALL
  SELECT older.*, step + 1 FROM chain JOIN entries AS older ON older.entry_number = chain.previous_entry
  WHERE step < ${MOST_ENTRIES} AND older.latest_at >= ?
)
SELECT entry_number AS entryNumber, kind, microunits, occurred_at AS at, event_number AS eventNumber, counterpart, void,
  previous_entry AS previousEntry FROM chain`

/** Stock over time. @param from what is older need not be gone through */
export function historyOf({ reader }: RuleContext, position: PositionState, from: number): StockHistory {
  const rows = reader.all<EntryRow>(CHAIN_SQL, [position.latestEntry, from])
  const isWhole = rows.every(({ previousEntry }, place) => place < rows.length - 1 || previousEntry === null)
  const entries = rows
    .filter((row) => row.void === 0)
    .sort((a, b) => a.at - b.at || a.entryNumber - b.entryNumber)
  // Not from the beginning: what was there before follows from what is there now, as long as nobody counted meanwhile.
  const moved = entries.reduce((sum, { microunits }) => sum + microunits, 0)
  const firstCount = entries.findIndex(({ kind }) => kind === 1)
  let stock = isWhole || firstCount >= 0 ? 0 : position.sellable - moved
  const steps: Step[] = []
  for (const { kind, at, microunits, eventNumber, counterpart } of isWhole
    ? entries
    : entries.slice(Math.max(0, firstCount))) {
    const before = stock
    stock = kind === 1 ? microunits : stock + microunits
    steps.push({ at, eventNumber, isCount: kind === 1, microunits, counterpart, before, after: stock })
  }
  return { steps, isWhole }
}

/** Start of the window that rates are learned from. */
export const windowStart = (now: number): number =>
  (Math.floor(dayOf(now) / PERIOD_DAYS) - FLOW_PERIODS + 1) * PERIOD_DAYS * DAY_MS

/** The step since which stock has been as `holds` says; undefined where it is not so now, or was from before the history on. */
export function stepSince({ steps }: StockHistory, holds: (microunits: number) => boolean): Step | undefined {
  let first: Step | undefined
  for (let place = steps.length - 1; place >= 0; place -= 1) {
    const step = steps[place]!
    if (!holds(step.after)) return first
    first = step
  }
  return first
}

export const hasLeft = ({ counterpart, microunits }: Step): boolean =>
  microunits < 0 && (counterpart === 'customer' || counterpart === 'inTransit')

/** Learns demand from the life of a position up to `until`. */
export function demandOf(
  position: PositionState,
  history: StockHistory,
  from: number,
  until: number,
): Demand {
  const { steps } = history
  const first = steps[0]
  if (!first) return { units: 0, leavingDays: 0, days: 0 }
  const begin = Math.max(from, history.isWhole ? first.at : from)
  /** Milliseconds with stock, by day. */
  const stocked = new Map<number, number>()
  const spend = (since: number, to: number) => {
    for (let at = Math.max(since, begin); at < Math.min(to, until);) {
      const day = dayOf(at)
      const end = Math.min((day + 1) * DAY_MS, to, until)
      stocked.set(day, (stocked.get(day) ?? 0) + end - at)
      at = end
    }
  }
  let units = 0
  const leaving = new Set<number>()
  if (first.before > 0) spend(begin, first.at)
  for (const [place, step] of steps.entries()) {
    if (step.after > 0) spend(step.at, steps[place + 1]?.at ?? until)
    if (!hasLeft(step) || step.at < begin || step.at >= until) continue
    units -= step.microunits / 1e6
    leaving.add(dayOf(step.at))
  }
  let days = 0
  for (const [day, ms] of stocked) {
    const living = position.place.livingDays.get(Math.floor(day / PERIOD_DAYS)) ?? 0
    const isLiving = ((living >> (day - Math.floor(day / PERIOD_DAYS) * PERIOD_DAYS)) & 1) === 1
    // A day on which the last unit left is a day on which it sold.
    if (isLiving) days += leaving.has(day) ? Math.max(ms / DAY_MS, 0.5) : ms / DAY_MS
  }
  return { units, leavingDays: leaving.size, days: Math.max(days, leaving.size / 2) }
}

/** The same at a glance, from the sums of periods: stock is taken to have been there since the first day that anything left or came. */
export function glanceOf(position: PositionState, today: number): Glance {
  return (position.glance ??= lookAt(position, today))
}

function lookAt(position: PositionState, today: number): Glance {
  let units = 0
  let leavingDays = 0
  let firstDay = today
  for (const { period, left, leftDays, cameDays } of position.periods) {
    units += left / 1e6
    leavingDays += bitCount(leftDays)
    const either = leftDays | cameDays
    if (either !== 0) {
      firstDay = Math.min(firstDay, period * PERIOD_DAYS + 31 - Math.clz32(either & -either))
    }
  }
  const days = Math.max(1, markedBetween(position.place.livingDays, firstDay - 1, today + 1))
  return { units, leavingDays, days, calendarDays: today - firstDay + 1 }
}
