/** Owns orders' rows of experience and the daily sums over them: whoever changes a row changes the sums by what it changed. */
import type { RatingScale } from '../../shared/vocabulary.ts'
import type { SubjectContext } from '../ledger/subjects.ts'
import type { SqlValue } from '../ledger/types.ts'

type Store = Pick<SubjectContext, 'writer'>

/** A row of `order_experience`, by its columns. */
export interface ExperienceRow extends Record<string, SqlValue> {
  placed_at: number
  order_id: string
  channel: string | null
  flow: string | null
  region: string | null
  country: string | null
  touch_channel: string | null
  /** `open`, `handedOver` or `cancelled`. */
  outcome: string
  late: number | null
  late_ms: number | null
  contacts: number
  returned: number
  had: number
}

const SCALES: readonly RatingScale[] = ['stars', 'nps', 'csat']
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Two years: lateness beyond it is no measure of speed, and its square would not fit. */
const LATE_MINUTES_MAX = 1_051_200

/** Bounds of lateness in hours; a bin is more than one bound and at most the next. In time is at most 0. */
export const LATE_BOUNDS_HOURS = [-168, -72, -24, 0, 24, 72, 168, 336] as const
/** Bin of orders whose lateness is not known. */
export const NO_BIN = -1

/** Bin of a lateness, from 0 up. */
export const binOf = (lateMs: number | null): number =>
  lateMs === null ? NO_BIN : LATE_BOUNDS_HOURS.filter((hours) => lateMs > hours * 60 * MINUTE_MS).length

/** Sums of the orders of one day and cell; each adds its row's own columns. */
const SUMMED_COLUMNS = [
  'cancelled_by_stock', 'rejected', 'short', 'had', 'contacts', 'stars', 'stars_sum', 'stars_squares', 'nps', 'nps_poor',
  'nps_high', 'csat', 'csat_high',
] as const // prettier-ignore

/** One row of a table of sums, and what an order adds to it. */
interface Share {
  table: string
  key: Record<string, SqlValue>
  adds: Record<string, number>
}

function sharesOf(row: ExperienceRow): Share[] {
  const { outcome, late, returned, had } = row
  const isKept = late === 0 && outcome !== 'open'
  const isLate = late === 1
  const cell = {
    day: Math.floor(row.placed_at / DAY_MS),
    channel: row.channel ?? '',
    flow: row.flow ?? '',
    region: row.region ?? '',
    country: row.country ?? '',
  }
  const state = outcome !== 'handedOver' ? outcome : isLate ? 'late' : isKept ? 'inTime' : 'handedOver'
  const summed = Object.fromEntries(SUMMED_COLUMNS.map((name) => [name, Number(row[name])]))
  return [
    {
      table: 'experience_cells',
      key: cell,
      adds: {
        orders: 1,
        kept: Number(isKept),
        late: Number(isLate),
        cancelled: Number(outcome === 'cancelled'),
        returned: Number(returned === 1 && had === 1),
        ...summed,
      },
    },
    {
      table: 'journey_cells',
      key: {
        ...cell,
        touch: row.touch_channel ?? '',
        outcome: outcome === 'open' && isLate ? 'overdue' : state,
        had,
        returned: Number(returned === 1 && had === 1),
      },
      adds: { orders: 1 },
    },
    ...SCALES.flatMap((scale) => ratingShare(row, cell, scale)),
  ]
}

function ratingShare(row: ExperienceRow, cell: Record<string, SqlValue>, scale: RatingScale): Share[] {
  const answers = Number(row[scale])
  if (answers === 0) return []
  const sum = Number(row[`${scale}_sum`])
  const minutes = Math.floor((row.late_ms ?? 0) / MINUTE_MS)
  const x = Math.max(-LATE_MINUTES_MAX, Math.min(LATE_MINUTES_MAX, minutes))
  return [
    {
      table: 'rating_cells',
      key: { scale, ...cell, bin: binOf(row.late_ms) },
      adds: {
        answers,
        sum,
        squares: Number(row[`${scale}_squares`]),
        poor: Number(row[`${scale}_poor`]),
        x: x * answers,
        xx: x * x * answers,
        xy: x * sum,
      },
    },
  ]
}

const sqlOf = new Map<string, string>()

function add({ writer }: Store, { table, key, adds }: Share, sign: 1 | -1): void {
  let sql = sqlOf.get(table)
  if (sql === undefined) {
    const columns = [...Object.keys(key), ...Object.keys(adds)]
    const changes = Object.keys(adds).map((name) => `${name} = ${name} + excluded.${name}`)
    sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
      ON CONFLICT DO UPDATE SET ${changes.join(', ')}`
    sqlOf.set(table, sql)
  }
  writer.run(sql, [...Object.values(key), ...Object.values(adds).map((value) => sign * value)])
}

/** The order's row as it is stored; to be read while `orders` still has the time that it lies under. */
export function experienceOf({ writer }: Store, order: string): ExperienceRow | null {
  return (
    writer.get<ExperienceRow>(
      `SELECT * FROM order_experience
       WHERE placed_at = (SELECT placed_at FROM orders WHERE order_id = ?) AND order_id = ?`,
      [order, order],
    ) ?? null
  )
}

/** Puts a row in the place of another, or of none, and brings the sums along. */
export function replaceExperience(store: Store, before: ExperienceRow | null, after: ExperienceRow | null): void {
  if (before && after && Object.keys(after).every((name) => after[name] === before[name])) return
  const { writer } = store
  if (before && (before.placed_at !== after?.placed_at || before.order_id !== after.order_id)) {
    writer.run('DELETE FROM order_experience WHERE placed_at = ? AND order_id = ?', [before.placed_at, before.order_id])
  }
  if (after) {
    const columns = Object.keys(after)
    writer.run(
      `INSERT OR REPLACE INTO order_experience (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      Object.values(after),
    )
  }
  const [lost, won] = [before ? sharesOf(before) : [], after ? sharesOf(after) : []]
  if (lost.length === 0 || won.length === 0) {
    for (const share of lost) add(store, share, -1)
    for (const share of won) add(store, share, 1)
    return
  }
  const texts = (shares: readonly Share[]) => new Set(shares.map((share) => JSON.stringify(share)))
  const [lostTexts, wonTexts] = [texts(lost), texts(won)]
  // Most steps of an order change none of its sums.
  for (const share of lost) if (!wonTexts.has(JSON.stringify(share))) add(store, share, -1)
  for (const share of won) if (!lostTexts.has(JSON.stringify(share))) add(store, share, 1)
} // prettier-ignore
