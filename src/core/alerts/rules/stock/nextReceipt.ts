/** Owns when a position will be received into next: by what is under way to it, else by the rhythm of its receipts. */
import type { Reader } from '../../../ledger/types.ts'
import type { RuleContext } from '../../rule.ts'
import { ofStep } from '../../step.ts'
import { bitCount, DAY_MS, dayOf, markedDays, PERIOD_DAYS } from './days.ts'
import type { PositionState } from './positions.ts'

export interface NextReceipt {
  at: number
  /** In words. */
  basis: string
  shipment: string | null
  units: number | null
}

interface Inbound {
  shipment: string
  /** Null: nobody has said when. */
  dueAt: number | null
  unitsBySku: ReadonlyMap<string, number>
}

const INBOUND_SQL = `
SELECT shipment, coalesce(estimated_at, promised_at) AS dueAt, detail ->> '$.lines' AS lines FROM shipments
WHERE destination ->> '$.location' = ?
  AND status NOT IN ('received', 'returned', 'cancelled', 'lost', 'refused')
  AND last_occurred_at >= CASE status WHEN 'delivered' THEN ? ELSE ? END`

/** A shipment that nothing was heard of for so long is not waited for. */
const WAITED_FOR_MS = 28 * DAY_MS
/** What the carrier has handed over is unloaded and booked within this; after it, it was booked in another way. */
const UNLOADED_MS = DAY_MS / 2
/** What is past its time comes within the grace that trucks have. */
const OVERDUE_MS = DAY_MS / 2
/** A rhythm is not looked ahead by farther than this. */
export const FARTHEST_DAYS = 14
/** Receipts are a rhythm from so many days with receipts on. */
const RHYTHM_DAYS = 3

function inboundTo(context: RuleContext, location: string): readonly Inbound[] {
  const kept = ofStep(context, 'inbound', () => new Map<string, readonly Inbound[]>())
  let known = kept.get(location)
  if (!known) {
    known = context.reader
      .all<{ shipment: string; dueAt: number | null; lines: string | null }>(INBOUND_SQL, [
        location,
        context.now - UNLOADED_MS,
        context.now - WAITED_FOR_MS,
      ])
      .map(({ shipment, dueAt, lines }) => {
        const unitsBySku = new Map<string, number>()
        for (const { sku, units } of JSON.parse(lines ?? '[]') as { sku: string; units: number }[]) {
          unitsBySku.set(sku, (unitsBySku.get(sku) ?? 0) + units)
        }
        return { shipment, dueAt, unitsBySku }
      })
    kept.set(location, known)
  }
  return known
}

/** Mean days between days with receipts, and the last of them; null where there is no rhythm. */
function rhythmOf(position: PositionState): { last: number; everyDays: number } | null {
  let first: number | null = null
  let last = 0
  let count = 0
  for (const { period, cameDays } of position.periods) {
    if (cameDays === 0) continue
    first ??= period * PERIOD_DAYS + 31 - Math.clz32(cameDays & -cameDays)
    last = period * PERIOD_DAYS + 31 - Math.clz32(cameDays)
    count += bitCount(cameDays)
  }
  if (first === null || count < RHYTHM_DAYS) return null
  return { last, everyDays: (last - first) / (count - 1) }
}

const CAME_SQL = `
SELECT DISTINCT period, came_days AS days FROM position_periods
WHERE location_id = ? AND period BETWEEN ? AND ? AND came_days <> 0`

interface PlaceRhythm {
  day: number
  /** Mean days between days on which the place received anything; null: no rhythm is known. */
  everyDays: number | null
}
const placeRhythms = new WeakMap<Reader, Map<number, PlaceRhythm>>()

/** How often the place itself is received into; learned anew each day, because it goes through all its positions. */
function placeRhythm({ reader, now }: RuleContext, locationId: number): number | null {
  let places = placeRhythms.get(reader)
  if (!places) placeRhythms.set(reader, (places = new Map()))
  const day = dayOf(now)
  const known = places.get(locationId)
  if (known?.day === day) return known.everyDays
  const period = Math.floor(day / PERIOD_DAYS)
  const marks = new Map<number, number>()
  for (const { period: of, days } of reader.all<{ period: number; days: number }>(CAME_SQL, [
    locationId,
    period - 1,
    period,
  ])) {
    marks.set(of, (marks.get(of) ?? 0) | days)
  }
  const days = markedDays([...marks].map(([of, bits]) => ({ period: of, days: bits })))
    .filter((one) => one > day - PERIOD_DAYS && one <= day)
    .sort((a, b) => a - b)
  const everyDays = days.length < RHYTHM_DAYS ? null : (days.at(-1)! - days[0]!) / (days.length - 1)
  places.set(locationId, { day, everyDays })
  return everyDays
}

/**
 * Without looking at what is under way: by the position's own rhythm, where what is overdue is expected within a quarter
 * of it; else by that of its place: half of it until the next receipt, and once more, because it may not be on that one.
 */
function byRhythm(context: RuleContext, position: PositionState, horizonDays: number): NextReceipt {
  const { now } = context
  const rhythm = rhythmOf(position)
  if (!rhythm) {
    const everyDays = placeRhythm(context, position.place.locationId)
    const days = everyDays === null ? horizonDays : Math.min(FARTHEST_DAYS, Math.max(1, everyDays * 1.5))
    const basis =
      everyDays === null
        ? `no rhythm of receipts is known: ${horizonDays} days are looked ahead`
        : `the place receives about every ${rounded(everyDays)} days`
    return { at: now + days * DAY_MS, basis, shipment: null, units: null }
  }
  const due = (rhythm.last + rhythm.everyDays + 1) * DAY_MS
  const soonest = now + Math.max(1, rhythm.everyDays / 4) * DAY_MS
  const latest = now + FARTHEST_DAYS * DAY_MS
  const basis = `it is received about every ${rounded(rhythm.everyDays)} days`
  return { at: Math.min(Math.max(due, soonest), latest), basis, shipment: null, units: null }
}

const rounded = (days: number) => Math.round(days * 10) / 10

/** When the last of what is under way to its place comes; zero where nothing is. */
export function farthestInbound(context: RuleContext, position: PositionState): number {
  return inboundTo(context, position.location).reduce((at, { dueAt }) => Math.max(at, dueAt ?? 0), 0)
}

/** A cheap bound: it is received into no later than this, or by the time that the last of what is under way comes. */
export function latestReceipt(context: RuleContext, position: PositionState, horizonDays: number): number {
  return Math.max(byRhythm(context, position, horizonDays).at, farthestInbound(context, position))
}

/** The next receipt that is expected. What is under way and past its time is expected within half a day. */
export function nextReceipt(context: RuleContext, position: PositionState, horizonDays: number): NextReceipt {
  const { now } = context
  let next: NextReceipt | null = null
  for (const { shipment, dueAt, unitsBySku } of inboundTo(context, position.location)) {
    const amount = unitsBySku.get(position.sku)
    if (amount === undefined || dueAt === null) continue
    const at = Math.max(dueAt, now + (dueAt < now ? OVERDUE_MS : 0))
    if (next && next.at <= at) continue
    next = { at, basis: 'by the estimate of what is under way', shipment, units: amount }
  }
  return next ?? byRhythm(context, position, horizonDays)
}

/** Days on which the place can be expected to live until then: weekdays count as they lived in the weeks before. */
export function livingDaysUntil(position: PositionState, now: number, until: number): number {
  const today = dayOf(now)
  const marks = markedDays([...position.place.livingDays].map(([period, days]) => ({ period, days })))
  const first = marks[0]
  if (first === undefined) return (until - now) / DAY_MS
  const lived = [0, 0, 0, 0, 0, 0, 0]
  const passed = [0, 0, 0, 0, 0, 0, 0]
  for (const day of marks) if (day < today) lived[day % 7]! += 1
  for (let day = first; day < today; day += 1) passed[day % 7]! += 1
  let days = 0
  for (let at = now; at < until;) {
    const day = dayOf(at)
    const end = Math.min((day + 1) * DAY_MS, until)
    const weeks = passed[day % 7]!
    days += ((end - at) / DAY_MS) * (weeks === 0 ? 1 : lived[day % 7]! / weeks)
    at = end
  }
  return days
}
