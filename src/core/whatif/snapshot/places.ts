/** Owns which places a base has: stores and centres in scope, with coordinates, and never where a customer is. */
import type { BaseAsk, BasePlace, BasePorts } from './baseTypes.ts'

interface PlaceRow extends Omit<BasePlace, 'kind' | 'isStale'> {
  postalCode: string | null
  lastRecordedAt: number
}

/** Places that somebody described as ours, and companies' places of which nobody said what they are. */
const PLACES_SQL = `
SELECT location_id AS id, location, name, kind AS told, region, country, postal_code AS postalCode, latitude, longitude,
  last_occurred_at AS lastOccurredAt, last_recorded_at AS lastRecordedAt
FROM locations JOIN rollups USING (location_id)
WHERE kind IN ('store', 'dc', 'hub') OR (kind IS NULL AND (location GLOB 'gln:*' OR location GLOB 'pgln:*'))
ORDER BY location`

const AREA_SQL = 'SELECT latitude, longitude FROM postal_areas WHERE country = ? AND postal_code = ?'

type Point = Pick<BasePlace, 'latitude' | 'longitude'>

function pointOf({ reader }: Pick<BasePorts, 'reader'>, row: PlaceRow): Point {
  if (row.latitude !== null && row.longitude !== null) return row
  const code = row.postalCode?.trim().toUpperCase()
  if (!code) return { latitude: null, longitude: null }
  const country = row.country ?? 'US'
  return (
    reader.get<Point>(AREA_SQL, [country, code]) ??
    reader.get<Point>(AREA_SQL, [country, code.slice(0, 5)]) ?? { latitude: null, longitude: null }
  )
}

/** Places in scope, by their ids. */
export function readPlaces(ports: BasePorts, { scope, now, settings }: BaseAsk): BasePlace[] {
  const named = scope.locations ? new Set(scope.locations) : null
  const places: BasePlace[] = []
  for (const row of ports.reader.all<PlaceRow>(PLACES_SQL)) {
    if (scope.region !== undefined && row.region !== scope.region) continue
    if (named && !named.has(row.location)) continue
    places.push({
      id: row.id,
      location: row.location,
      name: row.name,
      kind: row.told === 'dc' || row.told === 'hub' ? 'dc' : 'store',
      told: row.told,
      region: row.region,
      country: row.country,
      ...pointOf(ports, row),
      lastOccurredAt: row.lastOccurredAt,
      isStale: !settings.useStale && ports.isStale(now, row.lastRecordedAt, row.lastOccurredAt),
    })
  }
  return places.filter(({ location }) => !ports.isPerson(location))
}
