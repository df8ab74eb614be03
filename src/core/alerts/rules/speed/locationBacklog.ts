/** Owns the rule locationBacklog: more order lines wait at a location than it can work off in a day. */
import { DAY_MS, localDayAt, MINUTE_MS } from '../../../../shared/timeZone.ts'
import { isWorkingDay } from '../../../../shared/workingCalendar.ts'
import type { Explanation, Measurement, Rule, RuleContext } from '../../rule.ts'
import { hoursAt, LIVING_MS, placeLabels, placeOf, type Place } from './places.ts'
import { count, span } from './words.ts'

/** Days of the past that a throughput is learned from, and how many of them must have seen work. */
const LEARNED_DAYS = 28
const LEARNED_DAYS_MIN = 7
/** The share of days with work on which no more was done. */
const BUSY_DAY = 0.9
/** Days in which closed ones give a location room: what came in meanwhile is worked off after them. */
const CLOSED_WITHIN_DAYS = 3
/** Throughput is learned anew after so long. */
const LEARNED_FOR_MS = 60 * MINUTE_MS

export interface Capacity {
  linesPerDay: number
  isTold: boolean
}

const kept = new WeakMap<object, Map<string, { at: number; linesPerDay: number | null }>>()

/** Lines that were sent or made ready on a busy day; null where there are too few days to tell. */
function learnedPerDay({ reader, now }: RuleContext, location: string): number | null {
  let all = kept.get(reader)
  if (!all) kept.set(reader, (all = new Map()))
  const known = all.get(location)
  if (known && Math.abs(now - known.at) < LEARNED_FOR_MS) return known.linesPerDay
  const today = Math.floor(now / DAY_MS) * DAY_MS
  const days = reader
    .all<{ lines: number }>(
      `SELECT count(*) AS lines FROM order_lines
       WHERE location = ? AND coalesce(shipped_at, ready_at) IS NOT NULL AND coalesce(shipped_at, ready_at) >= ?
         AND coalesce(shipped_at, ready_at) < ?
       GROUP BY coalesce(shipped_at, ready_at) / ${DAY_MS} ORDER BY lines`,
      [location, today - LEARNED_DAYS * DAY_MS, today],
    )
    .map(({ lines }) => lines)
  const linesPerDay =
    days.length < LEARNED_DAYS_MIN ? null : (days[Math.floor(BUSY_DAY * (days.length - 1))] ?? null)
  all.set(location, { at: now, linesPerDay })
  return linesPerDay
}

function capacityOf(context: RuleContext, location: string): Capacity | null {
  const told = context.reader.get<{ linesPerDay: number }>(
    `SELECT lines_per_day AS linesPerDay FROM location_capacities WHERE location = ? AND valid_from <= ?
     ORDER BY valid_from DESC LIMIT 1`,
    [location, context.now],
  )
  if (told) return { linesPerDay: told.linesPerDay, isTold: true }
  const learned = learnedPerDay(context, location)
  const factor = context.base.parameters['learnedFactor'] ?? 1.5
  return learned === null ? null : { linesPerDay: learned * factor, isTold: false }
}

/** Days among the last ones, today left out, on which the location was closed. */
function closedDays(context: RuleContext, location: string): number {
  const hours = hoursAt(context, location, context.now)
  if (!hours) return 0
  const today = localDayAt(context.now, hours.calendar.timeZone)
  let closed = isWorkingDay(hours.calendar, today) ? 0 : 1
  for (let day = today - CLOSED_WITHIN_DAYS; day < today; day += 1) {
    if (!isWorkingDay(hours.calendar, day)) closed += 1
  }
  return closed
}

const WAITING = `location = ? AND open = 1 AND allocated_at IS NOT NULL AND shipped_at IS NULL AND ready_at IS NULL`

interface Waiting {
  lines: number
  newestAt: number | null
}

const waitingAt = ({ reader }: RuleContext, location: string): Waiting =>
  reader.get<Waiting>(
    `SELECT count(*) AS lines, max(allocated_at) AS newestAt FROM order_lines WHERE ${WAITING}`,
    [location],
  ) ?? { lines: 0, newestAt: null }

/** When the line came in by which there were too many: from then on it has held. */
function overSince({ reader, now }: RuleContext, location: string, allowed: number): number {
  return (
    reader.get<{ at: number }>(
      `SELECT allocated_at AS at FROM order_lines WHERE ${WAITING} ORDER BY allocated_at LIMIT 1 OFFSET ?`,
      [location, Math.max(0, Math.floor(allowed))],
    )?.at ?? now
  )
}

const isLiving = ({ now }: RuleContext, { heardAt }: Place, newestAt: number) =>
  Math.max(heardAt ?? 0, newestAt) >= now - LIVING_MS

function measureLocation(context: RuleContext, location: string): Measurement[] {
  const place = placeOf(context, location)
  if (!place) return []
  const { lines, newestAt } = waitingAt(context, location)
  const minimum = context.base.parameters['linesMin'] ?? 10
  if (lines < minimum || newestAt === null) return []
  const capacity = capacityOf(context, location)
  const labels = placeLabels(place)
  const dataAsOf = Math.max(newestAt, place.heardAt ?? 0)
  // Nothing to compare with, or nobody tells any more how it stands.
  if (!capacity || !isLiving(context, place, newestAt)) {
    return [{ subject: location, labels, figure: null, since: dataAsOf, dataAsOf }]
  }
  const days = 1 + closedDays(context, location)
  const perDay = Math.max(capacity.linesPerDay, 0.001)
  const { threshold } = context.settings(labels)
  const figure = lines / (perDay * days)
  return [
    {
      subject: location,
      labels,
      figure,
      since: figure > threshold ? overSince(context, location, threshold * perDay * days) : dataAsOf,
      dataAsOf,
      // What a closed day gave in room goes with midnight; nothing else changes without an event.
      ...(figure > threshold / 2
        ? { lookAgainAt: (Math.floor(context.now / 3_600_000) + 1) * 3_600_000 }
        : {}),
    },
  ]
}

function explainLocation(context: RuleContext, location: string, figure: number | null): Explanation {
  const place = placeOf(context, location)
  const name = place?.name ?? location
  const { lines } = waitingAt(context, location)
  const capacity = capacityOf(context, location)
  const oldest = context.reader.get<{ at: number }>(
    `SELECT allocated_at AS at FROM order_lines WHERE ${WAITING} ORDER BY allocated_at LIMIT 1`,
    [location],
  )
  const stake = context.reader.get<{
    orders: number
    valueMinor: number
    due: number
    units: number
    currency: string | null
  }>(
    `SELECT count(DISTINCT l.order_id) AS orders, sum(l.value_minor) AS valueMinor, sum(l.microunits) / 1e6 AS units,
       sum(l.promised_at BETWEEN ? AND ?) AS due, min(o.currency) AS currency
     FROM order_lines AS l JOIN orders AS o USING (order_id)
     WHERE l.location = ? AND l.open = 1 AND l.allocated_at IS NOT NULL AND l.shipped_at IS NULL AND l.ready_at IS NULL`,
    [context.now, context.now + DAY_MS, location],
  )
  const perDay = Math.round(capacity?.linesPerDay ?? 0)
  const link = `/speed?${new URLSearchParams({ tab: 'risk', location }).toString()}`
  return {
    summary: `${lines} order lines wait at ${name}, which can do ${perDay} a day: ${(figure ?? 0).toFixed(1)} times what it has room for.`,
    evidence: [
      { text: `${count(lines, 'line')} allocated there, neither sent nor made ready`, link },
      {
        text: capacity?.isTold
          ? `Its capacity is ${perDay} lines a day, as it was told`
          : `On a busy day of the last ${LEARNED_DAYS} it did ${Math.round((capacity?.linesPerDay ?? 0) / (context.base.parameters['learnedFactor'] ?? 1.5))} lines; nobody told its capacity`,
      },
      ...(oldest ? [{ text: `The longest waits for ${span(context.now - oldest.at)}`, at: oldest.at }] : []),
      { text: `${stake?.due ?? 0} of the lines are promised within a day` },
    ],
    impact: {
      units: stake?.units ?? 0,
      customers: stake?.orders ?? 0,
      promises: lines,
      ...(stake?.currency ? { valueMinor: stake.valueMinor, currency: stake.currency } : {}),
    },
    action: { text: `Send orders elsewhere or people to ${name}`, link },
  }
}

export const locationBacklog: Rule = {
  rule: 'locationBacklog',
  area: 'speed',
  title: 'Backlog at a location',
  definition: 'More order lines wait at a location than it can send or make ready in a day.',
  subjectKind: 'location',
  figure: 'waiting lines against a day’s capacity',
  unit: 'days',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 1, pendingMs: 5 * MINUTE_MS, recoverMs: 30 * MINUTE_MS },
  parameters: [
    {
      name: 'linesMin',
      title: 'Lines that must wait at least',
      unit: 'lines',
      default: 10,
      minimum: 1,
      maximum: 10_000,
    },
    {
      name: 'learnedFactor',
      title: 'Capacity against what was done on a busy day, where nobody told it',
      unit: 'times',
      default: 1.5,
      minimum: 1,
      maximum: 10,
    },
  ],
  inhibits: [{ rules: ['promiseAtRisk', 'pickupNotReady'], equal: ['location'] }],
  restMs: 5_000,
  touchedBy: ({ locations, orders }, { reader }) =>
    new Set([
      ...locations,
      ...(orders.size === 0
        ? []
        : reader
            .all<{ location: string }>(
              `SELECT DISTINCT location FROM order_lines
               WHERE order_id IN (SELECT value FROM json_each(?)) AND location IS NOT NULL`,
              [JSON.stringify([...orders])],
            )
            .map(({ location }) => location)),
    ]),
  timed: ({ reader }) =>
    reader
      .all<{ location: string }>(
        `SELECT DISTINCT location FROM order_lines
         WHERE open = 1 AND allocated_at IS NOT NULL AND shipped_at IS NULL AND ready_at IS NULL AND location IS NOT NULL`,
      )
      .map(({ location }) => location),
  measure: (context, locations) => locations.flatMap((location) => measureLocation(context, location)),
  explain: (context, { subject, figure }) => explainLocation(context, subject, figure),
}
