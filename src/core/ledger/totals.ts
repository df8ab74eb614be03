/** Owns the sums that are kept beside the balances: per-location roll-ups, per-SKU accounts, units sold by day. */
import type { OuterAccount } from '../../shared/events.ts'
import type { Writer } from './types.ts'

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
  balanceChanged(locationId: number, skuId: number, sellable: boolean, before: number, after: number): void
  /** Adds to an account outside the locations. */
  account(skuId: number, account: OuterAccount, microunits: number): void
  /** Adds units sold at a location on the day of a time. */
  sold(locationId: number, occurredAt: number, microunits: number): void
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

/** Keeps sums over one transaction and adds them to the stored rows at its end. */
export function openTotals(writer: Writer): Totals {
  let rollups = new Map<number, RollupChange>()
  let accounts = new Map<string, number>()
  let soldDays = new Map<string, number>()
  let touchedLocations = new Set<number>()
  let feed = 0
  let recorded = 0

  function rollup(locationId: number): RollupChange {
    let change = rollups.get(locationId)
    if (!change) {
      change = {
        onHand: 0, sellable: 0, safety: 0, positions: 0, stockouts: 0, negatives: 0,
        lastOccurredAt: Number.MIN_SAFE_INTEGER, lastRecordedAt: recorded, lastFeed: feed,
      } // prettier-ignore
      rollups.set(locationId, change)
    }
    return change
  }
  const add = (sums: Map<string, number>, key: string, amount: number) => {
    if (amount !== 0) sums.set(key, (sums.get(key) ?? 0) + amount)
  }
  const addAccount = (skuId: number, name: string, amount: number) =>
    add(accounts, `${skuId} ${name}`, amount)

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
    sold: (locationId, occurredAt, microunits) =>
      add(soldDays, `${locationId} ${Math.floor(occurredAt / DAY_MS)}`, microunits),
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
      for (const [locationId, change] of rollups) {
        touchedLocations.add(locationId)
        writer.run(
          `INSERT INTO rollups (location_id, on_hand, sellable, safety, positions, stockouts, negatives,
             last_occurred_at, last_recorded_at, last_feed, changed_at_position)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (location_id) DO UPDATE SET on_hand = on_hand + excluded.on_hand,
             sellable = sellable + excluded.sellable, safety = safety + excluded.safety,
             positions = positions + excluded.positions, stockouts = stockouts + excluded.stockouts,
             negatives = negatives + excluded.negatives,
             last_occurred_at = max(last_occurred_at, excluded.last_occurred_at),
             last_recorded_at = excluded.last_recorded_at, last_feed = excluded.last_feed,
             changed_at_position = excluded.changed_at_position`,
          [locationId, change.onHand, change.sellable, change.safety, change.positions, change.stockouts,
            change.negatives, change.lastOccurredAt, change.lastRecordedAt, change.lastFeed, position],
        ) // prettier-ignore
      }
      for (const [key, microunits] of accounts) {
        const [skuId, account] = key.split(' ')
        writer.run(
          `INSERT INTO sku_accounts (sku_id, account, microunits) VALUES (?, ?, ?)
           ON CONFLICT (sku_id, account) DO UPDATE SET microunits = microunits + excluded.microunits`,
          [Number(skuId), account ?? '', microunits],
        )
      }
      for (const [key, microunits] of soldDays) {
        const [locationId, day] = key.split(' ')
        writer.run(
          `INSERT INTO sold_days (location_id, day, microunits) VALUES (?, ?, ?)
           ON CONFLICT (location_id, day) DO UPDATE SET microunits = microunits + excluded.microunits`,
          [Number(locationId), Number(day), microunits],
        )
      }
      rollups = new Map()
      accounts = new Map()
      soldDays = new Map()
    },
    takeTouchedLocations() {
      const locations = [...touchedLocations]
      touchedLocations = new Set()
      return locations
    },
    discard() {
      rollups = new Map()
      accounts = new Map()
      soldDays = new Map()
      touchedLocations = new Set()
    },
  }
}
