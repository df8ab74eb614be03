/** Owns what rules know of positions at a glance: read by the dozen, once a step, and shared between the rules of stock. */
import type { Reader } from '../../../ledger/types.ts'
import { subjectKey, subjectParts, type Measurement, type RuleContext } from '../../rule.ts'
import { ofStep } from '../../step.ts'
import { dayOf, FLOW_PERIODS, PERIOD_DAYS } from './days.ts'
import type { Glance } from './demand.ts'

export const WEEK_MS = 7 * 86_400_000

/** A place that has positions. */
export interface PlaceState {
  locationId: number
  location: string
  kind: string | null
  /** Latest time that any record of it names. */
  lastOccurredAt: number
  /** Microunits of all its positions that orders hold, and that are kept back. */
  held: number
  safety: number
  /** Days on which anything was sold or sent on, as bits by period. */
  livingDays: ReadonlyMap<number, number>
}

export interface PeriodState {
  period: number
  /** Sold and sent on. */
  left: number
  leftDays: number
  cameDays: number
}

/** A position's sellable stock; microunits. */
export interface PositionState {
  subject: string
  location: string
  sku: string
  skuId: number
  place: PlaceState
  sellable: number
  safety: number
  held: number
  anchorAt: number | null
  latestAt: number
  latestEntry: number | null
  /** What left and came in the latest periods, the oldest first. */
  periods: readonly PeriodState[]
  /** Demand at a glance, once anybody asked for it. */
  glance: Glance | null
}

type Ids = { locations: Map<string, number>; skus: Map<string, number> }
/** Numbers never change in a store. */
const numbers = new WeakMap<Reader, Ids>()
const KEPT_NUMBERS = 500_000

function numberOf(
  reader: Reader,
  kept: Map<string, number>,
  table: 'location' | 'sku',
  name: string,
): number {
  let known = kept.get(name)
  if (known === undefined) {
    known =
      reader.get<{ n: number }>(`SELECT ${table}_id AS n FROM ${table}s WHERE ${table} = ?`, [name])?.n ?? 0
    if (known === 0) return 0
    if (kept.size >= KEPT_NUMBERS) kept.clear()
    kept.set(name, known)
  }
  return known
}

const PLACE_SQL = `
SELECT location_id AS locationId, location, kind, last_occurred_at AS lastOccurredAt, safety,
  coalesce((SELECT held FROM location_holds AS h WHERE h.location = locations.location), 0) AS held
FROM rollups JOIN locations USING (location_id) WHERE location_id = ?`

const LIVING_SQL = `
SELECT (day - ((day % 28) + 28) % 28) / 28 AS period, sum(1 << (((day % 28) + 28) % 28)) AS days
FROM sold_days WHERE location_id = ? AND day >= ? AND (microunits <> 0 OR dispatched <> 0) GROUP BY 1`

/** Positions that one statement asks for. */
const ASKED_AT_ONCE = 64
const WANTED_SQL = `
WITH wanted (location_id, sku_id) AS (VALUES ${Array.from({ length: ASKED_AT_ONCE }, () => '(?,?)').join(',')})`

const BALANCES_SQL = `${WANTED_SQL}
SELECT b.location_id * 268435456 + b.sku_id AS key, b.microunits AS sellable, b.anchor_at AS anchorAt,
  b.latest_at AS latestAt, b.latest_entry AS latestEntry
FROM wanted CROSS JOIN balances AS b ON b.location_id = wanted.location_id AND b.sku_id = wanted.sku_id AND b.disposition = 0`

const PERIODS_SQL = `${WANTED_SQL}
SELECT p.location_id * 268435456 + p.sku_id AS key, period, sold + sent AS left, left_days AS leftDays, came_days AS cameDays
FROM wanted CROSS JOIN position_periods AS p ON p.location_id = wanted.location_id AND p.sku_id = wanted.sku_id
  AND p.period >= ? AND p.period <= ?`

const SAFETY_SQL = `${WANTED_SQL}
SELECT f.location_id * 268435456 + f.sku_id AS key, f.microunits AS safety
FROM wanted CROSS JOIN safety_stocks AS f ON f.location_id = wanted.location_id AND f.sku_id = wanted.sku_id`

const HELD_SQL = 'SELECT held FROM position_holds WHERE location = ? AND sku = ?'

interface Read {
  positions: Map<string, PositionState | null>
  /** Positions of places that fell silent. */
  silent: Map<string, PlaceState>
  places: Map<number, PlaceState | null>
}

type BalanceRow = Pick<PositionState, 'sellable' | 'anchorAt' | 'latestAt' | 'latestEntry'> & { key: number }
/** A location and a SKU as one number. */
const KEY_SPAN = 268_435_456

type Mutable = { -readonly [K in keyof PositionState]: PositionState[K] } & { periods: PeriodState[] }

interface Asked {
  subject: string
  location: string
  sku: string
  skuId: number
  place: PlaceState
}

function placeOf({ reader, now }: RuleContext, read: Read, locationId: number): PlaceState | null {
  const known = read.places.get(locationId)
  if (known !== undefined) return known
  const row = reader.get<Omit<PlaceState, 'livingDays'>>(PLACE_SQL, [locationId])
  const firstDay = (Math.floor(dayOf(now) / PERIOD_DAYS) - FLOW_PERIODS + 1) * PERIOD_DAYS
  const place = row
    ? {
        ...row,
        livingDays: new Map(
          reader
            .all<{ period: number; days: number }>(LIVING_SQL, [locationId, firstDay])
            .map(({ period, days }) => [period, days]),
        ),
      }
    : null
  read.places.set(locationId, place)
  return place
}

/** Whether a place is one whose stock is looked after. */
const isOwn = ({ kind }: PlaceState): boolean => kind !== 'customer' && kind !== 'supplier'

/** Whether it is, and was heard of in the last seven days. */
export const isLiving = (place: PlaceState, now: number): boolean =>
  place.lastOccurredAt >= now - WEEK_MS && isOwn(place)

function readPositions(context: RuleContext, read: Read, asked: readonly Asked[]): void {
  const { reader, now } = context
  const period = Math.floor(dayOf(now) / PERIOD_DAYS)
  for (let start = 0; start < asked.length; start += ASKED_AT_ONCE) {
    const some = asked.slice(start, start + ASKED_AT_ONCE)
    const found = new Map<number, Mutable>()
    const keys: number[] = []
    const byKey = new Map<number, Asked>()
    for (const one of some) {
      keys.push(one.place.locationId, one.skuId)
      byKey.set(one.place.locationId * KEY_SPAN + one.skuId, one)
    }
    while (keys.length < ASKED_AT_ONCE * 2) keys.push(0, 0)
    for (const row of reader.all<BalanceRow>(BALANCES_SQL, keys)) {
      const { key, sellable, anchorAt, latestAt, latestEntry } = row
      const one = byKey.get(key)
      if (!one) continue
      const { subject, location, sku, skuId, place } = one
      const position: Mutable = {
        subject,
        location,
        sku,
        skuId,
        place,
        sellable,
        safety: 0,
        held: place.held === 0 ? 0 : (reader.get<{ held: number }>(HELD_SQL, [location, sku])?.held ?? 0),
        anchorAt,
        latestAt,
        latestEntry,
        periods: [],
        glance: null,
      }
      found.set(key, position)
      read.positions.set(subject, position)
    }
    for (const row of reader.all<PeriodState & { key: number }>(PERIODS_SQL, [
      ...keys,
      period - FLOW_PERIODS + 1,
      period,
    ])) {
      found.get(row.key)?.periods.push(row)
    }
    if (!some.some(({ place }) => place.safety > 0)) continue
    for (const row of reader.all<{ key: number; safety: number }>(SAFETY_SQL, keys)) {
      const position = found.get(row.key)
      if (position) position.safety = row.safety
    }
  }
}

/** The positions among the subjects that exist in places that live; each is read once a step, whoever asks. */
export function positionsOf(context: RuleContext, subjects: readonly string[]): PositionState[] {
  const read = readOf(context)
  const found: PositionState[] = []
  const missing: string[] = []
  for (const subject of subjects) {
    const known = read.positions.get(subject)
    if (known) found.push(known)
    else if (known === undefined) missing.push(subject)
  }
  if (missing.length === 0) return found
  readPositions(context, read, askedFor(context, read, missing))
  for (const subject of missing) {
    const position = read.positions.get(subject)
    if (position) found.push(position)
  }
  return found
}

/** Those of places that fell silent: there is nothing to judge them by, which is not the same as well. To be asked last. */
export function unjudged(context: RuleContext, subjects: readonly string[]): Measurement[] {
  const { silent } = readOf(context)
  if (silent.size === 0) return []
  return subjects.flatMap((subject) => {
    const place = silent.get(subject)
    if (!place) return []
    const [location = '', sku = ''] = subjectParts(subject)
    const at = place.lastOccurredAt
    return [{ subject, labels: { location, sku }, figure: null, since: at, dataAsOf: at }]
  })
}

const readOf = (context: RuleContext): Read =>
  ofStep<Read>(context, 'positions', () => ({ positions: new Map(), silent: new Map(), places: new Map() }))

/** Those whose places live, by their numbers; the others are noted as not there. */
function askedFor(context: RuleContext, read: Read, subjects: readonly string[]): Asked[] {
  const { reader, now } = context
  let ids = numbers.get(reader)
  if (!ids) numbers.set(reader, (ids = { locations: new Map(), skus: new Map() }))
  const asked: Asked[] = []
  for (const subject of subjects) {
    read.positions.set(subject, null)
    const [location = '', sku = ''] = subjectParts(subject)
    const locationId = numberOf(reader, ids.locations, 'location', location)
    const skuId = numberOf(reader, ids.skus, 'sku', sku)
    const place = locationId === 0 || skuId === 0 ? null : placeOf(context, read, locationId)
    if (!place) continue
    if (isLiving(place, now)) asked.push({ subject, location, sku, skuId, place })
    else if (isOwn(place)) read.silent.set(subject, place)
  }
  return asked
}

/** Every position of places that live. */
export function* livingPositions({ reader, now }: RuleContext): Generator<string> {
  const places = reader.all<{ locationId: number; location: string }>(
    `SELECT location_id AS locationId, location FROM rollups JOIN locations USING (location_id)
     WHERE last_occurred_at >= ? AND kind IS NOT 'customer'`,
    [now - WEEK_MS],
  )
  for (const place of places) yield* positionsAt(reader, place)
}

export function positionsAt(reader: Reader, place: { locationId: number; location: string }): string[] {
  return reader
    .all<{ sku: string }>(
      'SELECT sku FROM balances JOIN skus USING (sku_id) WHERE location_id = ? AND disposition = 0',
      [place.locationId],
    )
    .map(({ sku }) => subjectKey(place.location, sku))
}
