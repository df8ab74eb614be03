/** Owns where regions and countries lie: the middle of the postal areas and locations that are known in them. */
import type { Reader } from '../ledger/types.ts'

export interface Middle {
  latitude: number | null
  longitude: number | null
}

const UNKNOWN: Middle = { latitude: null, longitude: null }
const keyOf = (region: string | null, country: string | null) => JSON.stringify([region, country])

const MIDDLES_SQL = `
WITH points AS (
  SELECT region, country, latitude, longitude FROM postal_areas
  UNION ALL SELECT region, country, latitude, longitude FROM locations WHERE latitude IS NOT NULL
)
SELECT region, country, avg(latitude) AS latitude, avg(longitude) AS longitude FROM points GROUP BY 1, 2
UNION ALL SELECT NULL, country, avg(latitude), avg(longitude) FROM points WHERE country IS NOT NULL GROUP BY 2`

/** Reads all of them, once for an answer. A region of no known country is found by its name alone. */
export function regionMiddles(reader: Reader): (region: string | null, country: string | null) => Middle {
  const middles = new Map<string, Middle>()
  for (const { region, country, ...middle } of reader.all<
    Middle & { region: string | null; country: string | null }
  >(MIDDLES_SQL)) {
    middles.set(keyOf(region, country), middle)
    if (region !== null && !middles.has(keyOf(region, null))) middles.set(keyOf(region, null), middle)
  }
  return (region, country) =>
    middles.get(keyOf(region, country)) ??
    (region === null ? UNKNOWN : (middles.get(keyOf(region, null)) ?? UNKNOWN))
}
