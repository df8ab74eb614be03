/** Owns the sums that are kept beside the balances: per-location roll-ups, per-SKU accounts, units sold by day. */
import { OUTER_ACCOUNTS, type OuterAccount } from '../../shared/vocabulary.ts'
import type { Writer } from './types.ts'
import { openBulkInsert } from './bulkInsert.ts'
import { openFeedCadences } from './feedCadences.ts'

export const DAY_MS = 86_400_000

interface RollupChange {
  onHand: number
  sellable: number
  safety: number
  positions: number
  stockouts: number
  negatives: number
  lastOccurredAt: number
  lastRecordedAt: number
  lastFeed: number
}

export interface Totals {
  /** Names the feed and our time for what is touched from here on. */
  from(feedNumber: number, recordedAt: number): void
  /** A location got a position that it did not have; it starts at zero, so it counts as a stockout. */
  positionMade(locationId: number): void
  /** A location has a position no more; it stood at zero, so it counted as a stockout. */
  positionGone(locationId: number): void
  balanceChanged(locationId: number, skuId: number, sellable: boolean, before: number, after: number): void
  /** Adds to an account outside the locations. */
  account(skuId: number, account: OuterAccount, microunits: number): void
  /** Adds units sold at a location on the day of a time. */
  sold(locationId: number, occurredAt: number, microunits: number): void
  /** Adds units sent on from a location on the day of a time. */
  dispatched(locationId: number, occurredAt: number, microunits: number): void
  safetyChanged(locationId: number, microunits: number): void
  touched(locationId: number, occurredAt: number): void
  /** A location was described; it has a roll-up from then on, be it of nothing. */
  described(locationId: number): void
  /** Writes the sums. */
  flush(position: number): void
  /** The locations whose roll-up changed since the last call. */
  takeTouchedLocations(): number[]
  discard(): void
}

/** Accounts as they are stored: all locations together, and those outside. */
const ACCOUNTS = ['locations', ...OUTER_ACCOUNTS] as const
type Account = (typeof ACCOUNTS)[number]
/** Days from 1970 that a key has room for: 28,000 years either way. */
const DAY_SPAN = 20_000_000

/** Keeps sums over one transaction and adds them to the stored rows at its end. */
export function openTotals(writer: Writer): Totals {
  const rollupRows = openBulkInsert(
    writer,
    `INSERT INTO rollups (location_id, on_hand, sellable, safety, positions, stockouts, negatives, last_occurred_at,
       last_recorded_at, last_feed, changed_at_position)`,
    11,
    `ON CONFLICT (location_id) DO UPDATE SET on_hand = on_hand + excluded.on_hand,
       sellable = sellable + excluded.sellable, safety = safety + excluded.safety,
       positions = positions + excluded.positions, stockouts = stockouts + excluded.stockouts,
       negatives = negatives + excluded.negatives, last_occurred_at = max(last_occurred_at, excluded.last_occurred_at),
       last_recorded_at = excluded.last_recorded_at, last_feed = excluded.last_feed,
       changed_at_position = excluded.changed_at_position`,
  )
  const accountRows = openBulkInsert(
    writer,
    'INSERT INTO sku_accounts (sku_id, account, microunits)',
    3,
    'ON CONFLICT (sku_id, account) DO UPDATE SET microunits = microunits + excluded.microunits',
  )
  const soldDayRows = openBulkInsert(
    writer,
    'INSERT INTO sold_days (location_id, day, microunits, dispatched)',
    4,
    `ON CONFLICT (location_id, day) DO UPDATE SET microunits = microunits + excluded.microunits,
       dispatched = dispatched + excluded.dispatched`,
  )
  const cadences = openFeedCadences(writer)
  let rollups = new Map<number, RollupChange>()
  /** By SKU number × accounts + account. */
  let accounts = new Map<number, number>()
  /** By location number × day span + day. */
  let soldDays = new Map<number, number>()
  let dispatchedDays = new Map<number, number>()
  let touchedLocations = new Set<number>()
  let feed = 0
  let recorded = 0

  function rollup(locationId: number): RollupChange {
    let change = rollups.get(locationId)
    if (!change) {
      change = {
        onHand: 0,
        sellable: 0,
        safety: 0,
        positions: 0,
        stockouts: 0,
        negatives: 0,
        lastOccurredAt: Number.MIN_SAFE_INTEGER,
        lastRecordedAt: recorded,
        lastFeed: feed,
      }
      rollups.set(locationId, change)
    }
    return change
  }
  const add = (sums: Map<number, number>, key: number, amount: number) => {
    if (amount !== 0) sums.set(key, (sums.get(key) ?? 0) + amount)
  }
  const addAccount = (skuId: number, account: Account, amount: number) =>
    add(accounts, skuId * ACCOUNTS.length + ACCOUNTS.indexOf(account), amount)

  return {
    from(feedNumber, recordedAt) {
      feed = feedNumber
      recorded = recordedAt
    },
    positionMade(locationId) {
      const change = rollup(locationId)
      change.positions += 1
      change.stockouts += 1
    },
    positionGone(locationId) {
      const change = rollup(locationId)
      change.positions -= 1
      change.stockouts -= 1
    },
    balanceChanged(locationId, skuId, sellable, before, after) {
      const change = rollup(locationId)
      change.onHand += after - before
      addAccount(skuId, 'locations', after - before)
      if (!sellable) return
      change.sellable += after - before
      change.stockouts += Number(after <= 0) - Number(before <= 0)
      change.negatives += Number(after < 0) - Number(before < 0)
    },
    account: addAccount,
    sold: (locationId, occurredAt, microunits) => add(soldDays, dayKey(locationId, occurredAt), microunits),
    dispatched: (locationId, occurredAt, microunits) =>
      add(dispatchedDays, dayKey(locationId, occurredAt), microunits),
    safetyChanged(locationId, microunits) {
      rollup(locationId).safety += microunits
    },
    touched(locationId, occurredAt) {
      const change = rollup(locationId)
      if (occurredAt > change.lastOccurredAt) change.lastOccurredAt = occurredAt
      change.lastRecordedAt = recorded
      change.lastFeed = feed
    },
    described(locationId) {
      rollup(locationId)
    },
    flush(position) {
      for (const [locationId, change] of inKeyOrder(rollups)) {
        touchedLocations.add(locationId)
        const { lastFeed, lastRecordedAt, lastOccurredAt } = change
        if (lastOccurredAt > Number.MIN_SAFE_INTEGER)
          cadences.heard(lastFeed, locationId, lastRecordedAt, lastRecordedAt - lastOccurredAt)
        rollupRows.add([
          locationId,
          change.onHand,
          change.sellable,
          change.safety,
          change.positions,
          change.stockouts,
          change.negatives,
          change.lastOccurredAt,
          change.lastRecordedAt,
          change.lastFeed,
          position,
        ])
      }
      rollupRows.flush()
      for (const [key, microunits] of inKeyOrder(accounts)) {
        const account = ACCOUNTS[key % ACCOUNTS.length] ?? ''
        accountRows.add([Math.floor(key / ACCOUNTS.length), account, microunits])
      }
      accountRows.flush()
      for (const key of [...new Set([...soldDays.keys(), ...dispatchedDays.keys()])].sort((a, b) => a - b)) {
        const locationId = Math.round(key / DAY_SPAN)
        const day = key - locationId * DAY_SPAN
        soldDayRows.add([locationId, day, soldDays.get(key) ?? 0, dispatchedDays.get(key) ?? 0])
      }
      soldDayRows.flush()
      rollups = new Map()
      accounts = new Map()
      soldDays = new Map()
      dispatchedDays = new Map()
    },
    takeTouchedLocations() {
      const locations = [...touchedLocations]
      touchedLocations = new Set()
      return locations
    },
    discard() {
      for (const rows of [rollupRows, accountRows, soldDayRows, cadences]) rows.discard()
      rollups = new Map()
      accounts = new Map()
      soldDays = new Map()
      dispatchedDays = new Map()
      touchedLocations = new Set()
    },
  }
}

function dayKey(locationId: number, occurredAt: number): number {
  return locationId * DAY_SPAN + Math.floor(occurredAt / DAY_MS)
}

/** Neighbouring rows share a page. */
function inKeyOrder<V>(sums: Map<number, V>): [number, V][] {
  return [...sums].sort((a, b) => a[0] - b[0])
}
