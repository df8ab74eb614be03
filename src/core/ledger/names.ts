/** Owns the numbers that stand for ids inside the store: each location, SKU, feed and subject gets one at first sight. */
import type { Writer } from './types.ts'

/** Entries that one kind of name may keep in memory before the oldest half is let go. */
const CACHE_ENTRIES = 500_000

/** Finds or makes the number of a name; remembers it. */
export type Numbering = (name: string) => number

function numbering(writer: Writer, select: string, insert: string, values: (name: string) => string[]): Numbering {
  let cache = new Map<string, number>()
  return (name) => {
    const known = cache.get(name)
    if (known !== undefined) return known
    const parameters = values(name)
    const found = writer.get<{ n: number }>(select, parameters) ?? writer.get<{ n: number }>(insert, parameters)
    if (!found) throw new Error(`no number for ${name}`)
    if (cache.size >= CACHE_ENTRIES) cache = new Map([...cache].slice(CACHE_ENTRIES / 2))
    cache.set(name, found.n)
    return found.n
  }
}

export interface Names {
  location: Numbering
  sku: Numbering
  /** Subject by kind and key, joined as `kind key`. */
  subject: (kind: string, key: string) => number
  feed: (name: string, createdAt: number) => number
  /** Forgets what a rolled-back transaction may have numbered. */
  forget(): void
}

/** Makes the numbering over one writing connection. */
export function openNames(writer: Writer): Names {
  const make = () => ({
    location: numbering(
      writer,
      'SELECT location_id AS n FROM locations WHERE location = ?',
      'INSERT INTO locations (location) VALUES (?) RETURNING location_id AS n',
      (name) => [name],
    ),
    sku: numbering(
      writer,
      'SELECT sku_id AS n FROM skus WHERE sku = ?',
      'INSERT INTO skus (sku) VALUES (?) RETURNING sku_id AS n',
      (name) => [name],
    ),
    subject: numbering(
      writer,
      'SELECT subject_number AS n FROM subjects WHERE kind = ? AND subject = ?',
      'INSERT INTO subjects (kind, subject) VALUES (?, ?) RETURNING subject_number AS n',
      (name) => [name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1)],
    ),
  })
  let numberings = make()
  return {
    location: (name) => numberings.location(name),
    sku: (name) => numberings.sku(name),
    subject: (kind, key) => numberings.subject(`${kind} ${key}`),
    feed(name, createdAt) {
      const found = writer.get<{ n: number }>('SELECT feed_number AS n FROM feeds WHERE name = ?', [name])
      if (found) return found.n
      const made = writer.get<{ n: number }>(
        `INSERT INTO feeds (name, authentication, enabled, created_at) VALUES (?, 'none', 1, ?) RETURNING feed_number AS n`,
        [name, createdAt],
      )
      if (!made) throw new Error(`no number for feed ${name}`)
      return made.n
    },
    forget() {
      numberings = make()
    },
  }
}
