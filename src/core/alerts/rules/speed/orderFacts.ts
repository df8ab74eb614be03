/** Owns what rules about speed read of one order: its open lines as they stand, and the records that tell of it. */
import type { AlertEvidence, AlertImpact, RuleContext } from '../../rule.ts'
import { feedHeardAt, LIVING_MS } from './places.ts'

type Store = Pick<RuleContext, 'reader' | 'now'>

export interface OpenLine {
  line: string
  name: string
  flow: string | null
  location: string | null
  region: string | null
  country: string | null
  channel: string | null
  allocatedAt: number | null
  readyAt: number | null
  promisedAt: number | null
  microunits: number
  valueMinor: number
  currency: string | null
  heardAt: number
  feedNumber: number
  detail: string
}

const LINES_SQL = `
SELECT l.line, coalesce(s.name, s.sku) AS name, l.flow, l.location, l.region, l.country, l.channel,
  l.allocated_at AS allocatedAt, l.ready_at AS readyAt, l.promised_at AS promisedAt, l.microunits,
  l.value_minor AS valueMinor, o.currency, o.last_occurred_at AS heardAt, o.last_feed AS feedNumber, o.detail
FROM order_lines AS l JOIN orders AS o USING (order_id) JOIN skus AS s USING (sku_id)
WHERE l.order_id = ? AND l.open = 1 AND l.flow IN ('bopis', 'ropis') ORDER BY l.line`

/** Open lines that a customer is to collect. */
export const counterLines = ({ reader }: Store, order: string): OpenLine[] =>
  reader.all<OpenLine>(LINES_SQL, [order])

/** Whether the source of an order has told nothing for so long that nobody knows how it stands. */
export const isHistory = (context: Store, feedNumber: number): boolean =>
  feedHeardAt(context, feedNumber) < context.now - LIVING_MS

/** Orders with open lines at a counter that were promised in the last days, or are to come. */
export const counterOrders = ({ reader, now }: Store, givenUpMs: number): string[] =>
  reader
    .all<{ order: string }>(
      `SELECT DISTINCT order_id AS "order" FROM order_lines
       WHERE open = 1 AND flow IN ('bopis', 'ropis') AND (promised_at IS NULL OR promised_at >= ?)`,
      [now - givenUpMs],
    )
    .map(({ order }) => order)

/** The latest records that tell of an order or a shipment. */
export const recordsOf = (
  { reader }: Store,
  kind: 'order' | 'shipment',
  subject: string,
  limit = 3,
): AlertEvidence[] =>
  reader
    .all<{ identity: string; at: number; body: string }>(
      `SELECT identity, occurred_at AS at, body FROM subjects JOIN facts USING (subject_number)
         JOIN events USING (event_number)
       WHERE kind = ? AND subject = ? ORDER BY occurred_at DESC, event_number DESC LIMIT ?`,
      [kind, subject, limit],
    )
    .map(({ identity, at, body }) => ({ text: `Told: ${toldIn(body)}`, identity, at }))

/** The steps that a record tells, in words. */
function toldIn(body: string): string {
  const events = JSON.parse(body) as { type: string; step?: string; milestone?: string }[]
  const words = events.map(({ type, step, milestone }) => step ?? milestone ?? type)
  return [...new Set(words)].slice(0, 4).join(', ').slice(0, 400)
}

/** What is at stake with some lines of one order. */
export function stakeOf(
  lines: readonly { microunits?: number; valueMinor: number; currency?: string | null }[],
): AlertImpact {
  const units = lines.reduce((sum, { microunits = 0 }) => sum + microunits, 0) / 1e6
  const valueMinor = lines.reduce((sum, line) => sum + line.valueMinor, 0)
  const currency = lines.find((line) => line.currency)?.currency
  return {
    ...(units > 0 ? { units } : {}),
    ...(valueMinor > 0 && currency ? { valueMinor, currency } : {}),
    customers: 1,
    promises: lines.length,
  }
}
