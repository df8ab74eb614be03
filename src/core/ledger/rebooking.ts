/** Owns taking everything that was booked for one name of an article out of the books, so that it can be booked under another. */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { Writer } from './types.ts'
import { SELLABLE, type Balance, type BalanceStore, type Envelope } from './balanceStore.ts'
import { stockEffect } from './stockEffects.ts'
import type { Totals } from './totals.ts'

/** An entry that was taken out: its position is not spoken of by it any more. A void one (1) lost to another version. */
const TAKEN_OUT = 2

/** What a record tells of the article. */
export interface Telling {
  event: CanonicalEvent
  envelope: Envelope
  line: number
  /** False where the record lost to another version, or was taken back: it speaks of the position, and moves nothing. */
  counts: boolean
}

export interface Books {
  writer: Writer
  store: BalanceStore
  totals: Totals
  /** Takes what one event says off the accounts and the day's sums, not off the balances. */
  reverse(event: CanonicalEvent, skuId: number, envelope: Envelope): void
  /** Works a balance out anew from its entries. */
  resettle(balance: Balance): void
}

/**
 * Takes out what records say under the name `alias`, from the positions of the SKU it has been booked under. A position
 * that nothing else speaks of is then none, as though the records had named the other SKU from the beginning.
 * The store must have been flushed before.
 */
export function takeOut(books: Books, alias: string, skuId: number): Telling[] {
  const { writer, store } = books
  const tellings = new Map<string, Telling>()
  const positions = writer.all<{ locationId: number }>(
    'SELECT location_id AS locationId FROM balances WHERE sku_id = ? AND disposition = ?',
    [skuId, SELLABLE],
  )
  const touched = new Map<number, Balance[]>()
  for (const { locationId } of positions) {
    const balances = writer
      .all<{ disposition: number }>(
        'SELECT disposition FROM balances WHERE location_id = ? AND sku_id = ? ORDER BY disposition',
        [locationId, skuId],
      )
      .map(({ disposition }) => store.load(locationId, skuId, disposition))
    const found = balances.map((balance) => voidThoseOf(books, balance, alias, tellings))
    if (found.includes(true)) touched.set(locationId, balances)
  }
  for (const { event, envelope, counts } of tellings.values()) {
    if (counts) books.reverse(event, skuId, envelope)
  }
  for (const [locationId, balances] of touched) leaveWhatIsSpokenOf(books, locationId, balances)
  return [...tellings.values()]
}

/** @returns whether any entry of the balance was told under that name */
function voidThoseOf(
  { writer, store }: Books,
  balance: Balance,
  alias: string,
  tellings: Map<string, Telling>,
): boolean {
  let any = false
  for (const entry of store.chainOf(balance)) {
    if (entry.void === TAKEN_OUT) continue
    const { eventNumber, identity, occurredAt, line } = entry
    const body = writer.get<{ body: string }>('SELECT body FROM events WHERE event_number = ?', [eventNumber])
    const event = (JSON.parse(body?.body ?? '[]') as CanonicalEvent[])[line]
    if (!event || stockEffect(event)?.sku !== alias) continue
    const envelope = { eventNumber, identity, occurredAt }
    const key = `${eventNumber} ${line}`
    const counts = entry.void === 0 || tellings.get(key)?.counts === true
    tellings.set(key, { event, envelope, line, counts })
    store.void(entry.entryNumber, TAKEN_OUT)
    any = true
  }
  return any
}

function leaveWhatIsSpokenOf(
  { store, totals, resettle }: Books,
  locationId: number,
  balances: readonly Balance[],
): void {
  let others = 0
  for (const balance of balances.toReversed()) {
    const left = store.chainOf(balance).filter((entry) => entry.void !== TAKEN_OUT)
    resettle(balance)
    balance.latestAt = left.reduce(
      (latest, { occurredAt }) => Math.max(latest, occurredAt),
      Number.MIN_SAFE_INTEGER,
    )
    if (left.length > 0 || (balance.disposition === SELLABLE && others > 0)) {
      others += 1
      store.changed(balance)
      continue
    }
    store.remove(balance)
    if (balance.disposition === SELLABLE) totals.positionGone(locationId)
  }
}
