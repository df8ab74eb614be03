/** Owns orders' rows of experience and the daily sums over them: whoever changes a row changes the sums by what it changed. */
import { LATE_BOUNDS_HOURS } from '../../shared/lateness.ts'
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

/** Bin of orders whose lateness is not known. */
export const NO_BIN = -1

/** Bin of a lateness, from 0 up. */
export const binOf = (lateMs: number | null): number =>
  lateMs === null ? NO_BIN : LATE_BOUNDS_HOURS.filter((hours) => lateMs > hours * 60 * MINUTE_MS).length

const CELL = ['day', 'channel', 'flow', 'region', 'country'] as const
/** Columns of the sums that add up a column of the same name. */
const SUMMED = [
  'cancelled_by_stock',
  'rejected',
  'short',
  'had',
  'contacts',
  'stars',
  'stars_sum',
  'stars_squares',
  'nps',
  'nps_poor',
  'nps_high',
  'csat',
  'csat_high',
] as const

/** The tables of sums: by what they are kept, and what they add up. */
const TABLES = {
  experience_cells: { keys: CELL, sums: ['orders', 'kept', 'late', 'cancelled', 'returned', ...SUMMED] },
  journey_cells: { keys: [...CELL, 'touch', 'outcome', 'had', 'returned'], sums: ['orders'] },
  rating_cells: {
    keys: ['scale', ...CELL, 'bin'],
    sums: ['answers', 'sum', 'squares', 'poor', 'x', 'xx', 'xy'],
  },
} as const
type Table = keyof typeof TABLES

const ADD_SQL = Object.fromEntries(
  Object.entries(TABLES).map(([table, { keys, sums }]) => {
    const columns = [...keys, ...sums]
    const changes = sums.map((name) => `${name} = ${name} + excluded.${name}`)
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
      ON CONFLICT DO UPDATE SET ${changes.join(', ')}`
    return [table, sql]
  }),
) as Record<Table, string>

/** What an order adds to one row of a table of sums, in the order of its columns. */
interface Share {
  table: Table
  key: SqlValue[]
  adds: number[]
}

function sharesOf(row: ExperienceRow): Share[] {
  const { outcome, late, had } = row
  const isKept = late === 0 && outcome !== 'open'
  const isLate = late === 1
  const returned = Number(row.returned === 1 && had === 1)
  const cell = [
    Math.floor(row.placed_at / DAY_MS),
    row.channel ?? '',
    row.flow ?? '',
    row.region ?? '',
    row.country ?? '',
  ]
  const state = outcome !== 'handedOver' ? outcome : isLate ? 'late' : isKept ? 'inTime' : 'handedOver'
  const shares: Share[] = [
    {
      table: 'experience_cells',
      key: cell,
      adds: [
        1,
        Number(isKept),
        Number(isLate),
        Number(outcome === 'cancelled'),
        returned,
        ...SUMMED.map((name) => Number(row[name])),
      ],
    },
    {
      table: 'journey_cells',
      key: [
        ...cell,
        row.touch_channel ?? '',
        outcome === 'open' && isLate ? 'overdue' : state,
        had,
        returned,
      ],
      adds: [1],
    },
  ]
  for (const scale of SCALES) if (Number(row[scale]) > 0) shares.push(ratingShare(row, cell, scale))
  return shares
}

function ratingShare(row: ExperienceRow, cell: SqlValue[], scale: RatingScale): Share {
  const answers = Number(row[scale])
  const sum = Number(row[`${scale}_sum`])
  const minutes = Math.floor((row.late_ms ?? 0) / MINUTE_MS)
  const x = Math.max(-LATE_MINUTES_MAX, Math.min(LATE_MINUTES_MAX, minutes))
  const [squares, poor] = [Number(row[`${scale}_squares`]), Number(row[`${scale}_poor`])]
  return {
    table: 'rating_cells',
    key: [scale, ...cell, binOf(row.late_ms)],
    adds: [answers, sum, squares, poor, x * answers, x * x * answers, x * sum],
  }
}

/** Brings the sums from what one row added to what another adds; most steps of an order change nothing in them. */
function shift({ writer }: Store, before: ExperienceRow | null, after: ExperienceRow | null): void {
  const changes = new Map<string, Share>()
  const textOf = ({ table, key }: Share) => `${table}\0${key.join('\0')}`
  for (const share of after ? sharesOf(after) : []) changes.set(textOf(share), share)
  for (const share of before ? sharesOf(before) : []) {
    const won = changes.get(textOf(share))?.adds
    const adds = share.adds.map((lost, place) => (won?.[place] ?? 0) - lost)
    changes.set(textOf(share), { ...share, adds })
  }
  for (const { table, key, adds } of changes.values()) {
    if (adds.some((value) => value !== 0)) writer.run(ADD_SQL[table], [...key, ...adds])
  }
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

const ROW_COLUMNS: readonly string[] = [
  'placed_at',
  'order_id',
  'channel',
  'flow',
  'region',
  'country',
  'touch_channel',
  'outcome',
  'late',
  'late_ms',
  'open_promised_at',
  'cancelled_by_stock',
  'rejected',
  'short',
  'had',
  'returned',
  'return_ms',
  'pickup_ms',
  'contacts',
  'customer',
  ...SCALES.flatMap((scale) => [
    scale,
    ...['sum', 'squares', 'poor', 'high'].map((name) => `${scale}_${name}`),
  ]),
]
const ROW_SQL = `INSERT OR REPLACE INTO order_experience (${ROW_COLUMNS.join(', ')})
  VALUES (${ROW_COLUMNS.map(() => '?').join(', ')})`

/** What an answer or contact has of its order's row. */
export const TEXT_CELL = ['placed_at', 'channel', 'flow', 'region', 'country'] as const

/** The values of `TEXT_CELL`: null where the order was not placed, or nobody knows the order. */
export const textCellOf = (row: ExperienceRow | null): SqlValue[] =>
  TEXT_CELL.map((name) => row?.[name] ?? null)

const TEXT_SQL = ['feedback', 'contacts'].map(
  (table) => `UPDATE ${table} SET ${TEXT_CELL.map((name) => `${name} = ?`).join(', ')} WHERE order_id = ?`,
)

/** Texts lie in the cell of their order: they move with it. */
function moveTexts({ writer }: Store, before: ExperienceRow | null, after: ExperienceRow | null): void {
  const order = after?.order_id ?? before?.order_id
  const cell = textCellOf(after)
  const known = textCellOf(before)
  if (order === undefined || cell.every((value, place) => value === known[place])) return
  for (const sql of TEXT_SQL) writer.run(sql, [...cell, order])
}

/** Puts a row in the place of another, or of none, and brings the sums along. */
export function replaceExperience(
  store: Store,
  before: ExperienceRow | null,
  after: ExperienceRow | null,
): void {
  if (before && after && ROW_COLUMNS.every((name) => after[name] === before[name])) return
  const { writer } = store
  if (before && (before.placed_at !== after?.placed_at || before.order_id !== after.order_id)) {
    writer.run('DELETE FROM order_experience WHERE placed_at = ? AND order_id = ?', [
      before.placed_at,
      before.order_id,
    ])
  }
  if (after) {
    writer.run(
      ROW_SQL,
      ROW_COLUMNS.map((name) => after[name] ?? null),
    )
  }
  shift(store, before, after)
  moveTexts(store, before, after)
}
