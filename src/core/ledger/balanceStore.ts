/** Owns balances and their entries between memory and store: loaded once, changed in memory, written in key order. */
import type { Writer } from './types.ts'
import type { OrderedEntry } from './stockFold.ts'
import type { StockEntry } from './stockEffects.ts'
import { openBulkInsert } from './bulkInsert.ts'
import type { PeriodFlow } from './periodFlow.ts'

/** Place of `sellable` in STOCK_DISPOSITIONS. */
export const SELLABLE = 0
/** Balances that stay in memory between transactions. */
const KEPT_BALANCES = 200_000

/** The envelope of the record whose effect is being applied. */
export interface Envelope {
  eventNumber: number
  identity: string
  occurredAt: number
}

export interface Balance {
  locationId: number
  skuId: number
  disposition: number
  microunits: number
  /** Time and entry of the latest count. */
  anchorAt: number | null
  anchorEntry: number | null
  /** Latest time that any record named for it. */
  latestAt: number
  /** The newest entry; each entry points to the one before. */
  latestEntry: number | null
  /** What left and came in this transaction; absent: nothing. */
  flows?: PeriodFlow[]
}

/** What tells one balance from another. */
export type BalanceKey = Pick<Balance, 'locationId' | 'skuId' | 'disposition'>

export interface BalanceStore {
  /** Loads by the dozen the balances that are about to be asked for, so that most need no statement of their own. */
  expect(keys: readonly BalanceKey[]): void
  /** Loads a balance, or makes an empty one. */
  load(locationId: number, skuId: number, disposition: number): Balance
  /** To be called for a balance that was changed. */
  changed(balance: Balance): void
  /** Adds an entry to a balance's chain; returns its number. */
  enter(balance: Balance, entry: StockEntry, envelope: Envelope, line: number, standing?: 'void'): number
  /** All entries of a balance, void ones too. */
  chainOf(balance: Balance): (OrderedEntry & { void: number; counterpart: string | null })[]
  /** Entries of a balance at or after a time, without reading what is all older. */
  entriesSince(balance: Balance, at: number): OrderedEntry[]
  entry(entryNumber: number): Pick<OrderedEntry, 'occurredAt' | 'identity' | 'line'> | undefined
  /** Sets an entry aside: 1, its record lost to another version; any other mark, as its setter means it. */
  void(entryNumber: number, mark?: number): void
  /** Removes a balance that nothing speaks of any more. */
  remove(balance: Balance): void
  /** Writes what changed; returns it. */
  flush(): Balance[]
  discard(): void
}

/** Balances that one look-up asks for at once. */
const ASKED_AT_ONCE = 32

const COLUMNS_SQL = `balances.location_id AS locationId, balances.sku_id AS skuId, balances.disposition, microunits,
  anchor_at AS anchorAt, anchor_entry AS anchorEntry, latest_at AS latestAt, latest_entry AS latestEntry`

// CROSS JOIN keeps the order of the two: each wanted key is one search.
const MANY_SQL = `
WITH wanted (location_id, sku_id, disposition) AS (
  VALUES ${Array.from({ length: ASKED_AT_ONCE }, () => '(?,?,?)').join(',')}
)
SELECT ${COLUMNS_SQL} FROM wanted CROSS JOIN balances
  ON balances.location_id = wanted.location_id AND balances.sku_id = wanted.sku_id
  AND balances.disposition = wanted.disposition`

const ONE_SQL = `SELECT ${COLUMNS_SQL} FROM balances WHERE location_id = ? AND sku_id = ? AND disposition = ?`

const CHAIN_SQL = `
WITH RECURSIVE chain AS (
  SELECT * FROM entries WHERE entry_number = ?
  UNION ALL
  SELECT older.* FROM chain JOIN entries AS older ON older.entry_number = chain.previous_entry
)
SELECT chain.entry_number AS entryNumber, chain.kind, chain.microunits, chain.occurred_at AS occurredAt,
  chain.event_number AS eventNumber, chain.line, chain.void, chain.counterpart, events.identity
FROM chain JOIN events ON events.event_number = chain.event_number`

const SINCE_SQL = `
WITH RECURSIVE chain AS (
  SELECT * FROM entries WHERE entry_number = ?
  UNION ALL
  SELECT older.* FROM chain JOIN entries AS older ON older.entry_number = chain.previous_entry
  WHERE older.latest_at >= ?
)
SELECT chain.entry_number AS entryNumber, chain.kind, chain.microunits, chain.occurred_at AS occurredAt,
  chain.event_number AS eventNumber, chain.line, events.identity
FROM chain JOIN events ON events.event_number = chain.event_number
WHERE chain.void = 0 AND chain.occurred_at >= ?`

/** One number for a balance: fits 2^53 up to 4 million locations and 268 million SKUs. */
function balanceKey(locationId: number, skuId: number, disposition: number): number {
  return (locationId * 8 + disposition) * 268_435_456 + skuId
}

/**
 * @param settle puts events that still wait into the log, before they are read back
 * @param made is told of each new balance
 */
export function openBalanceStore(
  writer: Writer,
  settle: () => void,
  made: (balance: Balance) => void,
): BalanceStore {
  const entries = openBulkInsert(
    writer,
    `INSERT INTO entries (entry_number, location_id, sku_id, disposition, kind, microunits, occurred_at, event_number,
       line, counterpart, previous_entry, latest_at, void)`,
    13,
  )
  const rows = openBulkInsert(
    writer,
    `INSERT INTO balances (location_id, sku_id, disposition, microunits, anchor_at, anchor_entry, latest_at, latest_entry)`,
    8,
    `ON CONFLICT (location_id, sku_id, disposition) DO UPDATE SET microunits = excluded.microunits,
       anchor_at = excluded.anchor_at, anchor_entry = excluded.anchor_entry, latest_at = excluded.latest_at,
       latest_entry = excluded.latest_entry`,
  )
  const kept = new Map<number, Balance>()
  const dirty = new Map<number, Balance>()
  /** Keys that were asked for ahead and are not in the store. */
  const absent = new Set<number>()
  let nextEntry = 0

  function readable(): void {
    settle()
    entries.flush()
  }

  const keyOf = (one: BalanceKey) => balanceKey(one.locationId, one.skuId, one.disposition)

  function changed(balance: Balance): void {
    dirty.set(keyOf(balance), balance)
  }

  return {
    changed,
    expect(keys) {
      const missing = new Map<number, BalanceKey>()
      for (const one of keys) {
        const key = keyOf(one)
        if (!kept.has(key)) missing.set(key, one)
      }
      // In key order, neighbouring rows share a page.
      const wanted = [...missing].sort((a, b) => a[0] - b[0])
      // What a short last look-up would ask for is loaded one by one.
      for (let start = 0; start + ASKED_AT_ONCE <= wanted.length; start += ASKED_AT_ONCE) {
        const asked = wanted.slice(start, start + ASKED_AT_ONCE)
        for (const [key] of asked) absent.add(key)
        const values = asked.flatMap(([, one]) => [one.locationId, one.skuId, one.disposition])
        for (const balance of writer.all<Balance>(MANY_SQL, values)) {
          kept.set(keyOf(balance), balance)
          absent.delete(keyOf(balance))
        }
      }
    },
    load(locationId, skuId, disposition) {
      const key = balanceKey(locationId, skuId, disposition)
      const known = kept.get(key)
      if (known) return known
      const stored = absent.has(key)
        ? undefined
        : writer.get<Balance>(ONE_SQL, [locationId, skuId, disposition])
      const balance: Balance = stored ?? {
        locationId,
        skuId,
        disposition,
        microunits: 0,
        anchorAt: null,
        anchorEntry: null,
        latestAt: Number.MIN_SAFE_INTEGER,
        latestEntry: null,
      }
      kept.set(key, balance)
      if (!stored) {
        changed(balance)
        made(balance)
      }
      return balance
    },
    enter(balance, entry, envelope, line, standing) {
      if (nextEntry === 0) {
        nextEntry =
          (writer.get<{ n: number | null }>('SELECT max(entry_number) AS n FROM entries')?.n ?? 0) + 1
      }
      entries.add([
        nextEntry,
        balance.locationId,
        balance.skuId,
        balance.disposition,
        entry.kind,
        entry.microunits,
        envelope.occurredAt,
        envelope.eventNumber,
        line,
        entry.counterpart,
        balance.latestEntry,
        Math.max(balance.latestAt, envelope.occurredAt),
        standing === 'void' ? 1 : 0,
      ])
      balance.latestEntry = nextEntry
      changed(balance)
      return nextEntry++
    },
    chainOf(balance) {
      readable()
      return writer.all(CHAIN_SQL, [balance.latestEntry])
    },
    entriesSince(balance, at) {
      readable()
      return writer.all(SINCE_SQL, [balance.latestEntry, at, at])
    },
    entry(entryNumber) {
      readable()
      return writer.get(
        `SELECT entries.occurred_at AS occurredAt, line, identity FROM entries JOIN events USING (event_number)
         WHERE entry_number = ?`,
        [entryNumber],
      )
    },
    void(entryNumber, mark = 1) {
      readable()
      writer.run('UPDATE entries SET void = ? WHERE entry_number = ?', [mark, entryNumber])
    },
    remove(balance) {
      const key = keyOf(balance)
      kept.delete(key)
      dirty.delete(key)
      writer.run('DELETE FROM balances WHERE location_id = ? AND sku_id = ? AND disposition = ?', [
        balance.locationId,
        balance.skuId,
        balance.disposition,
      ])
    },
    flush() {
      // In key order, neighbouring rows share a page.
      const balances = [...dirty].sort((a, b) => a[0] - b[0]).map(([, balance]) => balance)
      for (const balance of balances) {
        rows.add([
          balance.locationId,
          balance.skuId,
          balance.disposition,
          balance.microunits,
          balance.anchorAt,
          balance.anchorEntry,
          balance.latestAt,
          balance.latestEntry,
        ])
      }
      entries.flush()
      rows.flush()
      dirty.clear()
      absent.clear()
      if (kept.size > KEPT_BALANCES) kept.clear()
      return balances
    },
    discard() {
      kept.clear()
      dirty.clear()
      absent.clear()
      entries.discard()
      rows.discard()
      nextEntry = 0
    },
  }
}
