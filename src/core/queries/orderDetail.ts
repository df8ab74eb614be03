/** Owns one order: its lines, shipments, money and words, and the timeline over all places that it went through. */
import { TowerError } from '../../shared/errors.ts'
import type { CanonicalEvent } from '../../shared/events.ts'
import type {
  LineReturn,
  OrderDetail,
  OrderLineState,
  RefusedStep,
  TimelineEntry,
} from '../../shared/readModels/orders.ts'
import { businessHoursOf, promiseTime } from './businessHours.ts'
import { claimsOfOrder } from './claims.ts'
import { pseudonymOrNull, type QueryContext } from './context.ts'
import { ORDER_SQL, toOrderRow, type StoredOrder } from './orders.ts'
import { shipmentDetail, shipmentsOfOrder } from './shipments.ts'

interface StoredLine {
  statement: { line: string; sku: string; units: number; priceMinor?: number; currency?: string }
  portions: Omit<OrderLineState['portions'][number], 'locationName'>[]
  returns: LineReturn[]
  promise: OrderLineState['promise']
  handedOverAt: number | null
  late: boolean | null
  location: string | null
}

/** Stages in which units wait for nothing more. */
const ENDED: ReadonlySet<string> = new Set(['delivered', 'collected', 'cancelled'])

interface FactRow {
  identity: string
  occurredAt: number
  body: string
  feed: string
}

const FACTS_SQL = `
SELECT identity, occurred_at AS occurredAt, body, feeds.name AS feed
FROM subjects JOIN facts USING (subject_number) JOIN events USING (event_number) JOIN messages USING (message_number)
  JOIN feeds USING (feed_number)
WHERE kind = 'order' AND subject = ? AND retracted = 0
  AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.event_number = events.event_number AND counts = 0)`

/** @throws TowerError `notFound` */
export function orderDetail(context: QueryContext, order: string): OrderDetail {
  const { reader } = context
  const now = context.clock.now()
  const stored = reader.get<StoredOrder & { detail: string }>(
    `${ORDER_SQL.replace('SELECT ', 'SELECT detail, ')} WHERE order_id = ?`,
    [order],
  )
  if (!stored) throw new TowerError('notFound', `No record has named the order ${order}.`)
  const { detail, ...row } = stored
  const { lines, refused } = JSON.parse(detail) as { lines: StoredLine[]; refused: RefusedStep[] }
  const nameOf = (location: string | null) =>
    location === null
      ? null
      : (reader.get<{ name: string | null }>('SELECT name FROM locations WHERE location = ?', [location])
          ?.name ?? null)
  const facts = reader
    .all<FactRow>(FACTS_SQL, [order])
    .flatMap(({ body, ...fact }) =>
      (JSON.parse(body) as CanonicalEvent[]).flatMap((event) =>
        'order' in event && event.order === order ? [{ ...fact, event }] : [],
      ),
    )
  const shipments = shipmentsOfOrder(context, order)
  const hours = businessHoursOf(reader)
  const refusedBecause = ({ identity, what, line }: Pick<TimelineEntry, 'identity' | 'what' | 'line'>) =>
    refused.find(
      (one) => one.identity === identity && one.step === what && (line === null || one.line === line),
    )?.why ?? null
  const timeline = [
    ...facts.flatMap(({ event, ...fact }) => entryOf(event, fact)),
    ...shipments.flatMap(({ shipment }): Entry[] =>
      shipmentDetail(context, shipment).milestones.map((step) => ({
        at: step.at,
        kind: 'shipment',
        what: step.milestone,
        line: null,
        units: null,
        location: null,
        place: step.placeName,
        shipment,
        detail: step.detail,
        identity: step.identity,
        feed: step.feed,
      })),
    ),
  ].map(({ place, ...entry }): TimelineEntry => ({
    ...entry,
    locationName: place ?? nameOf(entry.location),
    refusedBecause: refusedBecause(entry),
  }))
  return {
    row: toOrderRow({ ...context, clock: { now: () => now } }, row, hours),
    customer: pseudonymOrNull(context, stored.customer),
    lines: lines
      .filter(({ statement }) => statement.line !== '')
      .map(({ statement, portions, returns, promise, handedOverAt, late, location }) => ({
        line: statement.line,
        sku: statement.sku,
        skuName:
          reader.get<{ name: string | null }>('SELECT name FROM skus WHERE sku = ?', [statement.sku])?.name ??
          null,
        units: statement.units,
        priceMinor: statement.priceMinor ?? null,
        currency: statement.currency ?? null,
        portions: portions.map((portion) => ({ ...portion, locationName: nameOf(portion.location) })),
        returns,
        promise,
        handedOverAt,
        late,
        ...promiseTime(
          hours,
          {
            placedAt: stored.placedAt,
            handedOverAt,
            promisedAt: promise?.at ?? null,
            location,
            open: portions.some(({ stage }) => !ENDED.has(stage)),
          },
          now,
        ),
      })),
    shipments,
    claims: claimsOfOrder(context, order),
    payments: facts.flatMap(({ event, occurredAt }) =>
      event.type === 'PaymentTaken'
        ? [{ at: occurredAt, method: event.method, amountMinor: event.amountMinor, currency: event.currency }]
        : [],
    ),
    feedback: facts.flatMap(({ event, occurredAt }) =>
      event.type === 'FeedbackGiven'
        ? [
            {
              at: event.answeredAt ?? occurredAt,
              rating: event.rating,
              scale: event.scale ?? 'stars',
              title: event.title ?? null,
              text: event.text ?? null,
            },
          ]
        : [],
    ),
    timeline: timeline.sort((a, b) => a.at - b.at || (a.identity < b.identity ? -1 : 1)),
    refusedSteps: refused,
  }
}

type Entry = Omit<TimelineEntry, 'locationName' | 'refusedBecause'> & { place: string | null }

/** What one event says on the timeline; nothing for what the header says already. */
function entryOf(
  event: CanonicalEvent,
  fact: { identity: string; occurredAt: number; feed: string },
): Entry[] {
  const { identity, occurredAt, feed } = fact
  const blank: Entry = {
    at: occurredAt,
    kind: 'order',
    what: 'placed',
    line: null,
    units: null,
    location: null,
    place: null,
    shipment: null,
    detail: null,
    identity,
    feed,
  }
  switch (event.type) {
    case 'OrderPlaced':
      return [{ ...blank, detail: event.status ?? null }]
    case 'OrderStepTaken':
      return [
        {
          ...blank,
          kind: 'step',
          at: event.at ?? occurredAt,
          what: event.step,
          line: event.line ?? null,
          units: event.units ?? null,
          location: event.location ?? null,
          shipment: event.shipment ?? null,
          detail: [event.by && `by ${event.by}`, event.why].filter(Boolean).join(': ') || null,
        },
      ]
    case 'ReturnStepTaken':
      return [
        {
          ...blank,
          kind: 'return',
          at: event.at ?? occurredAt,
          what: event.step,
          line: event.line ?? null,
          units: event.units ?? null,
          location: event.location ?? null,
          detail: [event.disposition, event.why].filter(Boolean).join(': ') || null,
        },
      ]
    case 'PaymentTaken':
      return [{ ...blank, kind: 'payment', what: 'paid', detail: event.method }]
    case 'FeedbackGiven':
      return [
        {
          ...blank,
          kind: 'feedback',
          what: `rated ${event.rating}`,
          detail: event.title ?? event.text ?? null,
        },
      ]
    case 'ClaimTaken':
      return [
        {
          ...blank,
          kind: 'claim',
          what: 'claimed',
          line: event.line ?? null,
          units: event.units,
          location: event.location,
          detail: event.kind,
        },
      ]
    case 'ClaimReleased':
      return [{ ...blank, kind: 'claim', what: 'released', detail: event.why }]
    case 'ClaimConfirmed':
      return [{ ...blank, kind: 'claim', what: 'confirmed' }]
    default:
      return []
  }
}
