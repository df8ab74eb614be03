/**
 * Owns the one place where stock changes: entries, balances, roll-ups and per-SKU accounts move together.
 *
 * On hand at a time is the latest count at or before it plus the moves after that count (promise 4); so a move
 * older than the latest count changes the adjustment account, not the balance. Ties in time are broken by identity.
 */
import { STOCK_DISPOSITIONS, type CanonicalEvent, type StockDisposition } from '../../shared/events.ts'
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'
import type { Writer } from './types.ts'
import type { Names } from './names.ts'
import { compareEntries, foldEntries, type OrderedEntry } from './stockFold.ts'
import { openBulkInsert } from './bulkInsert.ts'
import { openTotals, type Totals } from './totals.ts'

export const MOVE = 0
export const COUNT = 1
const SELLABLE = 0

/** The envelope of the record whose effect is being applied. */
export interface Envelope {
  eventNumber: number
  identity: string
  occurredAt: number
}

interface Balance {
  locationId: number
  skuId: number
  disposition: number
  microunits: number
  anchorAt: number | null
  anchorEntry: number | null
  latestAt: number
  latestEntry: number | null
  dirty: boolean
}

/** Entries of one balance, newest entry first, following each entry's pointer to the one before. */
export const CHAIN_SQL = `
WITH RECURSIVE chain AS (
  SELECT * FROM entries WHERE entry_number = ?
  UNION ALL
  SELECT older.* FROM chain JOIN entries AS older ON older.entry_number = chain.previous_entry
)
SELECT chain.entry_number AS entryNumber, chain.kind, chain.microunits, chain.occurred_at AS occurredAt,
  chain.event_number AS eventNumber, chain.line, chain.void, chain.counterpart, events.identity
FROM chain JOIN events ON events.event_number = chain.event_number`

export interface Balances {
  /** Applies the stock effect of one event; `line` is its place within its record. */
  apply(event: CanonicalEvent, envelope: Envelope, line: number): void
  /** Takes back everything that an event number had entered, and works the balances out anew. */
  takeBack(events: CanonicalEvent[], envelope: Envelope): void
  /** Notes that a record spoke of its positions without changing them: it lost to another version, or was retracted. */
  touch(events: CanonicalEvent[], envelope: Envelope): void
  /** Writes what the transaction changed; returns the positions touched. */
  flush(position: number): { locationId: number; skuId: number }[]
  /** Drops what a rolled-back transaction left in memory. */
  discard(): void
  totals: Totals
}

const dispositionNumber = (disposition: StockDisposition) => STOCK_DISPOSITIONS.indexOf(disposition)
const toMicro = (units: number) => Math.round(units * MICROUNITS_PER_UNIT)
/** One number for a balance: fits 2^53 up to 4 million locations and 268 million SKUs. */
const balanceKey = (locationId: number, skuId: number, disposition: number) =>
  (locationId * 8 + disposition) * 268_435_456 + skuId

/** @param settle puts events that still wait into the log, before they are read back */
export function openBalances(writer: Writer, names: Names, settle: () => void): Balances {
  const entries = openBulkInsert(
    writer,
    `INSERT INTO entries (entry_number, location_id, sku_id, disposition, kind, microunits, occurred_at, event_number,
       line, counterpart, previous_entry)`,
    11,
  )
  const rows = openBulkInsert(
    writer,
    `INSERT INTO balances (location_id, sku_id, disposition, microunits, anchor_at, anchor_entry, latest_at, latest_entry)`,
    8,
    `ON CONFLICT (location_id, sku_id, disposition) DO UPDATE SET microunits = excluded.microunits,
       anchor_at = excluded.anchor_at, anchor_entry = excluded.anchor_entry, latest_at = excluded.latest_at,
       latest_entry = excluded.latest_entry`,
  )
  const cache = new Map<number, Balance>()
  const totals = openTotals(writer)
  let nextEntry = 0

  function load(locationId: number, skuId: number, disposition: number): Balance {
    const key = balanceKey(locationId, skuId, disposition)
    const cached = cache.get(key)
    if (cached) return cached
    const row = writer.get<Omit<Balance, 'dirty'>>(
      `SELECT location_id AS locationId, sku_id AS skuId, disposition, microunits, anchor_at AS anchorAt,
         anchor_entry AS anchorEntry, latest_at AS latestAt, latest_entry AS latestEntry
       FROM balances WHERE location_id = ? AND sku_id = ? AND disposition = ?`,
      [locationId, skuId, disposition],
    )
    if (row) {
      const balance = row as Balance
      balance.dirty = false
      cache.set(key, balance)
      return balance
    }
    const fresh: Balance = {
      locationId, skuId, disposition, microunits: 0, anchorAt: null, anchorEntry: null,
      latestAt: Number.MIN_SAFE_INTEGER, latestEntry: null, dirty: true,
    } // prettier-ignore
    cache.set(key, fresh)
    // A position is counted by its sellable balance, so that one always exists.
    if (disposition === SELLABLE) totals.positionMade(locationId)
    else load(locationId, skuId, SELLABLE)
    return fresh
  }

  function setMicrounits(balance: Balance, microunits: number): void {
    const before = balance.microunits
    balance.microunits = microunits
    balance.dirty = true
    totals.balanceChanged(
      balance.locationId,
      balance.skuId,
      balance.disposition === SELLABLE,
      before,
      microunits,
    )
  }

  function enter(
    balance: Balance,
    kind: number,
    microunits: number,
    envelope: Envelope,
    line: number,
    counterpart: string | null,
  ) {
    if (nextEntry === 0) {
      nextEntry = (writer.get<{ n: number | null }>('SELECT max(entry_number) AS n FROM entries')?.n ?? 0) + 1
    }
    entries.add([nextEntry, balance.locationId, balance.skuId, balance.disposition, kind, microunits, envelope.occurredAt,
      envelope.eventNumber, line, counterpart, balance.latestEntry]) // prettier-ignore
    balance.latestEntry = nextEntry
    balance.dirty = true
    return nextEntry++
  }

  function readable(): void {
    settle()
    entries.flush()
  }

  function chainOf(balance: Balance) {
    readable()
    return writer.all<OrderedEntry & { void: number }>(CHAIN_SQL, [balance.latestEntry])
  }

  /** Works a balance out from all its entries: the slow path for late counts and for what is taken back. */
  function refold(balance: Balance): void {
    const folded = foldEntries(chainOf(balance).filter((entry) => entry.void === 0))
    balance.anchorAt = folded.anchor?.occurredAt ?? null
    balance.anchorEntry = folded.anchor?.entryNumber ?? null
    setMicrounits(balance, folded.microunits)
  }

  /** Whether an entry comes after the balance's latest count. */
  function afterAnchor(balance: Balance, envelope: Envelope, line: number): boolean {
    if (balance.anchorAt === null || balance.anchorEntry === null) return true
    if (envelope.occurredAt !== balance.anchorAt) return envelope.occurredAt > balance.anchorAt
    readable()
    const anchor = writer.get<OrderedEntry>(
      `SELECT occurred_at AS occurredAt, line, identity FROM
         (SELECT entries.occurred_at, line, events.identity FROM entries JOIN events USING (event_number) WHERE entry_number = ?)`,
      [balance.anchorEntry],
    )
    return anchor === undefined || compareEntries({ ...envelope, line }, anchor) > 0
  }

  function move(
    balance: Balance,
    microunits: number,
    envelope: Envelope,
    line: number,
    counterpart: string,
  ): void {
    enter(balance, MOVE, microunits, envelope, line, counterpart)
    const before = balance.microunits
    if (afterAnchor(balance, envelope, line)) setMicrounits(balance, before + microunits)
    totals.account(balance.skuId, 'adjustment', -(balance.microunits - before - microunits))
    if (envelope.occurredAt > balance.latestAt) balance.latestAt = envelope.occurredAt
    totals.touched(balance.locationId, envelope.occurredAt)
  }

  function count(balance: Balance, microunits: number, envelope: Envelope, line: number): void {
    const isLatest = envelope.occurredAt > balance.latestAt
    const entryNumber = enter(balance, COUNT, microunits, envelope, line, null)
    const before = balance.microunits
    if (isLatest) {
      balance.anchorAt = envelope.occurredAt
      balance.anchorEntry = entryNumber
      setMicrounits(balance, microunits)
    } else if (afterAnchor(balance, envelope, line)) {
      refold(balance)
    }
    totals.account(balance.skuId, 'adjustment', -(balance.microunits - before))
    if (isLatest) balance.latestAt = envelope.occurredAt
    totals.touched(balance.locationId, envelope.occurredAt)
  }

  function apply(event: CanonicalEvent, envelope: Envelope, line: number): void {
    if (event.type === 'StockCounted') {
      const balance = load(
        names.location(event.location),
        names.sku(event.sku),
        dispositionNumber(event.disposition),
      )
      count(balance, toMicro(event.units), envelope, line)
      return
    }
    if (event.type !== 'StockMoved') return
    const skuId = names.sku(event.sku)
    const microunits = toMicro(event.units)
    for (const [side, other, sign] of [
      [event.from, event.to, -1],
      [event.to, event.from, 1],
    ] as const) {
      if (typeof side === 'string') {
        totals.account(skuId, side, sign * microunits)
        continue
      }
      const counterpart = typeof other === 'string' ? other : `${other.location} ${other.disposition}`
      const locationId = names.location(side.location)
      const balance = load(locationId, skuId, dispositionNumber(side.disposition))
      move(balance, sign * microunits, envelope, line, counterpart)
      if (other === 'customer') totals.sold(locationId, envelope.occurredAt, -sign * microunits)
    }
  }

  function takeBack(events: CanonicalEvent[], envelope: Envelope): void {
    const touched = new Map<number, Balance>()
    for (const event of events) {
      if (event.type === 'StockCounted') {
        const balance = load(
          names.location(event.location),
          names.sku(event.sku),
          dispositionNumber(event.disposition),
        )
        touched.set(balanceKey(balance.locationId, balance.skuId, balance.disposition), balance)
      } else if (event.type === 'StockMoved') {
        const skuId = names.sku(event.sku)
        const microunits = toMicro(event.units)
        for (const [side, other, sign] of [
          [event.from, event.to, -1],
          [event.to, event.from, 1],
        ] as const) {
          // prettier-ignore
          if (typeof side === 'string') {
            totals.account(skuId, side, -sign * microunits)
            continue
          }
          const balance = load(names.location(side.location), skuId, dispositionNumber(side.disposition))
          touched.set(balanceKey(balance.locationId, balance.skuId, balance.disposition), balance)
          // The adjustment account holds what moves say less what balances did; the move no longer says anything.
          totals.account(skuId, 'adjustment', -sign * microunits)
          if (other === 'customer') totals.sold(balance.locationId, envelope.occurredAt, sign * microunits)
        }
      }
    }
    for (const balance of touched.values()) {
      const before = balance.microunits
      for (const entry of chainOf(balance)) {
        if (entry.eventNumber === envelope.eventNumber && entry.void === 0) {
          writer.run('UPDATE entries SET void = 1 WHERE entry_number = ?', [entry.entryNumber])
        }
      }
      refold(balance)
      totals.account(balance.skuId, 'adjustment', -(balance.microunits - before))
      totals.touched(balance.locationId, envelope.occurredAt)
    }
  }

  function touch(events: CanonicalEvent[], envelope: Envelope): void {
    for (const event of events) {
      const sides: [string, StockDisposition][] =
        event.type === 'StockCounted'
          ? [[event.location, event.disposition]]
          : event.type === 'StockMoved'
            ? [event.from, event.to].flatMap((side) =>
                typeof side === 'string'
                  ? []
                  : [[side.location, side.disposition] as [string, StockDisposition]],
              )
            : []
      if (event.type !== 'StockCounted' && event.type !== 'StockMoved') continue
      const skuId = names.sku(event.sku)
      for (const [location, disposition] of sides) {
        const balance = load(names.location(location), skuId, dispositionNumber(disposition))
        if (envelope.occurredAt > balance.latestAt) balance.latestAt = envelope.occurredAt
        balance.dirty = true
        totals.touched(balance.locationId, envelope.occurredAt)
      }
    }
  }

  function flush(position: number) {
    const changed = [...cache.entries()].filter(([, balance]) => balance.dirty)
    // In key order, neighbouring rows share a page.
    changed.sort((a, b) => a[0] - b[0])
    for (const [, balance] of changed) {
      rows.add([balance.locationId, balance.skuId, balance.disposition, balance.microunits, balance.anchorAt,
        balance.anchorEntry, balance.latestAt, balance.latestEntry]) // prettier-ignore
      balance.dirty = false
    }
    entries.flush()
    rows.flush()
    totals.flush(position)
    if (cache.size > 200_000) cache.clear()
    return changed.map(([, balance]) => ({ locationId: balance.locationId, skuId: balance.skuId }))
  }

  return {
    apply,
    takeBack,
    touch,
    flush,
    totals,
    discard() {
      cache.clear()
      entries.discard()
      rows.discard()
      totals.discard()
      nextEntry = 0
    },
  }
}
