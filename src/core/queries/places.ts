/** Owns how a place gets its coordinates: its own, its location's, or its postal area's. */
import type { Place } from '../../shared/eventParts.ts'
import type { Reader } from '../ledger/types.ts'
import { isPerson } from './people.ts'

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

type Town = Pick<Place, 'city' | 'region' | 'country' | 'postalCode'>

/** Where it is, without who is there. */
function townName({ city, region, postalCode, country }: Town): string | undefined {
  return [city, region].filter(Boolean).join(', ') || postalCode || country || undefined
}

interface KnownLocation extends Coordinates {
  name: string | null
  city: string | null
  region: string | null
  country: string | null
  postalCode: string | null
}

const KNOWN_SQL = `SELECT name, city, region, country, postal_code AS postalCode, latitude, longitude FROM locations
  WHERE location = ?`

const knownLocation = (reader: Reader, place: Place): KnownLocation | undefined =>
  place.location === undefined ? undefined : reader.get<KnownLocation>(KNOWN_SQL, [place.location])

/**
 * Words for a place: the name of its location. The name at an address without a location may be a person’s, and so is
 * that of a customer’s own place: there the town is all that is told.
 */
export function placeName(reader: Reader, place: Place, known = knownLocation(reader, place)): string {
  const { location, name } = place
  const stated = {
    city: known?.city,
    region: known?.region,
    country: known?.country,
    postalCode: known?.postalCode,
  }
  const town =
    townName(place) ?? townName(Object.fromEntries(Object.entries(stated).filter(([, value]) => value)))
  if (location === undefined || isPerson(reader, location)) return town ?? 'unknown place'
  return known?.name ?? name ?? town ?? location
}

/** The location that a place is at, where it is one of the network: a customer’s has no page to go to. */
export function placeLocation(reader: Reader, { location }: Place): string | null {
  return location === undefined || isPerson(reader, location) ? null : location
}

/** Puts a place on the map, or says undefined where nothing places it. */
export function locatePlace(reader: Reader, place: Place | null): PlacedPoint | undefined {
  if (!place) return undefined
  const known = knownLocation(reader, place)
  const name = placeName(reader, place, known)
  const location = placeLocation(reader, place)
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
