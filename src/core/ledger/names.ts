/** Owns the numbers that stand for ids inside the store: each location, SKU, feed and subject gets one at first sight. */
import type { Writer } from './types.ts'

/** Entries that one kind of name may keep in memory before the oldest half is let go. */
const CACHE_ENTRIES = 500_000

interface Numbering {
  /** Finds or makes the number of a name; remembers it. */
  numberOf(name: string): number
  /** Whether the last `numberOf` made the number. */
  madeIt(): boolean
  /** The name behind a number that was given out or looked up before; read from the store where it was let go. */
  nameOf(number: number): string
}

function numbering(
  writer: Writer,
  sql: { select: string; insert: string; reverse: string },
  values: (name: string) => string[],
): Numbering {
  let numbers = new Map<string, number>()
  let namesByNumber = new Map<number, string>()
  let made = false
  function remember(name: string, number: number): void {
    if (numbers.size >= CACHE_ENTRIES) {
      numbers = new Map()
      namesByNumber = new Map()
    }
    numbers.set(name, number)
    namesByNumber.set(number, name)
  }
  return {
    numberOf(name) {
      made = false
      const known = numbers.get(name)
      if (known !== undefined) return known
      const parameters = values(name)
      let found = writer.get<{ n: number }>(sql.select, parameters)
      if (!found) {
        found = writer.get<{ n: number }>(sql.insert, parameters)
        made = true
      }
      if (!found) throw new Error(`no number for ${name}`)
      remember(name, found.n)
      return found.n
    },
    madeIt: () => made,
    nameOf(number) {
      const known = namesByNumber.get(number)
      if (known !== undefined) return known
      const found = writer.get<{ n: string }>(sql.reverse, [number])
      if (!found) throw new Error(`no name for number ${number}`)
      remember(found.n, number)
      return found.n
    },
  }
}

export interface Names {
  location(name: string): number
  sku(name: string): number
  locationName(locationId: number): string
  skuName(skuId: number): string
  /** Subject by kind and key; `isNew` where nothing had spoken of it before. */
  subject(kind: string, key: string): { subjectNumber: number; isNew: boolean }
  feed: (name: string, createdAt: number) => number
  /** Forgets what a rolled-back transaction may have numbered. */
  forget(): void
}

/** Makes the numbering over one writing connection. */
export function openNames(writer: Writer): Names {
  const make = () => ({
    location: numbering(
      writer,
      {
        select: 'SELECT location_id AS n FROM locations WHERE location = ?',
        insert: 'INSERT INTO locations (location) VALUES (?) RETURNING location_id AS n',
        reverse: 'SELECT location AS n FROM locations WHERE location_id = ?',
      },
      (name) => [name],
    ),
    sku: numbering(
      writer,
      {
        select: 'SELECT sku_id AS n FROM skus WHERE sku = ?',
        insert: 'INSERT INTO skus (sku) VALUES (?) RETURNING sku_id AS n',
        reverse: 'SELECT sku AS n FROM skus WHERE sku_id = ?',
      },
      (name) => [name],
    ),
    subject: numbering(
      writer,
      {
        select: 'SELECT subject_number AS n FROM subjects WHERE kind = ? AND subject = ?',
        insert: 'INSERT INTO subjects (kind, subject) VALUES (?, ?) RETURNING subject_number AS n',
        reverse: `SELECT kind || ' ' || subject AS n FROM subjects WHERE subject_number = ?`,
      },
      (name) => [name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1)],
    ),
  })
  let numberings = make()
  const feeds = new Map<string, number>()

  function findFeed(name: string, createdAt: number): number {
    const found = writer.get<{ n: number }>('SELECT feed_number AS n FROM feeds WHERE name = ?', [name])
    if (found) return found.n
    const made = writer.get<{ n: number }>(
      `INSERT INTO feeds (name, authentication, enabled, created_at) VALUES (?, 'none', 1, ?) RETURNING feed_number AS n`,
      [name, createdAt],
    )
    if (!made) throw new Error(`no number for feed ${name}`)
    return made.n
  }

  return {
    location: (name) => numberings.location.numberOf(name),
    sku: (name) => numberings.sku.numberOf(name),
    locationName: (locationId) => numberings.location.nameOf(locationId),
    skuName: (skuId) => numberings.sku.nameOf(skuId),
    subject(kind, key) {
      const subjectNumber = numberings.subject.numberOf(`${kind} ${key}`)
      return { subjectNumber, isNew: numberings.subject.madeIt() }
    },
    feed(name, createdAt) {
      const feedNumber = feeds.get(name) ?? findFeed(name, createdAt)
      feeds.set(name, feedNumber)
      return feedNumber
    },
    forget() {
      numberings = make()
      feeds.clear()
    },
  }
}
