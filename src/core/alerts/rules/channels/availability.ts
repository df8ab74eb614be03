/** Owns what the ledger can promise of a SKU to a channel, and since when it has been so. */
import { ofStep } from '../../step.ts'
import { LIVING_MS, type Channel, type Listing, type Store } from './listings.ts'

/** Entries that are read of one SKU to see since when something holds. */
const ENTRIES_MAX = 400

export interface Promisable {
  /** Millionths of a unit that can be promised. */
  microunits: number
  /** Latest time at which any of the positions moved. */
  movedAt: number
}

/**
 * What can be promised to each of these listings' channels. A SKU is left out that the ledger knows no position of in any
 * location that lives: then it knows nothing of it. A channel whose locations have none of it can promise nothing.
 */
export function promisableTo(
  context: Store,
  listings: readonly Listing[],
): (listing: Listing) => Promisable | null {
  const known = ofStep(context, 'promisable', () => new Map<string, Promisable | null>())
  const keyOf = (sku: string, { locations }: Pick<Channel, 'locations'>) => `${sku}\n${locations ?? ''}`
  const wanted = new Map<string | null, Set<string>>()
  const want = (sku: string, locations: string | null) => {
    if (known.has(keyOf(sku, { locations }))) return
    const skus = wanted.get(locations)
    if (skus) skus.add(sku)
    else wanted.set(locations, new Set([sku]))
  }
  for (const { sku, channel } of listings) {
    want(sku, null)
    want(sku, channel.locations)
  }
  for (const [locations, skus] of wanted)
    read(context, locations, skus, (sku, found) => known.set(keyOf(sku, { locations }), found))
  return ({ sku, channel }) => {
    const everywhere = known.get(keyOf(sku, { locations: null }))
    if (!everywhere || everywhere.movedAt < context.now - LIVING_MS) return null
    return known.get(keyOf(sku, channel)) ?? { microunits: 0, movedAt: everywhere.movedAt }
  }
}

function read(
  { reader }: Store,
  locations: string | null,
  skus: ReadonlySet<string>,
  keep: (sku: string, found: Promisable | null) => void,
): void {
  const named = JSON.stringify([...skus])
  for (const sku of skus) keep(sku, null)
  const among = locations === null ? '' : 'AND location IN (SELECT value FROM json_each(?))'
  const rows = reader.all<{ sku: string } & Promisable>(
    `SELECT sku, sum(microunits) AS microunits, max(latest_at) AS movedAt FROM promisable
     WHERE sku IN (SELECT value FROM json_each(?)) ${among} GROUP BY sku`,
    locations === null ? [named] : [named, locations],
  )
  for (const { sku, ...found } of rows) keep(sku, found)
}

interface Move {
  at: number
  microunits: number
}

/** The chains of entries of a SKU's sellable positions, as far as anything in them is later than a time. */
const MOVES_SQL = (among: string) => `
WITH RECURSIVE asked AS (SELECT ? AS sku, ? AS since),
chain (previous_entry, at, microunits, kind, void, step) AS (
  SELECT e.previous_entry, e.occurred_at, e.microunits, e.kind, e.void, 1
  FROM asked JOIN skus USING (sku) JOIN balances AS b INDEXED BY balances_by_sku USING (sku_id)
    JOIN locations USING (location_id) JOIN entries AS e ON e.entry_number = b.latest_entry
  WHERE b.disposition = 0 AND b.latest_at > asked.since ${among}
  UNION ALL
  SELECT e.previous_entry, e.occurred_at, e.microunits, e.kind, e.void, step + 1
  FROM chain JOIN entries AS e ON e.entry_number = chain.previous_entry
  WHERE e.latest_at > (SELECT since FROM asked) AND step < ${ENTRIES_MAX}
)
SELECT at, microunits FROM chain WHERE void = 0 AND kind = 0 AND at > (SELECT since FROM asked)
ORDER BY at DESC LIMIT ${ENTRIES_MAX}`

function movesAfter({ reader }: Store, { sku, channel }: Listing, from: number): Move[] {
  const { locations } = channel
  return locations === null
    ? reader.all<Move>(MOVES_SQL(''), [sku, from])
    : reader.all<Move>(MOVES_SQL('AND location IN (SELECT value FROM json_each(?))'), [sku, from, locations])
}

/** Millionths of a unit that have left the channel's shelves since, less what came; not below zero. */
export function leftSince(context: Store, listing: Listing, from: number): number {
  return Math.max(0, -movesAfter(context, listing, from).reduce((sum, { microunits }) => sum + microunits, 0))
}

/**
 * Since when something has held of what can be promised, not before `from`: moves are taken back one by one, the latest
 * first, until it held no more. What is set aside is taken as it is now.
 */
export function heldSince(
  context: Store,
  listing: Listing,
  promisable: Promisable,
  from: number,
  holds: (microunits: number) => boolean,
): number {
  if (promisable.movedAt <= from) return from
  let microunits = promisable.microunits
  for (const { at, microunits: moved } of movesAfter(context, listing, from)) {
    microunits -= moved
    if (!holds(Math.max(0, microunits))) return at
  }
  return from
}
