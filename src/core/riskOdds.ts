/** Owns the odds of single orders for rules of alerts: what was learned of past orders is kept for hours, lines are read as they stand. */
import type { LineOdds, OddsOf } from '../shared/riskScore.ts'
import { HOUR_MS } from '../shared/timeZone.ts'
import { placesOf } from './compute/risk/pastOrders.ts'
import { riskLineOf, stageAt, type FoldedLine, type RiskLine } from './compute/risk/riskLine.ts'
import {
  betterCarrier,
  decidedAlike,
  outlasted,
  predict,
  type Prediction,
  type RiskModel,
} from './compute/risk/riskModel.ts'
import { learn } from './compute/risk/riskScores.ts'
import type { Reader } from './ledger/types.ts'

/** What was learned is good for so long, unless much more has come to learn from meanwhile. */
const LEARNED_FOR_MS = 6 * HOUR_MS
/** So many times the orders that were learned from: then it is learned anew at once. */
const MUCH_MORE = 1.5
/** Fewer than those of a question on a screen: learning holds up the other rules meanwhile. */
const LEARNED_ORDERS = 5_000
/** Another carrier is named only where the line is in danger: looking for one costs as much as the odds themselves. */
const OTHER_CARRIER_FROM = 0.5

/** Odds that rest on fewer lines say little of a line that has waited for longer than so many others. */
const THIN_LINES = 20

/** So large a share of the lines alike must have ended: in a network's first days only the quick ones have. */
const DECIDED_SHARE = 0.6

/**
 * The odds of a line; they rest on nothing where too little is known of how lines alike end. One that has outlasted nearly all before it is unlike them; of such a wait is known only how
 * long it is, and it goes on for as long again with even odds (Gott 1993): missed with waited ÷ (waited + left).
 */
function oddsOf(model: RiskModel, line: RiskLine, now: number): Prediction {
  const { risk, basedOn } = predict(model, line, now)
  if (risk >= 1) return { risk, basedOn }
  const alike = decidedAlike(model, line, now)
  if (alike.lines < THIN_LINES || alike.share < DECIDED_SHARE) return { risk, basedOn: 0 }
  if (basedOn >= THIN_LINES) return { risk, basedOn }
  const others = outlasted(model, line, now)
  if (others < THIN_LINES) return { risk, basedOn }
  const waitedMs = now - stageAt(line, now).at
  const unlike = waitedMs / (waitedMs + line.promisedAt - now)
  const blended = (basedOn * risk + (THIN_LINES - basedOn) * unlike) / THIN_LINES
  return { risk: Math.max(risk, blended), basedOn: others }
}

interface OpenLine {
  line: string
  placedAt: number | null
  valueMinor: number
  detail: string
}

const OPEN_LINES_SQL = `
SELECT l.line, coalesce(o.placed_at, o.last_occurred_at) AS placedAt, l.value_minor AS valueMinor, o.detail
FROM order_lines AS l JOIN orders AS o USING (order_id)
WHERE l.order_id = ? AND l.open = 1 AND l.promised_at IS NOT NULL ORDER BY l.line`

/** @returns the odds as of a time, by the store as it stands */
export function openOdds(reader: Reader): (now: number) => OddsOf {
  let learned: { model: RiskModel; at: number } | null = null
  const placed = (now: number) =>
    reader.get<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM orders WHERE placed_at <= ? LIMIT ${LEARNED_ORDERS})`,
      [now],
    )?.n ?? 0

  function modelAt(now: number): RiskModel {
    if (learned) {
      const isFresh = Math.abs(now - learned.at) < LEARNED_FOR_MS
      const isFull = learned.model.lines >= LEARNED_ORDERS
      if (isFresh && (isFull || placed(now) < MUCH_MORE * Math.max(20, learned.model.lines))) {
        return learned.model
      }
    }
    learned = { model: learn(reader, now, LEARNED_ORDERS), at: now }
    return learned.model
  }

  return (now) => {
    const placeOf = placesOf(reader)
    let model: RiskModel | null = null
    return (order) => {
      const open = reader.all<OpenLine>(OPEN_LINES_SQL, [order])
      const [first] = open
      if (!first) return []
      model ??= modelAt(now)
      const known = model
      const folded = new Map(
        (JSON.parse(first.detail) as { lines: FoldedLine[] }).lines.map((line) => [
          line.statement.line,
          line,
        ]),
      )
      return open.flatMap(({ line: name, placedAt, valueMinor }): LineOdds[] => {
        const fold = folded.get(name)
        const line = fold ? riskLineOf(order, placedAt, fold, placeOf) : null
        if (!line) return []
        const { risk, basedOn } = oddsOf(known, line, now)
        const { stage, at } = line.visits.at(-1) ?? { stage: 'placed' as const, at: line.placedAt }
        return [
          {
            line: name,
            risk,
            basedOn,
            valueMinor,
            promisedAt: line.promisedAt,
            stage,
            sinceAt: at,
            betterCarrier: risk < OTHER_CARRIER_FROM || risk >= 1 ? null : betterCarrier(known, line, now),
            flow: line.flow,
            location: line.origin?.location ?? null,
            region: line.destination,
            carrier: line.carrier,
          },
        ]
      })
    }
  }
}
