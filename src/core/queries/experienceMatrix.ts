/** Owns the matrix of experience: per channel and flow what customers met, from sums over the window's orders. */
import type { InputOf } from '../../shared/contract.ts'
import type {
  ExperienceFigures,
  ExperienceMatrix,
  ExperienceRow,
  TrendPoint,
} from '../../shared/readModels/experience.ts'
import type { Flow } from '../../shared/vocabulary.ts'
import type { QueryContext } from './context.ts'
import { boundedMeanOf, shareOf } from './experienceIntervals.ts'
import { DAY_MS, OVERDUE_SQL, scopeOf, wordOf, type Scoped } from './experienceScope.ts'

const HOUR_MS = 3_600_000
const USUAL_STEP_DAYS = 7
/** Steps of a trend at most: longer windows get longer steps. */
const TREND_STEPS_MAX = 200

/** What is summed, by name. */
const SUMMED = {
  orders: 'orders',
  kept: 'kept',
  broken: 'late',
  cancelled: 'cancelled',
  cancelledByStock: 'cancelled_by_stock',
  rejected: 'rejected',
  short: 'short',
  had: 'had',
  returned: 'returned',
  contacts: 'contacts',
  stars: 'stars',
  starsSum: 'stars_sum',
  starsSquares: 'stars_squares',
  nps: 'nps',
  npsPoor: 'nps_poor',
  npsHigh: 'nps_high',
  csat: 'csat',
  csatHigh: 'csat_high',
} as const
type Counts = Record<keyof typeof SUMMED, number>
const NAMES = Object.keys(SUMMED) as (keyof typeof SUMMED)[]

interface Axis {
  channel: string | null
  flow: string | null
}
type Timed = 'return_ms' | 'pickup_ms'
type SumRow = Counts & Axis & { step: number }

const none = (): Counts => Object.fromEntries(NAMES.map((name) => [name, 0])) as Counts

function add(to: Counts, more: Counts): void {
  for (const name of NAMES) to[name] += more[name] ?? 0
}

export function experienceMatrix(
  context: QueryContext,
  input: InputOf<'experience.matrix'>,
): ExperienceMatrix {
  const { trendStepDays = USUAL_STEP_DAYS, ...scope } = input
  return context.reader.snapshot(() => {
    const scoped = scopeOf(context, scope)
    const { from, until } = scoped.window
    const least = Math.ceil((until - from) / DAY_MS / TREND_STEPS_MAX)
    const stepDays = Math.max(trendStepDays, least, 1)
    const sums = sumRows(context, scoped, stepDays)
    const times = {
      return: timesOf(context, scoped, 'return_ms'),
      pickup: timesOf(context, scoped, 'pickup_ms'),
    }
    const figures = (is: (axis: Axis) => boolean): ExperienceFigures => {
      const counts = none()
      for (const row of sums) if (is(row)) add(counts, row)
      return figuresOf(counts, timed(times.return, is), timed(times.pickup, is))
    }
    const row = (level: ExperienceRow['level'], axis: Axis, is: (axis: Axis) => boolean): ExperienceRow => ({
      level,
      channel: axis.channel,
      flow: axis.flow as Flow | null,
      ...figures(is),
      trend: trendOf(sums.filter(is), scoped.window, stepDays),
    })
    const channels = inOrder(sums.map(({ channel }) => channel))
    return {
      ...scoped.window,
      rows: channels.flatMap((channel) => {
        const inChannel = (axis: Axis) => axis.channel === channel
        return [
          row('channel', { channel, flow: null }, inChannel),
          ...inOrder(sums.filter(inChannel).map(({ flow }) => flow)).map((flow) =>
            row('flow', { channel, flow }, (axis) => inChannel(axis) && axis.flow === flow),
          ),
        ]
      }),
      total: figures(() => true),
      trendStepDays: stepDays,
      feedbackWithoutOrder: feedbackWithoutOrder(context, scoped),
    }
  })
}

/** Names once each, by name; what is not known comes last. */
function inOrder(names: (string | null)[]): (string | null)[] {
  return [...new Set(names)].sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
}

/** The daily sums by channel, flow and step of the trend; orders open past their promise are counted as the time is now. */
function sumRows(
  { reader, clock }: QueryContext,
  { cells, rows, window }: Scoped,
  stepDays: number,
): SumRow[] {
  const stepOf = (day: number) => Math.floor((day - window.from / DAY_MS) / stepDays)
  const columns = NAMES.map((name) => `sum(${SUMMED[name]}) AS "${name}"`).join(', ')
  // In the order of the key, so that nothing has to be sorted.
  const days = reader.all<Counts & { day: number; channel: string; flow: string }>(
    `SELECT day, channel, flow, ${columns} FROM experience_cells WHERE ${cells.where} GROUP BY day, channel, flow`,
    cells.parameters,
  )
  const overdue = reader.all<Axis & { day: number; n: number }>(
    `SELECT CAST(e.placed_at / ${DAY_MS} AS INTEGER) AS day, channel, flow, count(*) AS n
     FROM order_experience AS e INDEXED BY order_experience_open
     WHERE e.open_promised_at IS NOT NULL AND ${OVERDUE_SQL} AND ${rows.where} GROUP BY 1, 2, 3`,
    [clock.now(), ...rows.parameters],
  )
  const sums = new Map<string, SumRow>()
  const at = (day: number, channel: string | null, flow: string | null): SumRow => {
    const key = JSON.stringify([stepOf(day), channel, flow])
    const known = sums.get(key) ?? { ...none(), step: stepOf(day), channel, flow }
    sums.set(key, known)
    return known
  }
  for (const { day, channel, flow, ...counts } of days) {
    if (counts.orders > 0) add(at(day, wordOf(channel), wordOf(flow)), counts)
  }
  for (const { day, channel, flow, n } of overdue) at(day, channel, flow).broken += n
  return [...sums.values()]
}

type TimesByCell = Map<string, { axis: Axis; values: number[] }>

function timesOf(
  { reader }: QueryContext,
  { rows: { where, parameters } }: Scoped,
  column: Timed,
): TimesByCell {
  const cells: TimesByCell = new Map()
  const rows = reader.all<Axis & { ms: number }>(
    `SELECT channel, flow, ${column} AS ms FROM order_experience AS e WHERE ${where} AND e.${column} IS NOT NULL`,
    parameters,
  )
  for (const { channel, flow, ms } of rows) {
    const key = JSON.stringify([channel, flow])
    const cell = cells.get(key) ?? { axis: { channel, flow }, values: [] }
    cell.values.push(ms)
    cells.set(key, cell)
  }
  return cells
}

function timed(cells: TimesByCell, is: (axis: Axis) => boolean): Float64Array {
  return Float64Array.from([...cells.values()].flatMap(({ axis, values }) => (is(axis) ? values : []))).sort()
}

/** The middle value; between two, their mean. In hours. */
function medianHours(sorted: Float64Array): number | null {
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1]
  const high = sorted[Math.floor(middle)]
  return low === undefined || high === undefined ? null : (low + high) / 2 / HOUR_MS
}

function figuresOf(counts: Counts, returns: Float64Array, pickups: Float64Array): ExperienceFigures {
  const { orders, kept, broken, nps, npsHigh, npsPoor } = counts
  return {
    orders,
    promiseKept: shareOf(kept, kept + broken),
    cancelled: shareOf(counts.cancelled, orders),
    cancelledByStock: shareOf(counts.cancelledByStock, orders),
    rejected: shareOf(counts.rejected, orders),
    short: shareOf(counts.short, orders),
    returned: shareOf(counts.returned, counts.had),
    returnHoursMedian: medianHours(returns),
    returnsTimed: returns.length,
    pickupWaitHoursMedian: medianHours(pickups),
    pickupsTimed: pickups.length,
    contactsPerOrder: orders === 0 ? null : counts.contacts / orders,
    rating: boundedMeanOf(
      { count: counts.stars, sum: counts.starsSum, squares: counts.starsSquares },
      [1, 5],
    ),
    // Each answer counts 100, 0 or −100: the score is their mean.
    nps: boundedMeanOf(
      { count: nps, sum: 100 * (npsHigh - npsPoor), squares: 10_000 * (npsHigh + npsPoor) },
      [-100, 100],
    ),
    csat: shareOf(counts.csatHigh, counts.csat),
  }
}

function trendOf(sums: readonly SumRow[], { from, until }: Scoped['window'], stepDays: number): TrendPoint[] {
  const stepMs = stepDays * DAY_MS
  return Array.from({ length: Math.max(0, Math.ceil((until - from) / stepMs)) }, (_, step): TrendPoint => {
    const counts = none()
    for (const row of sums) if (row.step === step) add(counts, row)
    const due = counts.kept + counts.broken
    return {
      day: new Date(from + step * stepMs).toISOString().slice(0, 10),
      orders: counts.orders,
      promiseKept: due === 0 ? null : counts.kept / due,
      rating: counts.stars === 0 ? null : counts.starsSum / counts.stars,
    }
  })
}

/** Answers given within the window about orders that nothing has placed in time. */
function feedbackWithoutOrder({ reader }: QueryContext, { window }: Scoped): number {
  return (
    reader.get<{ n: number }>(
      `SELECT count(*) AS n FROM feedback INDEXED BY feedback_by_time
       WHERE placed_at IS NULL AND answered_at >= ? AND answered_at < ?`,
      [window.from, window.until],
    )?.n ?? 0
  )
}
