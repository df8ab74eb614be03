/** Owns what each channel shows of each SKU: of every member the latest word, under whichever name of the SKU it came. */
import type { EventOf } from '../../shared/events.ts'
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'
import type { Fact, Projection, SubjectContext } from '../ledger/subjects.ts'
import { pairKey, pairOf } from './pairKey.ts'

type Shown = EventOf<'ListingShown'>
const MEMBERS = [
  'active',
  'priceMinor',
  'regularMinor',
  'currency',
  'promotion',
  'offeredUnits',
  'deliveryPromises',
] as const satisfies readonly (keyof Shown)[]

/** What was said last of a member: the value, since when without a break, and by which event. */
interface Word {
  value: unknown
  since: number
  at: number
  identity: string
  line: number
}

/** Words by member; that of `''` is the latest about anything. */
interface Listing {
  words: Partial<Record<(typeof MEMBERS)[number] | '', Word>>
  wasActive: boolean
  feed: number
}

const nothing = (): Listing => ({ words: {}, wasActive: false, feed: 0 })

/** Adds a fact that comes after all that was said. */
function add(listing: Listing, fact: Fact): void {
  const { event, occurredAt: at, identity, line } = fact
  if (event.type !== 'ListingShown') return
  for (const member of toldBy(event)) {
    const before = listing.words[member]
    const value = member === '' ? null : event[member]
    const goesOn = before !== undefined && JSON.stringify(before.value) === JSON.stringify(value)
    listing.words[member] = { value, since: goesOn ? before.since : at, at, identity, line }
    if (member === 'active' && value === true) listing.wasActive = true
  }
  listing.feed = fact.feedNumber
}

const toldBy = (event: Shown) => [...MEMBERS.filter((member) => event[member] !== undefined), '' as const]

/** Whether a fact is later than the last word about anything: else it is not known where it belongs. */
const isLater = ({ occurredAt }: Fact, { words }: Listing): boolean =>
  occurredAt > (words['']?.at ?? Infinity)

function stored({ writer }: SubjectContext, channel: string, sku: string): Listing | undefined {
  const row = writer.get<{ told: string; wasActive: number; feed: number }>(
    'SELECT told, was_active AS wasActive, last_feed AS feed FROM listings WHERE sku = ? AND channel = ?',
    [sku, channel],
  )
  return (
    row && {
      words: JSON.parse(row.told) as Listing['words'],
      wasActive: row.wasActive === 1,
      feed: row.feed,
    }
  )
}

function write({ writer }: SubjectContext, channel: string, sku: string, listing: Listing): void {
  const { words, wasActive, feed } = listing
  const value = <T>(member: (typeof MEMBERS)[number]) => (words[member]?.value ?? null) as T | null
  const since = (member: (typeof MEMBERS)[number]) => words[member]?.since ?? null
  const active = value<boolean>('active')
  const offered = value<number>('offeredUnits')
  const promises = value<object>('deliveryPromises')
  writer.run(
    `INSERT OR REPLACE INTO listings (sku, channel, active, active_since, was_active, price_minor, price_since, regular_minor,
       currency, promotion, promotion_told, promotion_since, offered, offered_told, offered_since, offered_at, promises,
       promises_since, last_at, last_feed, told)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      sku,
      channel,
      active === null ? null : Number(active),
      since('active'),
      Number(wasActive),
      value<number>('priceMinor'),
      since('priceMinor'),
      value<number>('regularMinor'),
      value<string>('currency'),
      value<string>('promotion'),
      Number(words.promotion !== undefined),
      since('promotion'),
      offered === null ? null : Math.round(offered * MICROUNITS_PER_UNIT),
      words.offeredUnits === undefined ? 0 : offered === null ? 2 : 1,
      since('offeredUnits'),
      words.offeredUnits?.at ?? null,
      promises === null ? null : JSON.stringify(promises),
      since('deliveryPromises'),
      words['']?.at ?? 0,
      feed,
      JSON.stringify(words),
    ],
  )
}

function fold(facts: readonly Fact[]): Listing {
  const listing = nothing()
  for (const fact of facts) add(listing, fact)
  return listing
}

/** Makes a listing from all that was said under any name of the SKU. */
function settle(context: SubjectContext, channel: string, sku: string): void {
  const facts = context.factsOf(
    'listing',
    context.namesOf(sku).map((name) => pairKey(channel, name)),
  )
  if (facts && facts.length > 0) write(context, channel, sku, fold(facts))
  else context.writer.run('DELETE FROM listings WHERE sku = ? AND channel = ?', [sku, channel])
}

export const listingProjection: Projection = {
  kind: 'listing',
  types: ['ListingShown'],
  subjectsOf: (event) => (event.type === 'ListingShown' ? [pairKey(event.channel, event.sku)] : []),
  save(context, subject, facts) {
    const [channel, name] = pairOf(subject)
    const sku = context.skuOf(name)
    if (context.namesOf(sku).length > 1 || facts.length === 0) settle(context, channel, sku)
    else write(context, channel, sku, fold(facts))
  },
  advance(context, subject, fresh) {
    const [channel, name] = pairOf(subject)
    const sku = context.skuOf(name)
    const listing = stored(context, channel, sku)
    if (!listing || fresh.some((fact) => !isLater(fact, listing))) return false
    for (const fact of fresh) add(listing, fact)
    if (fresh.length > 0) write(context, channel, sku, listing)
    return true
  },
}

/** Settles anew what channels show of two SKUs, where a name of the first now stands for the second. */
export function moveListings(context: SubjectContext, from: string, to: string): void {
  for (const { channel } of context.writer.all<{ channel: string }>(
    'SELECT channel FROM listings WHERE sku = ?',
    [from],
  )) {
    settle(context, channel, from)
    settle(context, channel, to)
  }
}
