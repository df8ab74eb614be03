/**
 * Owns the one place where stock changes: entries, balances, roll-ups and per-SKU accounts move together.
 *
 * On hand at a time is the latest count at or before it plus the moves after that count (promise 4); so a move
 * older than the latest count changes the adjustment account, not the balance. Ties in time are broken by identity.
 */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { Writer } from './types.ts'
import type { Names } from './names.ts'
import { openBalanceStore, SELLABLE, type Balance, type Envelope } from './balanceStore.ts'
import { COUNT, stockEffect, type StockEffect, type StockEntry } from './stockEffects.ts'
import { noteFlow, openPositionFlows } from './positionFlows.ts'
import { takeOut } from './rebooking.ts'
import { openSkuAliases, type SkuAliases } from './skuAliases.ts'
import { compareEntries, foldEntries } from './stockFold.ts'
import { openTotals, type Totals } from './totals.ts'

export interface Balances {
  /** Reads ahead the balances that these events will change. */
  expect(events: readonly CanonicalEvent[]): void
  /** Applies the stock effect of one event; `line` is its place within its record. */
  apply(event: CanonicalEvent, envelope: Envelope, line: number): void
  /** Takes back everything that a record had entered, and works its balances out anew. */
  takeBack(events: readonly CanonicalEvent[], envelope: Envelope): void
  /**
   * Books anew what was told under another name of an article, now that it is known which SKU that is.
   * @returns the SKU that the name stood for until then; null where it stands for that SKU already
   */
  tie(alias: string, sku: string | undefined): string | null
  /** Which SKU a name stands for, and which names stand for a SKU. */
  aliases: Pick<SkuAliases, 'resolve' | 'namesOf'>
  /** Notes that a record spoke of its positions without changing them: it lost to another version, or was retracted. */
  touch(events: readonly CanonicalEvent[], envelope: Envelope): void
  /** Writes what the transaction changed; returns the positions touched. */
  flush(position: number): { locationId: number; skuId: number }[]
  /** Drops what a rolled-back transaction left in memory. */
  discard(): void
  totals: Totals
}

/** @param settle puts events that still wait into the log, before they are read back */
export function openBalances(writer: Writer, names: Names, settle: () => void): Balances {
  const totals = openTotals(writer)
  const aliases = openSkuAliases(writer)
  const flows = openPositionFlows(writer)
  /** Balances that were written before the end of the transaction. */
  let written: Balance[] = []
  const store = openBalanceStore(writer, settle, (balance) => {
    // A position is counted by its sellable balance, so that one always exists.
    if (balance.disposition === SELLABLE) totals.positionMade(balance.locationId)
    else store.load(balance.locationId, balance.skuId, SELLABLE)
  })

  function writeBalances(): Balance[] {
    const balances = store.flush()
    flows.write(balances)
    return balances
  }

  /** Sets a balance and books what the moves do not explain on the adjustment account. */
  function settleBalance(balance: Balance, microunits: number, explained: number): void {
    const before = balance.microunits
    balance.microunits = microunits
    store.changed(balance)
    const isSellable = balance.disposition === SELLABLE
    totals.balanceChanged(balance.locationId, balance.skuId, isSellable, before, microunits)
    totals.account(balance.skuId, 'adjustment', explained - (microunits - before))
  }

  /** Books what left a location: sold (less what customers brought back), or sent on. `sign` is −1 to take it back. */
  function left(balance: Balance, entry: StockEntry, occurredAt: number, sign: 1 | -1): void {
    if (entry.counterpart === 'customer')
      totals.sold(balance.locationId, occurredAt, -sign * entry.microunits)
    if (entry.counterpart === 'inTransit' && entry.microunits < 0) {
      totals.dispatched(balance.locationId, occurredAt, -sign * entry.microunits)
    }
  }

  function heard(balance: Balance, occurredAt: number): void {
    if (occurredAt > balance.latestAt) balance.latestAt = occurredAt
    store.changed(balance)
    totals.touched(balance.locationId, occurredAt)
  }

  /** Works a balance out from all its entries: the slow path for late counts and for what is taken back. */
  function refold(balance: Balance): number {
    const entries = store.chainOf(balance).filter((entry) => entry.void === 0)
    const folded = foldEntries(entries)
    flows.replace(balance, entries)
    balance.anchorAt = folded.anchor?.occurredAt ?? null
    balance.anchorEntry = folded.anchor?.entryNumber ?? null
    return folded.microunits
  }

  /** Whether an entry comes after the balance's latest count. */
  function afterAnchor(balance: Balance, envelope: Envelope, line: number): boolean {
    if (balance.anchorAt === null || balance.anchorEntry === null) return true
    if (envelope.occurredAt !== balance.anchorAt) return envelope.occurredAt > balance.anchorAt
    const anchor = store.entry(balance.anchorEntry)
    return anchor === undefined || compareEntries({ ...envelope, line }, anchor) > 0
  }

  function move(balance: Balance, entry: StockEntry, envelope: Envelope, line: number): void {
    store.enter(balance, entry, envelope, line)
    const change = afterAnchor(balance, envelope, line) ? entry.microunits : 0
    settleBalance(balance, balance.microunits + change, entry.microunits)
  }

  function count(balance: Balance, entry: StockEntry, envelope: Envelope, line: number): void {
    const isLatest = envelope.occurredAt > balance.latestAt
    const entryNumber = store.enter(balance, entry, envelope, line)
    if (isLatest) {
      balance.anchorAt = envelope.occurredAt
      balance.anchorEntry = entryNumber
      settleBalance(balance, entry.microunits, 0)
    } else if (afterAnchor(balance, envelope, line)) {
      // It becomes the latest count, so that only moves come after it.
      balance.anchorAt = envelope.occurredAt
      balance.anchorEntry = entryNumber
      const later = store
        .entriesSince(balance, envelope.occurredAt)
        .filter((other) => compareEntries(other, { ...envelope, line }) > 0)
      settleBalance(
        balance,
        later.reduce((sum, other) => sum + other.microunits, entry.microunits),
        0,
      )
    }
  }

  /**
   * The number of the SKU that the event's name stands for. What moves between accounts outside the locations alone stays
   * under its own name: it has no entry by which it could be found again.
   */
  function skuOf({ sku, entries }: StockEffect): number {
    const own = names.sku(sku)
    return entries.length === 0 ? own : names.sku(aliases.resolve(sku))
  }

  /** What a tie or an order line names is known from then on, whether or not its record counts. */
  function nameSkus(event: CanonicalEvent): void {
    if (event.type === 'SkuAliased') names.sku(event.alias)
    if (event.type === 'SkuAliased' || event.type === 'OrderLineAdded') names.sku(event.sku)
  }

  function apply(event: CanonicalEvent, envelope: Envelope, line: number): void {
    nameSkus(event)
    const effect = stockEffect(event)
    if (!effect) return
    const skuId = skuOf(effect)
    for (const { account, microunits } of effect.outer) totals.account(skuId, account, microunits)
    for (const entry of effect.entries) {
      const balance = store.load(names.location(entry.location), skuId, entry.disposition)
      if (entry.kind === COUNT) count(balance, entry, envelope, line)
      else move(balance, entry, envelope, line)
      left(balance, entry, envelope.occurredAt, 1)
      noteFlow(balance, entry, envelope.occurredAt)
      heard(balance, envelope.occurredAt)
    }
  }

  function touch(event: CanonicalEvent, envelope: Envelope, line: number): void {
    nameSkus(event)
    const effect = stockEffect(event)
    if (!effect) return
    const skuId = skuOf(effect)
    for (const entry of effect.entries) {
      const balance = store.load(names.location(entry.location), skuId, entry.disposition)
      // A void entry: the position's chain names every record that speaks of it.
      store.enter(balance, entry, envelope, line, 'void')
      heard(balance, envelope.occurredAt)
    }
  }

  /** Takes what an event says off the accounts outside the locations and off the day's sums. */
  function reverse(event: CanonicalEvent, skuId: number, envelope: Envelope): void {
    const effect = stockEffect(event)
    if (!effect) return
    for (const { account, microunits } of effect.outer) totals.account(skuId, account, -microunits)
    for (const entry of effect.entries) {
      if (entry.kind === COUNT) continue
      // The adjustment account holds what moves say less what balances did; this move no longer says anything.
      totals.account(skuId, 'adjustment', -entry.microunits)
      const balance = store.load(names.location(entry.location), skuId, entry.disposition)
      left(balance, entry, envelope.occurredAt, -1)
    }
  }

  const resettle = (balance: Balance) => settleBalance(balance, refold(balance), 0)

  return {
    totals,
    aliases,
    tie(alias, sku) {
      const from = aliases.resolve(alias)
      if (from === (sku ?? alias)) return null
      written.push(...writeBalances())
      const tellings = takeOut({ writer, store, totals, reverse, resettle }, alias, names.sku(from))
      aliases.tie(alias, sku)
      for (const { event, envelope, line, counts } of tellings) {
        if (counts) apply(event, envelope, line)
        else touch(event, envelope, line)
      }
      return from
    },
    expect(events) {
      store.expect(
        events.flatMap((event) => {
          const effect = stockEffect(event)
          if (!effect) return []
          const skuId = skuOf(effect)
          return effect.entries.map(({ location, disposition }) => ({
            locationId: names.location(location),
            skuId,
            disposition,
          }))
        }),
      )
    },
    apply,
    takeBack(events, envelope) {
      const touched = new Set<Balance>()
      for (const event of events) {
        const effect = stockEffect(event)
        if (!effect) continue
        const skuId = skuOf(effect)
        reverse(event, skuId, envelope)
        for (const { location, disposition } of effect.entries) {
          touched.add(store.load(names.location(location), skuId, disposition))
        }
      }
      for (const balance of touched) {
        for (const entry of store.chainOf(balance)) {
          if (entry.eventNumber === envelope.eventNumber && entry.void === 0) store.void(entry.entryNumber)
        }
        resettle(balance)
        heard(balance, envelope.occurredAt)
      }
    },
    touch: (events, envelope) => events.forEach((event, line) => touch(event, envelope, line)),
    flush(position) {
      const touched = [...written, ...writeBalances()].map(({ locationId, skuId }) => ({ locationId, skuId }))
      written = []
      totals.flush(position)
      return touched
    },
    discard() {
      aliases.discard()
      flows.discard()
      written = []
      store.discard()
      totals.discard()
    },
  }
}
