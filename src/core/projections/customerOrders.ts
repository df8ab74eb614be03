/** Owns what an order was like for its customer: one row an order, from which all figures of experience are summed. */
import type { RatingScale } from '../../shared/vocabulary.ts'
import type { Fact, SubjectContext } from '../ledger/subjects.ts'
import { experienceOf, replaceExperience, type ExperienceRow } from './customerCells.ts'
import { ENDED } from './orders/flows.ts'
import type { OrderFold } from './orders/fold.ts'
import type { LineFold } from './orders/lineFold.ts'
import { isHad, unitsBack } from './orders/returns.ts'

type Store = Pick<SubjectContext, 'writer'>

/** How long before an order a touch can have been its first. */
export const TOUCH_WINDOW_MS = 30 * 86_400_000

/** Answers of one scale: how many, their sum, the sum of their squares, how many were poor, how many high. */
type Sums = [count: number, sum: number, squares: number, poor: number, high: number]

const SCALES: readonly RatingScale[] = ['stars', 'nps', 'csat']

/** Poor: 2 or lower of 5, detractors of NPS. High: 4 or 5 of 5, promoters of NPS. */
function ratingSums(facts: readonly Fact[], scale: RatingScale): Sums {
  const [poorMax, highMin] = scale === 'nps' ? [6, 9] : [2, 4]
  const sums: Sums = [0, 0, 0, 0, 0]
  for (const { event } of facts) {
    if (event.type !== 'FeedbackGiven' || (event.scale ?? 'stars') !== scale) continue
    const { rating } = event
    sums[0] += 1
    sums[1] += rating
    sums[2] += rating * rating
    sums[3] += Number(rating <= poorMax)
    sums[4] += Number(rating >= highMin)
  }
  return sums
}

const portionsOf = (fold: OrderFold) => fold.lines.flatMap(({ portions }) => portions)

/** From the customer's hands to the first receipt of what came back. */
function returnMs({ returns, portions, handedOverAt }: LineFold): number[] {
  const had = portions.filter(isHad).map(({ stepAt }) => stepAt.delivered ?? stepAt.collected ?? 0)
  const since = handedOverAt ?? (had.length > 0 ? Math.max(...had) : null)
  return returns.flatMap((one) =>
    since === null || one.stepAt.received === undefined || unitsBack(one) <= 0
      ? []
      : [Math.max(0, one.stepAt.received - since)],
  )
}

/** From ready to collected, of the units that waited longest. */
const pickupMs = ({ portions }: LineFold): number[] =>
  portions.flatMap(({ stepAt }) =>
    stepAt.collected === undefined || stepAt.ready === undefined
      ? []
      : [Math.max(0, stepAt.collected - stepAt.ready)],
  )

const lateMs = ({ promise, handedOverAt }: LineFold): number[] =>
  promise === null || handedOverAt === null ? [] : [handedOverAt - promise.at]

/** The first promise of what is still to come. */
const openPromises = ({ promise, portions }: LineFold): number[] =>
  promise !== null && portions.some(({ stage }) => !ENDED.has(stage)) ? [promise.at] : []

function outcomeOf(fold: OrderFold): string {
  const portions = portionsOf(fold)
  if (portions.some(({ stage }) => !ENDED.has(stage))) return 'open'
  return portions.some(isHad) ? 'handedOver' : 'cancelled'
}

const most = (values: number[]) => (values.length === 0 ? null : Math.max(...values))
const least = (values: number[]) => (values.length === 0 ? null : Math.min(...values))

/** Saves what the order was like; without a time of placing it is in no window, and has no row. */
export function saveExperience(
  store: Store,
  order: string,
  facts: readonly Fact[],
  fold: OrderFold,
  before: ExperienceRow | null,
): void {
  const { placedAt } = fold
  replaceExperience(
    store,
    before,
    placedAt === null ? null : rowOf(store, order, facts, fold, placedAt, before),
  )
}

function rowOf(
  store: Store,
  order: string,
  facts: readonly Fact[],
  fold: OrderFold,
  placedAt: number,
  before: ExperienceRow | null,
): ExperienceRow {
  const { lines, customer } = fold
  const late = lines.flatMap((line) => (line.late === null ? [] : [line.late]))
  // What touches and contacts tell is kept up by those who fold them, once the row is there.
  const touchOf = () => {
    if (customer === null) return null
    const isKnown = before !== null && before.customer === customer && before.placed_at === placedAt
    return isKnown ? before.touch_channel : firstTouch(store, order, customer, placedAt)
  }
  const row: ExperienceRow = {
    placed_at: placedAt,
    order_id: order,
    channel: fold.channel,
    flow: fold.flow,
    // Where a source tells only the country, it stands in the region's place, as it does for delivery speed.
    region:
      lines.find(({ region }) => region)?.region ?? lines.find(({ country }) => country)?.country ?? null,
    country: lines.find(({ country }) => country)?.country ?? null,
    touch_channel: touchOf(),
    outcome: outcomeOf(fold),
    late: late.length === 0 ? null : Number(late.includes(true)),
    late_ms: most(lines.flatMap(lateMs)),
    open_promised_at: least(lines.flatMap(openPromises)),
    cancelled_by_stock: Number(
      outcomeOf(fold) === 'cancelled' && portionsOf(fold).some(({ cancelledBy }) => cancelledBy === 'stock'),
    ),
    rejected: Number(lines.some(({ rejections }) => rejections > 0)),
    short: Number(lines.some(({ shortUnits }) => shortUnits > 0)),
    had: Number(portionsOf(fold).some(isHad)),
    returned: Number(lines.some(({ returns }) => returns.some((one) => unitsBack(one) > 0))),
    return_ms: least(lines.flatMap(returnMs)),
    pickup_ms: most(lines.flatMap(pickupMs)),
    contacts: before?.contacts ?? contactsOf(store, order),
    customer,
  }
  const answers = facts.filter(({ event }) => event.type === 'FeedbackGiven')
  for (const scale of SCALES) {
    const [count, sum, squares, poor, high] = ratingSums(answers, scale)
    row[scale] = count
    row[`${scale}_sum`] = sum
    row[`${scale}_squares`] = squares
    row[`${scale}_poor`] = poor
    row[`${scale}_high`] = high
  }
  return row
}

function contactsOf({ writer }: Store, order: string): number {
  return writer.get<{ n: number }>('SELECT count(*) AS n FROM contacts WHERE order_id = ?', [order])?.n ?? 0
}

/** The channel of the customer's first touch in the month before an order; one that names another order is that one's. */
function firstTouch({ writer }: Store, order: string, customer: string, placedAt: number): string | null {
  return (
    writer.get<{ channel: string }>(
      `SELECT channel FROM touches WHERE customer = ? AND touched_at BETWEEN ? AND ? AND (order_id IS NULL OR order_id = ?)
       ORDER BY touched_at, identity, line LIMIT 1`,
      [customer, placedAt - TOUCH_WINDOW_MS, placedAt, order],
    )?.channel ?? null
  )
}

/** Tells an order's row how many contacts name it. */
export function recountContacts(store: Store, order: string): void {
  const row = experienceOf(store, order)
  if (row) replaceExperience(store, row, { ...row, contacts: contactsOf(store, order) })
}

/** Tells the rows of a customer's orders which touch was the first before them, where any was or is between two times. */
export function retraceTouches(store: Store, customer: string, from: number, until: number): void {
  const rows = store.writer.all<ExperienceRow>(
    `SELECT e.* FROM orders AS o JOIN order_experience AS e ON e.placed_at = o.placed_at AND e.order_id = o.order_id
     WHERE o.customer = ? AND o.placed_at BETWEEN ? AND ?`,
    [customer, from, until + TOUCH_WINDOW_MS],
  )
  for (const row of rows) {
    const first = firstTouch(store, row.order_id, customer, row.placed_at)
    if (first !== row.touch_channel) replaceExperience(store, row, { ...row, touch_channel: first })
  }
}
