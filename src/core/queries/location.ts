/** Owns one location's page: figures, sales by day, conditions of stock, shipments and its descriptions over time. */
import { TowerError } from '../../shared/errors.ts'
import { type CanonicalEvent } from '../../shared/events.ts'
import { STOCK_DISPOSITIONS } from '../../shared/vocabulary.ts'
import type { LocationDetail, LocationRow } from '../../shared/readModels/network.ts'
import { toUnits } from '../../shared/units.ts'
import type { QueryContext } from './context.ts'
import { SALES_WINDOW_DAYS } from './locationRow.ts'
import { namedLocationRows } from './network.ts'
import { movingShipments } from './shipments.ts'

const DAY_MS = 86_400_000
const LISTED_SHIPMENTS = 50

interface StoredLocation {
  locationId: number
  name: string | null
  kind: LocationRow['kind']
  address: string | null
  city: string | null
  region: string | null
  country: string | null
  postalCode: string | null
  latitude: number | null
  longitude: number | null
  timeZone: string | null
  openedOn: string | null
}

/** A location that was described but has no stock yet. */
function withoutStock(location: string, stored: StoredLocation, held: number): LocationRow {
  const { name, kind, city, region, country, latitude, longitude, timeZone } = stored
  return {
    location,
    name,
    kind,
    city,
    region,
    country,
    latitude,
    longitude,
    timeZone,
    onHandUnits: 0,
    sellableUnits: 0,
    atpUnits: toUnits(-held),
    skuCount: 0,
    stockoutCount: 0,
    negativeCount: 0,
    soldUnitsPerDay: 0,
    leavingUnitsPerDay: 0,
    daysOfCover: null,
    freshness: { dataAsOf: null, recordedAt: null, stale: false, feed: null },
  }
}

function heldAt({ reader }: QueryContext, location: string): number {
  return (
    reader.get<{ n: number }>('SELECT held AS n FROM location_holds WHERE location = ?', [location])?.n ?? 0
  )
}

/** @throws TowerError `notFound` where no record ever named the location. */
export function locationDetail(context: QueryContext, location: string): LocationDetail {
  const { reader } = context
  const stored = reader.get<StoredLocation>(
    `SELECT location_id AS locationId, name, kind, address, city, region, country, postal_code AS postalCode, latitude,
       longitude, time_zone AS timeZone, opened_on AS openedOn FROM locations WHERE location = ?`,
    [location],
  )
  if (!stored) throw new TowerError('notFound', `No record has named the location ${location}.`)
  const row =
    namedLocationRows(context, [location])[0] ?? withoutStock(location, stored, heldAt(context, location))
  const lastDay = Math.floor((row.freshness.dataAsOf ?? 0) / DAY_MS)
  const sold = reader.all<{ day: number; microunits: number }>(
    'SELECT day, microunits FROM sold_days WHERE location_id = ? AND day > ? ORDER BY day',
    [stored.locationId, lastDay - SALES_WINDOW_DAYS],
  )
  const dispositions = reader.all<{ disposition: number; microunits: number }>(
    'SELECT disposition, sum(microunits) AS microunits FROM balances WHERE location_id = ? GROUP BY disposition ORDER BY 1',
    [stored.locationId],
  )
  return {
    row,
    address: stored.address,
    postalCode: stored.postalCode,
    openedOn: stored.openedOn,
    soldByDay: sold.map((one) => ({
      day: new Date(one.day * DAY_MS).toISOString().slice(0, 10),
      units: toUnits(one.microunits),
    })),
    dispositions: dispositions.map((one) => ({
      disposition: STOCK_DISPOSITIONS[one.disposition] ?? 'sellable',
      units: toUnits(one.microunits),
    })),
    inbound: movingShipments(context, location, 'destination', LISTED_SHIPMENTS),
    outbound: movingShipments(context, location, 'origin', LISTED_SHIPMENTS),
    history: descriptionHistory(context, location),
  }
}

function descriptionHistory({ reader }: QueryContext, location: string): LocationDetail['history'] {
  const rows = reader.all<{ validFrom: number; recordedAt: number; feed: string; body: string }>(
    `SELECT occurred_at AS validFrom, recorded_at AS recordedAt, feeds.name AS feed, body
     FROM subjects JOIN facts USING (subject_number) JOIN events USING (event_number) JOIN messages USING (message_number)
       JOIN feeds USING (feed_number)
     WHERE subjects.kind = 'location' AND subject = ? ORDER BY occurred_at DESC, recorded_at DESC LIMIT 50`,
    [location],
  )
  return rows.map(({ body, ...row }) => {
    const described = (JSON.parse(body) as CanonicalEvent[]).find(
      (event) => event.type === 'LocationDescribed',
    )
    return { ...row, name: described?.type === 'LocationDescribed' ? (described.name ?? null) : null }
  })
}
