/** Owns the question for what a scenario may look at: our places, regions, categories, carriers, and how many SKUs there are. */
import type { WhatifScope } from '../../shared/readModels/whatif.ts'
import type { QueryContext } from './context.ts'
import { locatePostalCode } from './places.ts'
import { isPerson } from './people.ts'

interface PlaceRow {
  location: string
  name: string | null
  kind: string | null
  region: string | null
  country: string | null
  postalCode: string | null
  latitude: number | null
  longitude: number | null
}

const PLACES_SQL = `
SELECT location, name, kind, region, country, postal_code AS postalCode, latitude, longitude
FROM locations JOIN rollups USING (location_id)
WHERE kind IN ('store', 'dc', 'hub') OR (kind IS NULL AND (location GLOB 'gln:*' OR location GLOB 'pgln:*'))
ORDER BY coalesce(name, location)`
const CATEGORIES_SQL = `SELECT DISTINCT category FROM skus WHERE category IS NOT NULL ORDER BY 1`
const CARRIERS_SQL = `SELECT DISTINCT carrier FROM lane_transits WHERE carrier <> '' ORDER BY 1`
/** The currency of most listings; of most orders where nothing is listed. */
const LISTED_SQL = `SELECT currency FROM listings WHERE currency IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`
const ORDERED_SQL = `
SELECT currency FROM (SELECT currency FROM orders WHERE currency IS NOT NULL ORDER BY placed_at DESC LIMIT 1000)
GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`

export function whatifScope({
  reader,
}: QueryContext): Pick<
  WhatifScope,
  'locations' | 'regions' | 'categories' | 'carriers' | 'skus' | 'currency'
> {
  const locations = reader
    .all<PlaceRow>(PLACES_SQL)
    .filter(({ location }) => !isPerson(reader, location))
    .map(({ postalCode, ...place }) => {
      const area =
        place.latitude === null && postalCode ? locatePostalCode(reader, place.country, postalCode) : null
      return {
        ...place,
        latitude: place.latitude ?? area?.latitude ?? null,
        longitude: place.longitude ?? area?.longitude ?? null,
      }
    })
  const currency =
    reader.get<{ currency: string }>(LISTED_SQL)?.currency ??
    reader.get<{ currency: string }>(ORDERED_SQL)?.currency ??
    null
  return {
    locations,
    regions: [...new Set(locations.flatMap(({ region }) => region ?? []))].sort(),
    categories: reader.all<{ category: string }>(CATEGORIES_SQL).map(({ category }) => category),
    carriers: reader.all<{ carrier: string }>(CARRIERS_SQL).map(({ carrier }) => carrier),
    skus: reader.get<{ n: number }>('SELECT count(*) AS n FROM skus')?.n ?? 0,
    currency,
  }
}
