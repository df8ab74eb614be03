/** Owns what rules know of shipments between own places: when they should be there, what was sent, what was received. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import type { AlertImpact, RuleContext } from '../../rule.ts'
import { unitPriceMinor } from '../../impact.ts'
import { ofStep } from '../../step.ts'
import { WEEK_MS } from './positions.ts'

export interface ShipmentRow {
  shipment: string
  status: string
  moving: number
  carrier: string | null
  origin: string | null
  destination: string | null
  estimatedAt: number | null
  promisedAt: number | null
  deliveredAt: number | null
  lastOccurredAt: number
  lines: string | null
  /** When it first was under way. */
  departedAt: number | null
}

const DEPARTED_SQL = `(SELECT min(step.value ->> 'at') FROM json_each(detail, '$.milestones') AS step
  WHERE step.value ->> 'milestone' IN ('pickedUp', 'departed', 'inTransit'))`

const SHIPMENTS_SQL = `
SELECT shipment, status, moving, carrier, origin ->> '$.location' AS origin, destination ->> '$.location' AS destination,
  estimated_at AS estimatedAt, promised_at AS promisedAt, delivered_at AS deliveredAt, last_occurred_at AS lastOccurredAt,
  detail ->> '$.lines' AS lines, ${DEPARTED_SQL} AS departedAt
FROM shipments WHERE shipment IN (SELECT value FROM json_each(?)) AND destination ->> '$.location' IS NOT NULL`

export function shipmentsOf({ reader }: RuleContext, shipments: readonly string[]): ShipmentRow[] {
  return reader.all<ShipmentRow>(SHIPMENTS_SQL, [JSON.stringify(shipments)])
}

export interface OwnPlace {
  lastOccurredAt: number
  isLiving: boolean
}

/** A place whose stock is in the ledger, neither a customer's nor a supplier's; null for any other. */
export function ownPlace(context: RuleContext, location: string | null): OwnPlace | null {
  if (location === null) return null
  const kept = ofStep(context, 'own places', () => new Map<string, OwnPlace | null>())
  let known = kept.get(location)
  if (known === undefined) {
    const row = context.reader.get<{ lastOccurredAt: number }>(
      `SELECT last_occurred_at AS lastOccurredAt FROM locations JOIN rollups USING (location_id)
       WHERE location = ? AND positions > 0 AND (kind IS NULL OR kind NOT IN ('customer', 'supplier'))`,
      [location],
    )
    known = row ? { ...row, isLiving: row.lastOccurredAt >= context.now - WEEK_MS } : null
    kept.set(location, known)
  }
  return known
}

/** Shipments of a lane whose time stands for the next; the latest. */
const LANE_SHIPMENTS = 20
const LANE_NEEDED = 5

const LANE_SQL = `
SELECT delivered_at - ${DEPARTED_SQL} AS ms FROM shipments
WHERE destination ->> '$.location' = ? AND origin ->> '$.location' = ? AND delivered_at IS NOT NULL
ORDER BY delivered_at DESC LIMIT ${LANE_SHIPMENTS}`

export interface Due {
  at: number
  basis: string
}

/**
 * When it should be there: by the latest estimate, else by its promise, else by the time within which nine in ten of the
 * latest shipments of the same way were there; null where nothing tells.
 */
export function dueOf({ reader }: RuleContext, row: ShipmentRow): Due | null {
  if (row.estimatedAt !== null) return { at: row.estimatedAt, basis: 'by its estimate' }
  if (row.promisedAt !== null) return { at: row.promisedAt, basis: 'by its promise' }
  if (row.departedAt === null || row.origin === null) return null
  const times = reader
    .all<{ ms: number | null }>(LANE_SQL, [row.destination, row.origin])
    .flatMap(({ ms }) => (ms === null || ms < 0 ? [] : [ms]))
    .sort((a, b) => a - b)
  if (times.length < LANE_NEEDED) return null
  const time = times[Math.ceil(times.length * 0.9) - 1]!
  return { at: row.departedAt + time, basis: `as nine in ten of the ${times.length} before it` }
}

type Amounts = Map<string, number>

/** What it was sent with, by SKU. */
export function sentOf(row: ShipmentRow): Amounts {
  const sent: Amounts = new Map()
  for (const { sku, units } of JSON.parse(row.lines ?? '[]') as { sku: string; units: number }[]) {
    sent.set(sku, (sent.get(sku) ?? 0) + units)
  }
  return sent
}

export interface Receipt {
  eventNumber: number
  at: number
  units: Amounts
}

const RECORDS_SQL = `
SELECT e.event_number AS eventNumber, e.occurred_at AS at, e.body
FROM subjects JOIN facts USING (subject_number) JOIN events AS e USING (event_number)
WHERE kind = 'shipment' AND subject = ? AND retracted = 0
  AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.event_number = e.event_number AND counts = 0)
ORDER BY e.occurred_at, e.identity`

/**
 * What a record says was received of a shipment: lines that say so in so many words, else what it moves from transit into
 * stock, where it tells of the arrival of this shipment alone.
 */
function receivedIn(events: readonly CanonicalEvent[], shipment: string): Amounts {
  const lines: Amounts = new Map()
  const moves: Amounts = new Map()
  const arrived = new Set<string>()
  const add = (to: Amounts, sku: string, units: number) => to.set(sku, (to.get(sku) ?? 0) + units)
  for (const event of events) {
    if (event.type === 'ShipmentLineReceived' && event.shipment === shipment)
      add(lines, event.sku, event.units)
    else if (event.type === 'ShipmentMilestoneReached' && isArrival(event.milestone))
      arrived.add(event.shipment)
    else if (event.type === 'StockMoved' && event.from === 'inTransit' && typeof event.to !== 'string')
      add(moves, event.sku, event.units)
  }
  if (lines.size > 0) return lines
  return arrived.size === 1 && arrived.has(shipment) ? moves : lines
}

const isArrival = (milestone: string) => milestone === 'received' || milestone === 'delivered'

/** Records by which units of a shipment came into stock, the earliest first. */
export function receiptsOf({ reader }: RuleContext, shipment: string): Receipt[] {
  return reader
    .all<{ eventNumber: number; at: number; body: string }>(RECORDS_SQL, [shipment])
    .map(({ eventNumber, at, body }) => ({
      eventNumber,
      at,
      units: receivedIn(JSON.parse(body) as CanonicalEvent[], shipment),
    }))
    .filter(({ units }) => units.size > 0)
}

/** Impact of units of several SKUs: their value where every price is known, in one currency. */
export function worthOfLines(context: RuleContext, lines: ReadonlyMap<string, number>): AlertImpact {
  let units = 0
  let value = 0
  const currencies = new Set<string | null>()
  for (const [sku, amount] of lines) {
    const price = unitPriceMinor(context, sku)
    units += amount
    value += (price?.minor ?? 0) * amount
    if (price) currencies.add(price.currency)
  }
  const [currency] = currencies
  return currencies.size === 1 && currency
    ? { units, valueMinor: Math.round(value), currency, shipments: 1 }
    : { units, shipments: 1 }
}
