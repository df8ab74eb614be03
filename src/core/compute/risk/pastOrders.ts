/** Owns the reading of past orders for the proof of the probabilities: all facts of each, folded as of any time. */
import type { CanonicalEvent } from '../../../shared/events.ts'
import type { Fact } from '../../ledger/subjects.ts'
import type { Reader } from '../../ledger/types.ts'
import type { PastOrder } from './riskCalibration.ts'
import { riskLineOf, type FoldedLine, type PlaceOf } from './riskLine.ts'

/** The latest orders that the proof is made on. */
const ORDERS_MAX = 20_000

interface FactRow extends Omit<Fact, 'event' | 'line'> {
  body: string
}

/** In the order of time, identity and line, as folds want them. */
const FACTS_SQL = `
SELECT identity, occurred_at AS occurredAt, record_time AS recordTime, body, recorded_at AS recordedAt,
  feed_number AS feedNumber
FROM subjects JOIN facts USING (subject_number) JOIN events USING (event_number) JOIN messages USING (message_number)
WHERE kind = ? AND subject = ? AND retracted = 0
  AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.event_number = events.event_number AND counts = 0)
ORDER BY occurred_at, identity`

export interface OrderFacts {
  order: Fact[]
  shipments: { shipment: string; facts: Fact[] }[]
}

/** What a location is, with the zone that a promised day ends in. */
export type ZonedPlaceOf = (location: string) => (ReturnType<PlaceOf> & { timeZone: string | null }) | null

/** Folds an order from what was known at a time. The promise by our own rule was made when it was placed. */
export type FoldOrderAt = (
  facts: OrderFacts,
  at: number,
  around: { placeOf: ZonedPlaceOf; rulePromise(): number | null },
) => { placedAt: number | null; lines: FoldedLine[] }

function factsOf(reader: Reader, kind: 'order' | 'shipment', subject: string): Fact[] {
  const isAbout = (event: CanonicalEvent) => kind in event && event[kind as keyof CanonicalEvent] === subject
  return reader.all<FactRow>(FACTS_SQL, [kind, subject]).flatMap(({ body, ...fact }) =>
    (JSON.parse(body) as CanonicalEvent[]).flatMap((event, line): Fact[] => {
      const isOther =
        kind === 'shipment' ? !event.type.startsWith('Shipment') : event.type.startsWith('Shipment')
      return isOther || !isAbout(event) ? [] : [{ ...fact, event, line }]
    }),
  )
}

/** Looks each location up once. */
export function placesOf(reader: Reader): ZonedPlaceOf {
  const known = new Map<string, ReturnType<ZonedPlaceOf>>()
  return (location) => {
    let place = known.get(location)
    if (place === undefined) {
      place =
        reader.get<NonNullable<ReturnType<ZonedPlaceOf>>>(
          'SELECT kind, region, country, time_zone AS timeZone FROM locations WHERE location = ?',
          [location],
        ) ?? null
      known.set(location, place)
    }
    return place
  }
}

/** The latest orders with a promise whose time of ordering is known. */
export function readPastOrders(reader: Reader, foldAt: FoldOrderAt): PastOrder[] {
  const placeOf = placesOf(reader)
  return reader
    .all<{ order: string; placedAt: number; detail: string }>(
      `SELECT order_id AS "order", placed_at AS placedAt, detail FROM orders
       WHERE placed_at IS NOT NULL AND promised_at IS NOT NULL AND line_count > 0 ORDER BY placed_at DESC LIMIT ?`,
      [ORDERS_MAX],
    )
    .map(({ order, placedAt, detail }): PastOrder => {
      const facts: OrderFacts = {
        order: factsOf(reader, 'order', order),
        shipments: reader
          .all<{ shipment: string }>('SELECT shipment FROM shipments WHERE order_id = ? ORDER BY shipment', [
            order,
          ])
          .map(({ shipment }) => ({ shipment, facts: factsOf(reader, 'shipment', shipment) })),
      }
      const { lines } = JSON.parse(detail) as {
        lines: (FoldedLine & { promise: { at: number; basis: string } | null })[]
      }
      const ruleAt = lines.find(({ promise }) => promise?.basis === 'rule')?.promise?.at ?? null
      return pastOrder(
        order,
        placedAt,
        (at) => foldAt(facts, at, { placeOf, rulePromise: () => ruleAt }),
        placeOf,
      )
    })
}

/** @param foldAt the order as it was known at a time */
export function pastOrder(
  order: string,
  placedAt: number,
  foldAt: (at: number) => ReturnType<FoldOrderAt>,
  placeOf: PlaceOf,
): PastOrder {
  const known = new Map<number, ReturnType<PastOrder['last']>>()
  const at = (time: number) => {
    let lines = known.get(time)
    if (!lines) {
      const fold = foldAt(time)
      lines = fold.lines
        .filter(({ statement }) => statement.line !== '')
        .flatMap((line) => riskLineOf(order, fold.placedAt, line, placeOf) ?? [])
      known.set(time, lines)
    }
    return lines
  }
  return { placedAt, at, last: () => at(Number.MAX_SAFE_INTEGER) }
}
