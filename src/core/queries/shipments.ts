/** Owns shipments as they are shown: lists, one shipment's milestones, and the counts behind delivery promises. */
import type { InputOf } from '../../shared/contract.ts'
import { TowerError } from '../../shared/errors.ts'
import type { Milestone } from '../../shared/vocabulary.ts'
import type { Place } from '../../shared/eventParts.ts'
import type {
  ShipmentDetail,
  ShipmentPage,
  ShipmentRow,
  ShipmentSummary,
} from '../../shared/readModels/shipments.ts'
import { toUnits } from '../../shared/units.ts'
import type { Reader, SqlValue } from '../ledger/types.ts'
import { STALE_AFTER_MS } from '../../shared/staleness.ts'
import type { QueryContext } from './context.ts'
import { placeLocation, placeName } from './places.ts'

interface StoredShipment {
  shipment: string
  status: Milestone
  carrier: string | null
  trackingNumber: string | null
  order: string | null
  origin: string | null
  destination: string | null
  microunits: number
  promisedDeliveryAt: number | null
  estimatedDeliveryAt: number | null
  deliveredAt: number | null
  lastMilestoneAt: number | null
  lastOccurredAt: number
  lastRecordedAt: number
  feed: string | null
  moving: number
  detail: string
}

const SELECT_SQL = `
SELECT shipment, status, carrier, tracking_number AS trackingNumber, order_id AS "order", origin, destination, microunits,
  promised_at AS promisedDeliveryAt, estimated_at AS estimatedDeliveryAt, delivered_at AS deliveredAt,
  last_milestone_at AS lastMilestoneAt, last_occurred_at AS lastOccurredAt, last_recorded_at AS lastRecordedAt,
  (SELECT name FROM feeds WHERE feed_number = last_feed) AS feed, moving, detail
FROM shipments`

function nameOf(reader: Reader, text: string | null): string | null {
  if (!text) return null
  return placeName(reader, JSON.parse(text) as Place)
}

function toRow({ reader, clock }: QueryContext, stored: StoredShipment): ShipmentRow {
  const {
    shipment,
    status,
    carrier,
    trackingNumber,
    order,
    promisedDeliveryAt,
    estimatedDeliveryAt,
    deliveredAt,
  } = stored
  const end = deliveredAt ?? (stored.moving === 1 ? clock.now() : null)
  return {
    shipment,
    status,
    carrier,
    trackingNumber,
    order,
    promisedDeliveryAt,
    estimatedDeliveryAt,
    deliveredAt,
    originLocation: stored.origin ? placeLocation(reader, JSON.parse(stored.origin) as Place) : null,
    originName: nameOf(reader, stored.origin),
    destinationName: nameOf(reader, stored.destination),
    units: toUnits(stored.microunits),
    lastMilestoneAt: stored.lastMilestoneAt,
    late: promisedDeliveryAt === null || end === null ? null : end > promisedDeliveryAt,
    freshness: {
      dataAsOf: stored.lastOccurredAt,
      recordedAt: stored.lastRecordedAt,
      stale: stored.moving === 1 && clock.now() - stored.lastRecordedAt > STALE_AFTER_MS * 96,
      feed: stored.feed,
    },
  }
}

/** Shipments, the latest first. */
export function shipmentPage(context: QueryContext, input: InputOf<'shipments.list'>): ShipmentPage {
  const parts: string[] = []
  const parameters: SqlValue[] = []
  const add = (sql: string, ...values: SqlValue[]) => {
    parts.push(sql)
    parameters.push(...values)
  }
  if (input.status) add('status = ?', input.status)
  if (input.inTransit !== undefined) add('moving = ?', Number(input.inTransit))
  if (input.location) {
    add(
      `(json_extract(origin, '$.location') = ? OR json_extract(destination, '$.location') = ?)`,
      input.location,
      input.location,
    )
  }
  if (input.text) {
    const pattern = `%${input.text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    add(
      String.raw`(shipment LIKE ? ESCAPE '\' OR tracking_number LIKE ? ESCAPE '\' OR order_id LIKE ? ESCAPE '\')`,
      pattern,
      pattern,
      pattern,
    )
  }
  const where = parts.length ? `WHERE ${parts.join(' AND ')}` : ''
  const rows = context.reader.all<StoredShipment>(
    `${SELECT_SQL} ${where} ORDER BY last_occurred_at DESC, shipment LIMIT ? OFFSET ?`,
    [...parameters, input.limit ?? 100, input.offset ?? 0],
  )
  return {
    rows: rows.map((row) => toRow(context, row)),
    total:
      context.reader.get<{ n: number }>(`SELECT count(*) AS n FROM shipments ${where}`, parameters)?.n ?? 0,
  }
}

/** Shipments under way from or to a location. */
export function movingShipments(
  context: QueryContext,
  location: string,
  end: 'origin' | 'destination',
  limit: number,
): ShipmentRow[] {
  return context.reader
    .all<StoredShipment>(
      `${SELECT_SQL} WHERE moving = 1 AND json_extract(${end}, '$.location') = ? ORDER BY last_milestone_at DESC LIMIT ?`,
      [location, limit],
    )
    .map((row) => toRow(context, row))
}

/** Shipments of an order, the first first. */
export function shipmentsOfOrder(context: QueryContext, order: string): ShipmentRow[] {
  return context.reader
    .all<StoredShipment>(`${SELECT_SQL} WHERE order_id = ? ORDER BY last_milestone_at, shipment`, [order])
    .map((row) => toRow(context, row))
}

/** @throws TowerError `notFound` */
export function shipmentDetail(context: QueryContext, shipment: string): ShipmentDetail {
  const stored = context.reader.get<StoredShipment>(`${SELECT_SQL} WHERE shipment = ?`, [shipment])
  if (!stored) throw new TowerError('notFound', `No record has named the shipment ${shipment}.`)
  const detail = JSON.parse(stored.detail) as {
    lines: { sku: string; units: number }[]
    milestones: {
      milestone: Milestone
      at: number
      place: Place | null
      code: string | null
      detail: string | null
      identity: string
      feedNumber: number
    }[]
  }
  const { reader } = context
  return {
    row: toRow(context, stored),
    lines: detail.lines.map((line) => ({
      ...line,
      skuName:
        reader.get<{ name: string | null }>('SELECT name FROM skus WHERE sku = ?', [line.sku])?.name ?? null,
    })),
    milestones: detail.milestones.map(({ place, feedNumber, ...step }) => ({
      ...step,
      placeName: place ? nameOf(reader, JSON.stringify(place)) : null,
      feed:
        reader.get<{ name: string }>('SELECT name FROM feeds WHERE feed_number = ?', [feedNumber])?.name ??
        '',
    })),
  }
}

/** Counts over all shipments, or those that one feed spoke of last. */
export function shipmentSummary({ reader }: QueryContext, feed: string | undefined): ShipmentSummary {
  const where = 'WHERE (? IS NULL OR last_feed = (SELECT feed_number FROM feeds WHERE name = ?))'
  const sums = reader.get<
    Record<'shipments' | 'withPromise' | 'delivered' | 'withPromiseAndDelivery' | 'inTransit', number | null>
  >(
    `SELECT count(*) AS shipments, sum(promised_at IS NOT NULL) AS withPromise, sum(delivered_at IS NOT NULL) AS delivered,
       sum(promised_at IS NOT NULL AND delivered_at IS NOT NULL) AS withPromiseAndDelivery, sum(moving) AS inTransit
     FROM shipments ${where}`,
    [feed ?? null, feed ?? null],
  )
  const byStatus = reader.all<{ status: Milestone; n: number }>(
    `SELECT status, count(*) AS n FROM shipments ${where} GROUP BY status ORDER BY n DESC`,
    [feed ?? null, feed ?? null],
  )
  return {
    shipments: sums?.shipments ?? 0,
    withPromise: sums?.withPromise ?? 0,
    delivered: sums?.delivered ?? 0,
    withPromiseAndDelivery: sums?.withPromiseAndDelivery ?? 0,
    inTransit: sums?.inTransit ?? 0,
    byStatus: Object.fromEntries(byStatus.map((row) => [row.status, row.n])),
  }
}
