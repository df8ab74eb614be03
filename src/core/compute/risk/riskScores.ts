/** Owns the scores of all open lines: the model learned from the latest orders, and what each line's odds are by it. */
import type { Reader, SqlValue } from '../../ledger/types.ts'
import type { RiskScope, ScoredLine, ScoredPage } from '../../../shared/riskScore.ts'
import { placesOf } from './pastOrders.ts'
import { endedAt, riskLineOf, type FoldedLine, type RiskLine } from './riskLine.ts'
import { betterCarrier, fitRisk, predict, usualNext, type RiskModel } from './riskModel.ts'

/** The latest orders that are learned from. */
const LEARNED_ORDERS = 20_000

interface StoredOrder {
  order: string
  placedAt: number | null
  detail: string
}

const linesOf = ({ detail }: StoredOrder) => (JSON.parse(detail) as { lines: FoldedLine[] }).lines

/**
 * Learns from the latest orders. What was not over by the last time that any of them tells of counts as open until then:
 * silence since is no news about a line.
 * @param orders how many of the latest at most
 */
export function learn(reader: Reader, now: number, orders = LEARNED_ORDERS): RiskModel {
  const placeOf = placesOf(reader)
  const lines: RiskLine[] = []
  let latest = 0
  for (const stored of reader.iterate<StoredOrder>(
    `SELECT order_id AS "order", placed_at AS placedAt, detail FROM orders
     WHERE placed_at <= ? AND line_count > 0 ORDER BY placed_at DESC LIMIT ?`,
    [now, orders],
  )) {
    for (const folded of linesOf(stored)) {
      const line = riskLineOf(stored.order, stored.placedAt, folded, placeOf)
      if (!line) continue
      lines.push(line)
      for (const at of [line.visits.at(-1)?.at ?? 0, endedAt(line) ?? 0]) {
        if (at <= now && at > latest) latest = at
      }
    }
  }
  return fitRisk(lines, latest)
}

const SCOPE_COLUMNS = {
  // As everywhere: where a source tells only the country, it stands in the region's place.
  region: 'coalesce(l.region, l.country)',
  country: 'l.country',
  channel: 'l.channel',
  flow: 'l.flow',
  carrier: 'l.carrier',
  location: 'l.location',
  weekHour: 'l.week_hour',
} as const

function conditions(scope: RiskScope, now: number): { where: string; parameters: SqlValue[] } {
  const parts = ['l.open = 1', 'l.promised_at IS NOT NULL']
  const parameters: SqlValue[] = []
  if (!scope.missed) {
    parts.push('l.promised_at >= ?')
    parameters.push(now)
  }
  for (const [name, column] of Object.entries(SCOPE_COLUMNS)) {
    const value = scope[name as keyof typeof SCOPE_COLUMNS]
    if (value === undefined) continue
    parts.push(value === '' ? `${column} IS NULL` : `${column} = ?`)
    if (value !== '') parameters.push(value)
  }
  return { where: parts.join(' AND '), parameters }
}

interface OpenLine extends StoredOrder {
  line: string
  valueMinor: number
}

/** Open lines in scope, those first whose promise is worth most times likely missed. */
export function score(
  reader: Reader,
  model: RiskModel,
  scope: RiskScope,
  page: { offset: number; limit: number },
  now: number,
): ScoredPage {
  const placeOf = placesOf(reader)
  const { where, parameters } = conditions(scope, now)
  const scored: { line: RiskLine; valueMinor: number; risk: number; basedOn: number }[] = []
  let order = ''
  let lines = new Map<string, FoldedLine>()
  for (const stored of reader.iterate<OpenLine>(
    `SELECT l.order_id AS "order", l.line, l.value_minor AS valueMinor, coalesce(o.placed_at, o.last_occurred_at) AS placedAt,
       o.detail FROM order_lines AS l JOIN orders AS o USING (order_id) WHERE ${where} ORDER BY l.promised_at, l.order_id`,
    parameters,
  )) {
    if (order !== stored.order) {
      order = stored.order
      lines = new Map(linesOf(stored).map((line) => [line.statement.line, line]))
    }
    const folded = lines.get(stored.line)
    const line = folded ? riskLineOf(stored.order, stored.placedAt, folded, placeOf) : null
    if (!line) continue
    scored.push({ line, valueMinor: stored.valueMinor, ...predict(model, line, now) })
  }
  scored.sort(
    (a, b) =>
      b.risk * b.valueMinor - a.risk * a.valueMinor ||
      b.risk - a.risk ||
      a.line.promisedAt - b.line.promisedAt,
  )
  const rows = scored
    .slice(page.offset, page.offset + page.limit)
    .map(({ line, risk, basedOn, valueMinor }): ScoredLine => {
      const { stage, at } = line.visits.at(-1) ?? { stage: 'placed', at: line.placedAt }
      return {
        order: line.order,
        line: line.line,
        risk,
        basedOn,
        valueMinor,
        placedAt: line.placedAt,
        promisedAt: line.promisedAt,
        stage,
        sinceAt: at,
        usualNext: usualNext(model, line),
        betterCarrier: betterCarrier(model, line, now),
      }
    })
  return { rows, total: scored.length, asOf: now }
}
