/** Owns what follows from an alert's labels: the region and country of its location, the category of its SKU, the feed that speaks of it. */
import type { Reader } from '../ledger/types.ts'
import type { AlertLabels } from './rule.ts'

interface Place {
  region: string | null
  country: string | null
}

/** Entries that may be kept before all are let go. */
const KEPT = 50_000

const PLACE_SQL = 'SELECT region, country FROM locations WHERE location = ?'
const CATEGORY_SQL = 'SELECT category FROM skus WHERE sku = ?'
/** The feed that told of the location last. */
const FEED_SQL = `
SELECT feeds.name AS feed FROM rollups JOIN locations USING (location_id) JOIN feeds ON feed_number = last_feed
WHERE location = ?`

export interface Places {
  /** Labels with what follows from them, where the rule has not said it. */
  placed(labels: AlertLabels): AlertLabels
  /** As `placed`, with the feed: what an alert is told with. */
  told(labels: AlertLabels): AlertLabels
  /** Whether the location is where a person is: nothing is told of it. */
  isPerson(location: string): boolean
  /** Forgets what was described anew. */
  forget(locations: Iterable<string>, skus: Iterable<string>): void
}

/** @param isPerson whether a location's id tells of a person */
export function openPlaces(reader: Reader, isPerson: (location: string) => boolean): Places {
  const places = new Map<string, Place>()
  const categories = new Map<string, string | null>()
  const persons = new Map<string, boolean>()

  function kept<T>(cache: Map<string, T>, key: string, read: () => T): T {
    let value = cache.get(key)
    if (value === undefined) {
      if (cache.size >= KEPT) cache.clear()
      cache.set(key, (value = read()))
    }
    return value
  }
  const placeOf = (location: string) =>
    kept(places, location, () => reader.get<Place>(PLACE_SQL, [location]) ?? { region: null, country: null })
  const categoryOf = (sku: string) =>
    kept(
      categories,
      sku,
      () => reader.get<{ category: string | null }>(CATEGORY_SQL, [sku])?.category ?? null,
    )

  function placed(labels: AlertLabels): AlertLabels {
    const place = labels.location === undefined ? null : placeOf(labels.location)
    const category = labels.sku === undefined ? null : categoryOf(labels.sku)
    return {
      ...(place?.region ? { region: place.region } : {}),
      ...(place?.country ? { country: place.country } : {}),
      ...(category ? { category } : {}),
      ...labels,
    }
  }

  return {
    placed,
    told(labels) {
      const { location } = labels
      const feed =
        location === undefined || labels.feed !== undefined
          ? undefined
          : reader.get<{ feed: string }>(FEED_SQL, [location])?.feed
      return { ...placed(labels), ...(feed === undefined ? {} : { feed }) }
    },
    isPerson: (location) => kept(persons, location, () => isPerson(location)),
    forget(locations, skus) {
      for (const location of locations) places.delete(location)
      for (const sku of skus) categories.delete(sku)
      // Who is a person is told by what comes later, too.
      persons.clear()
    },
  }
}
