/** Owns the names and places of what alerts are about, looked up once for the answers of a moment. */
import type { Reader } from '../ledger/types.ts'

export interface AlertPlace {
  /** Null also where it is somebody's home. */
  name: string | null
  region: string | null
  country: string | null
}

export interface AlertNames {
  location(location: string): AlertPlace
  sku(sku: string): { name: string | null; category: string | null }
  channel(channel: string): string | null
}

function kept<T>(find: (id: string) => T): (id: string) => T {
  const known = new Map<string, T>()
  return (id) => {
    let found = known.get(id)
    if (found === undefined) known.set(id, (found = find(id)))
    return found
  }
}

function lookUp(reader: Reader): AlertNames {
  return {
    location: kept(
      (location) =>
        reader.get<AlertPlace>(
          `SELECT iif(kind = 'customer', NULL, name) AS name, region, country FROM locations WHERE location = ?`,
          [location],
        ) ?? { name: null, region: null, country: null },
    ),
    sku: kept(
      (sku) =>
        reader.get<{ name: string | null; category: string | null }>(
          'SELECT name, category FROM skus WHERE sku = ?',
          [sku],
        ) ?? { name: null, category: null },
    ),
    channel: kept(
      (channel) =>
        reader.get<{ name: string | null }>('SELECT name FROM channels WHERE channel = ?', [channel])?.name ??
        null,
    ),
  }
}

/** How old names may be: what is typed into a search field asks for thousands of them at each key. */
const KEPT_MS = 2_000
const keptByReader = new WeakMap<Reader, { names: AlertNames; since: number }>()

export function alertNames(reader: Reader): AlertNames {
  const now = performance.now()
  const before = keptByReader.get(reader)
  if (before && now - before.since < KEPT_MS) return before.names
  const names = lookUp(reader)
  keptByReader.set(reader, { names, since: now })
  return names
}
