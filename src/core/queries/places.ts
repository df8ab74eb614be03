/** Owns how a place gets its coordinates: its own, its location's, or its postal area's. */
import type { Place } from '../../shared/eventParts.ts'
import type { Reader } from '../ledger/types.ts'

export interface PlacedPoint {
  location: string | null
  name: string
  latitude: number
  longitude: number
}

/** Postal codes are compared by their leading digits where the source gives more (ZIP+4). */
export const AREA_SQL = 'SELECT latitude, longitude FROM postal_areas WHERE country = ? AND postal_code = ?'

interface Coordinates {
  latitude: number | null
  longitude: number | null
}

/** Coordinates of a postal code, if its area was ever located. */
export function locatePostalCode(
  reader: Reader,
  country: string | null | undefined,
  postalCode: string,
): Coordinates | undefined {
  const code = postalCode.trim().toUpperCase()
  return (
    reader.get<Coordinates>(AREA_SQL, [country ?? 'US', code]) ??
    reader.get<Coordinates>(AREA_SQL, [country ?? 'US', code.slice(0, 5)])
  )
}

/** Words for a place, as exact as what is known. */
export function placeName(place: Place): string {
  const town = [place.city, place.region].filter(Boolean).join(', ')
  return place.name ?? (town || place.postalCode || place.location || place.country || 'unknown place')
}

/** Puts a place on the map, or says undefined where nothing places it. */
export function locatePlace(reader: Reader, place: Place | null): PlacedPoint | undefined {
  if (!place) return undefined
  const known = place.location
    ? reader.get<Coordinates & { name: string | null; country: string | null; postalCode: string | null }>(
        'SELECT name, latitude, longitude, country, postal_code AS postalCode FROM locations WHERE location = ?',
        [place.location],
      )
    : undefined
  const name = known?.name ?? placeName(place)
  const location = place.location ?? null
  const candidates: (Coordinates | undefined)[] = [
    place.latitude === undefined
      ? undefined
      : { latitude: place.latitude, longitude: place.longitude ?? null },
    known,
    known?.postalCode ? locatePostalCode(reader, known.country, known.postalCode) : undefined,
    place.postalCode ? locatePostalCode(reader, place.country, place.postalCode) : undefined,
  ]
  for (const candidate of candidates) {
    if (candidate && candidate.latitude !== null && candidate.longitude !== null) {
      return { location, name, latitude: candidate.latitude, longitude: candidate.longitude }
    }
  }
  return undefined
}
