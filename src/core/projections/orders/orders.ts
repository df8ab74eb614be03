/** Owns the rows of orders and their lines: the fold's surroundings read from the store, its result written there. */
import type { EventType } from '../../../shared/events.ts'
import type { Place } from '../../../shared/eventParts.ts'
import { MICROUNITS_PER_UNIT } from '../../../shared/units.ts'
import type { Fact, Projection, SubjectContext } from '../../ledger/subjects.ts'
import { experienceOf, replaceExperience } from '../customerCells.ts'
import { saveExperience } from '../customerOrders.ts'
import { saveHolds } from '../holds.ts'
import { saveReturns } from '../orderReturns.ts'
import { notePackedLines, takeLines } from '../speedLines.ts'
import { weekHourOf } from '../speedWeekHour.ts'
import { ENDED } from './flows.ts'
import { foldOrder, type OrderFold } from './fold.ts'
import type { LineFold } from './lineFold.ts'
import { unitsBack } from './returns.ts'
import { forgetPromisePlaces, rulePromiseFor } from './rulePromise.ts'
import { stepTimes, type StepTimes } from './stepTimes.ts'
import type { KnownPlace, OrderShipment, OrderSurroundings } from './surroundings.ts'

const TYPES = [
  'OrderPlaced',
  'OrderLineAdded',
  'OrderStepTaken',
  'ReturnStepTaken',
  'PaymentTaken',
  'FeedbackGiven',
  'ClaimTaken',
  'ClaimReleased',
  'ClaimConfirmed',
] as const satisfies readonly EventType[]

const microunits = (units: number) => Math.round(units * MICROUNITS_PER_UNIT)

interface ShipmentDetail {
  lines: OrderShipment['lines']
  milestones: { milestone: string; at: number }[]
  promise: { basis?: string } | null
  firstEstimateAt: number | null
}

/** Milestones that say that a shipment has left its origin. */
const LEFT = new Set(['pickedUp', 'departed', 'inTransit', 'arrived', 'outForDelivery', 'deliveryAttempted'])

function shipmentsOf({ writer }: SubjectContext, order: string): OrderShipment[] {
  return (
    writer
      .all<{
        shipment: string
        carrier: string | null
        origin: string | null
        destination: string | null
        promisedAt: number | null
        deliveredAt: number | null
        detail: string
      }>(
        `SELECT shipment, carrier, origin, destination, promised_at AS promisedAt, delivered_at AS deliveredAt, detail
       FROM shipments WHERE order_id = ?`,
        [order],
      )
      // Sorted here: most orders have one shipment or none, and a sorter costs more than the search.
      .sort((a, b) => (a.shipment < b.shipment ? -1 : 1))
      .map(({ detail, origin, destination, ...row }) => {
        const { lines, milestones, promise, firstEstimateAt } = JSON.parse(detail) as ShipmentDetail
        const first = (is: (milestone: string) => boolean) =>
          milestones.find(({ milestone }) => is(milestone))?.at ?? null
        return {
          ...row,
          origin: origin === null ? null : (JSON.parse(origin) as Place),
          destination: destination === null ? null : (JSON.parse(destination) as Place),
          lines,
          promiseBasis: promise?.basis ?? null,
          firstEstimateAt,
          shippedAt: first((milestone) => LEFT.has(milestone)),
          arrivedAt: first((milestone) => milestone === 'availableForPickup'),
        }
      })
  )
}

function surroundingsOf(context: SubjectContext, order: string): OrderSurroundings {
  const placeOf = (location: string) => {
    context.dependOn('location', location)
    return (
      context.writer.get<KnownPlace>(
        'SELECT kind, region, country, time_zone AS timeZone FROM locations WHERE location = ?',
        [location],
      ) ?? null
    )
  }
  return {
    shipments: shipmentsOf(context, order),
    placeOf,
    rulePromise: rulePromiseFor(context, order, placeOf),
  }
}

export const orderProjection: Projection = {
  kind: 'order',
  types: TYPES,
  subjectsOf: (event) =>
    'order' in event && (TYPES as readonly string[]).includes(event.type) && event.order ? [event.order] : [],
  save(context, subject, facts) {
    const { writer } = context
    const met = experienceOf(context, subject)
    const packed = takeLines(context, subject)
    if (facts.length === 0) {
      writer.run('DELETE FROM orders WHERE order_id = ?', [subject])
      replaceExperience(context, met, null)
      forgetPromisePlaces(context, subject)
      saveHolds(context, subject, facts, [], [])
      saveReturns(writer, subject, [])
      notePackedLines(context, subject, packed, false)
      return
    }
    const fold = foldOrder(facts, surroundingsOf(context, subject))
    writeOrder(context, subject, facts, fold)
    saveExperience(context, subject, facts, fold, met)
    saveHolds(context, subject, facts, fold.lines, fold.departures)
    saveReturns(writer, subject, fold.lines)
    for (const line of fold.lines) if (line.statement.line !== '') writeLine(context, subject, fold, line)
    notePackedLines(
      context,
      subject,
      packed,
      fold.lines.some(({ handedOverAt }) => handedOverAt !== null),
    )
  },
}

function writeOrder(
  { writer }: SubjectContext,
  order: string,
  facts: readonly Fact[],
  fold: OrderFold,
): void {
  const described = fold.lines.filter(({ statement }) => statement.line !== '')
  const promised = fold.lines
    .flatMap(({ promise }) => (promise ? [promise] : []))
    .sort((a, b) => a.at - b.at)[0]
  const wanted = fold.lines.filter(({ portions }) => portions.some(({ stage }) => stage !== 'cancelled'))
  const isOver = wanted.length > 0 && wanted.every(({ handedOverAt }) => handedOverAt !== null)
  // What was decided here tells nothing of how fresh the order's sources are.
  const told = facts.filter(({ event }) => !event.type.startsWith('Claim'))
  const heard = (told.length > 0 ? told : facts).reduce((latest, fact) =>
    fact.recordedAt >= latest.recordedAt ? fact : latest,
  )
  const late = fold.lines.map((line) => line.late).filter((one) => one !== null)
  writer.run(
    `INSERT OR REPLACE INTO orders (order_id, status, flow, channel, customer, placed_at, line_count, microunits, value_minor,
       paid_minor, refunded_minor, currency, promised_at, promise_basis, handed_over_at, late, region, country, location,
       rating, open, refused, last_occurred_at, last_recorded_at, last_feed, detail)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      order,
      fold.status,
      fold.flow,
      fold.channel,
      fold.customer,
      fold.placedAt,
      described.length,
      described.reduce((sum, { statement }) => sum + microunits(statement.units), 0),
      described.reduce(
        (sum, { statement }) => sum + Math.round((statement.priceMinor ?? 0) * statement.units),
        0,
      ),
      fold.paidMinor,
      fold.refundedMinor,
      fold.currency,
      promised?.at ?? null,
      promised?.basis ?? null,
      isOver ? Math.max(...wanted.map(({ handedOverAt }) => handedOverAt ?? 0)) : null,
      late.length === 0 ? null : Number(late.includes(true)),
      fold.lines.find(({ region }) => region)?.region ?? null,
      fold.lines.find(({ country }) => country)?.country ?? null,
      fold.lines.find(({ location }) => location)?.location ?? null,
      fold.rating,
      Number(fold.lines.some(({ portions }) => portions.some(({ stage }) => !ENDED.has(stage)))),
      fold.refused.length,
      facts.reduce((at, fact) => Math.max(at, fact.occurredAt), 0),
      heard.recordedAt,
      heard.feedNumber,
      JSON.stringify({ lines: fold.lines, refused: fold.refused }),
    ],
  )
}

const TIME_COLUMNS: readonly (keyof StepTimes)[] = [
  'allocatedAt',
  'pickedAt',
  'packedAt',
  'shippedAt',
  'arrivedAt',
  'readyAt',
]

function writeLine({ writer, skuId }: SubjectContext, order: string, fold: OrderFold, line: LineFold): void {
  const { statement, portions } = line
  const unitsIn = (stage: string) =>
    portions.reduce((sum, portion) => sum + (portion.stage === stage ? microunits(portion.units) : 0), 0)
  const times = stepTimes(portions)
  const returned = line.returns.reduce((sum, one) => sum + microunits(unitsBack(one)), 0)
  writer.run(
    `INSERT INTO order_lines (order_id, line, sku_id, microunits, channel, flow, carrier, location, region, country, open,
       placed_at, allocated_at, picked_at, packed_at, shipped_at, arrived_at, ready_at, handed_over_at, promised_at,
       promise_basis, late, rejections, short_microunits, cancelled_microunits, returned_microunits, value_minor, week_hour)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      order,
      statement.line,
      skuId(statement.sku),
      microunits(statement.units),
      fold.channel,
      line.flow,
      line.carrier,
      line.location,
      line.region,
      line.country,
      Number(portions.some(({ stage }) => !ENDED.has(stage))),
      fold.placedAt,
      ...TIME_COLUMNS.map((column) => times[column]),
      line.handedOverAt,
      line.promise?.at ?? null,
      line.promise?.basis ?? null,
      line.late === null ? null : Number(line.late),
      line.rejections,
      microunits(line.shortUnits),
      unitsIn('cancelled'),
      returned,
      Math.round((statement.priceMinor ?? 0) * statement.units),
      fold.placedAt === null ? null : weekHourOf(fold.placedAt, line.timeZone),
    ],
  )
}
