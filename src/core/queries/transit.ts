/** Owns the arcs of the map: shipments under way, joined by the pair of places that they go between. */
import type { TransitArc } from '../../shared/readModels/network.ts'
import { MICROUNITS_PER_UNIT, toUnits } from '../../shared/units.ts'
import type { QueryContext } from './context.ts'
import type { Scope } from './network.ts'
import { locatePlace } from './places.ts'

/** Arcs that one answer may hold: the busiest. */
const LISTED_ARCS = 1_000
/** Shipments that the arcs are made of: the ones heard of last. */
const LOOKED_AT_SHIPMENTS = 20_000

/** What a shipment carries of one category; null where it carries nothing of it. */
const CATEGORY_SQL = `(SELECT CAST(round(sum(line.value ->> 'units') * ${MICROUNITS_PER_UNIT}) AS INTEGER)
  FROM json_each(detail, '$.lines') AS line JOIN skus ON skus.sku = line.value ->> 'sku' WHERE category = ?)`

/** Shipments under way, joined into one arc per pair of places. */
export function networkTransit(
  { reader, clock }: QueryContext,
  scope: Pick<Scope, 'category'> = {},
): { arcs: TransitArc[]; unplaced: number } {
  const arcs = new Map<string, TransitArc>()
  let unplaced = 0
  const rows = reader.all<{
    shipment: string
    status: string
    origin: string | null
    destination: string | null
    microunits: number | null
    promisedAt: number | null
  }>(
    `SELECT shipment, status, origin, destination, ${scope.category ? CATEGORY_SQL : 'microunits'} AS microunits,
       promised_at AS promisedAt FROM shipments
     WHERE moving = 1 ORDER BY last_milestone_at DESC LIMIT ${LOOKED_AT_SHIPMENTS}`,
    scope.category ? [scope.category] : [],
  )
  const points = new Map<string, ReturnType<typeof locatePlace>>()
  const locate = (place: string | null) => {
    const key = place ?? ''
    if (!points.has(key)) points.set(key, place ? locatePlace(reader, JSON.parse(place)) : undefined)
    return points.get(key)
  }
  for (const row of rows) {
    if (row.microunits === null) continue
    const origin = locate(row.origin)
    const destination = locate(row.destination)
    if (!origin || !destination) {
      unplaced += 1
      continue
    }
    const key = `${origin.latitude} ${origin.longitude} ${destination.latitude} ${destination.longitude}`
    const arc = arcs.get(key) ?? { origin, destination, shipments: 0, units: 0, troubled: 0, sample: [] }
    arc.shipments += 1
    arc.units += toUnits(row.microunits)
    arc.troubled += Number((row.promisedAt ?? Infinity) < clock.now() || TROUBLED.has(row.status))
    if (arc.sample.length < 5) arc.sample.push(row.shipment)
    arcs.set(key, arc)
  }
  const busiest = [...arcs.values()].sort((a, b) => b.shipments - a.shipments).slice(0, LISTED_ARCS)
  return { arcs: busiest, unplaced }
}

const TROUBLED: ReadonlySet<string> = new Set([
  'delayed',
  'held',
  'exception',
  'damaged',
  'returning',
  'deliveryAttempted',
])
