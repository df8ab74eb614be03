/** Owns the orders at risk as they are listed: odds reckoned beside the engine, joined to the orders and what would save them. */
import type { InputOf } from '../../shared/contract.ts'
import type { AtRiskPage, Calibration, OrderAtRisk } from '../../shared/readModels/speed.ts'
import type { RiskScope, ScoredLine, ScoredPage } from '../../shared/riskScore.ts'
import { HOUR_MS } from '../../shared/timeZone.ts'
import type { OrderStep } from '../../shared/vocabulary.ts'
import { businessHoursOf } from './businessHours.ts'
import type { Reader } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'
import { ORDER_SQL, toOrderRow, type StoredOrder } from './orders.ts'
import { isPerson } from './people.ts'
import { savingAction, type LineAtRisk } from './riskActions.ts'

/** Who reckons; the engine gives it. */
export interface RiskSource {
  atRisk(scope: RiskScope, page: { offset: number; limit: number }, now: number): Promise<ScoredPage>
  calibration(): Promise<Calibration[]>
}

const TO_ADDRESS: readonly OrderStep[] = ['approved', 'allocated', 'picked', 'packed', 'shipped', 'delivered']
const TO_COUNTER: readonly OrderStep[] = ['approved', 'allocated', 'picked', 'packed', 'ready', 'collected']

/** What a line waits for: what usually follows on lines like it, else what its flow says. */
function waitsFor({ stage, usualNext }: ScoredLine, flow: string | null): OrderStep {
  if (usualNext !== null && usualNext !== 'placed' && usualNext !== 'rejected') return usualNext
  if (stage === 'rejected') return 'allocated'
  if (stage === 'arrived') return 'ready'
  const steps = flow === 'bopis' || flow === 'ropis' ? TO_COUNTER : TO_ADDRESS
  const place = steps.indexOf(stage as OrderStep)
  return stage === 'shipped' && steps === TO_COUNTER ? 'arrived' : (steps[place + 1] ?? 'delivered')
}

const LINE_SQL = `
SELECT sku, microunits, l.flow, l.location, (SELECT name FROM locations WHERE locations.location = l.location) AS locationName,
  l.region, l.carrier, l.channel,
  (SELECT tracking_number FROM shipments WHERE shipments.order_id = l.order_id AND tracking_number IS NOT NULL
   ORDER BY shipment LIMIT 1) AS trackingNumber
FROM order_lines AS l JOIN skus USING (sku_id) WHERE l.order_id = ? AND l.line = ?`

/** What is to be done is told in words: none of them is about a customer’s place. */
const withoutHome = (reader: Reader, line: LineAtRisk): LineAtRisk =>
  line.location !== null && isPerson(reader, line.location)
    ? { ...line, location: null, locationName: null }
    : line

/** Open lines whose promise is in danger, the most valuable first: risk times value. */
export async function ordersAtRisk(
  context: QueryContext,
  source: RiskSource,
  { offset = 0, limit = 100, ...scope }: InputOf<'orders.atRisk'>,
): Promise<AtRiskPage> {
  const { rows, total, asOf } = await source.atRisk(scope, { offset, limit }, context.clock.now())
  const { reader } = context
  const hours = businessHoursOf(reader)
  return {
    rows: rows.flatMap((scored): OrderAtRisk[] => {
      const stored = reader.get<StoredOrder>(`${ORDER_SQL} WHERE order_id = ?`, [scored.order])
      const line = reader.get<LineAtRisk>(LINE_SQL, [scored.order, scored.line])
      // Gone meanwhile.
      if (!stored || !line) return []
      const next = waitsFor(scored, line.flow)
      const isMissed = scored.promisedAt < asOf
      return [
        {
          ...toOrderRow(context, stored, hours),
          line: scored.line,
          valueMinor: scored.valueMinor,
          promisedAt: scored.promisedAt,
          location: line.location,
          locationName: line.locationName,
          risk: scored.risk,
          basedOn: scored.basedOn,
          remainingHours: (scored.promisedAt - asOf) / HOUR_MS,
          remainingBusinessHours: isMissed ? null : hours(line.location, asOf, scored.promisedAt),
          elapsedHours: (asOf - scored.placedAt) / HOUR_MS,
          waitsFor: next,
          waitsSinceAt: scored.sinceAt,
          action: isMissed
            ? 'The promise is missed: tell the customer'
            : savingAction(reader, withoutHome(reader, line), scored, next),
        },
      ]
    }),
    total,
    asOf,
  }
}
