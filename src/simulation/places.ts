/** Owns the map under the sample network: its cities, regions, centres and carriers, and distances between them. */
import cityFile from '../../resources/sample-network/cities.json' with { type: 'json' }
import networkFile from '../../resources/sample-network/network.json' with { type: 'json' }

export const REGIONS = ['west', 'central', 'south', 'east'] as const
export type Region = (typeof REGIONS)[number]

export interface Site {
  city: string
  state: string
  latitude: number
  longitude: number
  postalCode: string
  timeZone: string
}

export interface City extends Site {
  population: number
  districts: string[]
}

/** How a carrier writes the zone of its times in AT7-07. */
export type ZoneCodes = 'universal' | 'general' | 'seasonal'

export interface Carrier {
  feed: string
  name: string
  scac: string
  /** Its name and service as the parcel tracker writes them. */
  tracker: string
  service: string
  zoneCodes: ZoneCodes
}

export const CITIES: readonly City[] = cityFile.rows.map(readCity)
export const { companyPrefix: COMPANY_PREFIX, supplierPrefix: SUPPLIER_PREFIX, chain: CHAIN } = networkFile
export const DC_SITES: readonly (Site & { address: string })[] = networkFile.dcs
export const SUPPLIER_SITES: readonly (Site & { name: string })[] = networkFile.suppliers
export const CARRIERS: readonly Carrier[] = networkFile.carriers.map((carrier) => ({
  ...carrier,
  zoneCodes: carrier.zoneCodes as ZoneCodes,
}))

const regionOfState = new Map(
  REGIONS.flatMap((region) => networkFile.regions[region].map((state) => [state, region] as const)),
)

/** @throws Error for a state that no region lists. */
export function regionOf(state: string): Region {
  const region = regionOfState.get(state)
  if (!region) throw new Error(`no region lists the state ${state}`)
  return region
}

function readCity(row: (string | number | string[])[]): City {
  const [city, state, latitude, longitude, postalCode, timeZone, population, districts] = row
  return {
    city: String(city),
    state: String(state),
    latitude: Number(latitude),
    longitude: Number(longitude),
    postalCode: String(postalCode),
    timeZone: String(timeZone),
    population: Number(population),
    districts: Array.isArray(districts) ? districts : [],
  }
}

/** Great-circle distance in kilometres. */
export function distanceKm(
  from: { latitude: number; longitude: number },
  to: { latitude: number; longitude: number },
): number {
  const radians = Math.PI / 180
  const halfLatitude = Math.sin(((to.latitude - from.latitude) * radians) / 2)
  const halfLongitude = Math.sin(((to.longitude - from.longitude) * radians) / 2)
  const chord =
    halfLatitude ** 2 +
    Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * halfLongitude ** 2
  return 12_742 * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** The thing of a list that lies nearest. @throws RangeError for an empty list. */
export function nearest<T extends { latitude: number; longitude: number }>(
  list: readonly T[],
  point: { latitude: number; longitude: number },
): T {
  let best = list[0]
  if (!best) throw new RangeError('nothing to be near to')
  let bestKm = distanceKm(best, point)
  for (const candidate of list) {
    const km = distanceKm(candidate, point)
    if (km < bestKm) [best, bestKm] = [candidate, km]
  }
  return best
}
