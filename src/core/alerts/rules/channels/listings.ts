/** Owns what rules about channels read: listings with their channels, which of them live, and how they are spoken of. */
import { DAY_MS } from '../../../../shared/timeZone.ts'
import { ALERT_SEVERITIES, type AlertSeverity } from '../../../../shared/vocabulary.ts'
import type { AlertEvidence, AlertLabels, Measurement, RuleContext, Touched } from '../../rule.ts'
import { subjectKey } from '../../rule.ts'
import { ofStep } from '../../step.ts'

/** What has told nothing for longer is history, and not judged. */
export const LIVING_MS = 7 * DAY_MS
/** A source whose clock is fast by less is believed. */
const FAST_CLOCK_MS = 300_000

export type Store = Pick<RuleContext, 'reader' | 'now'>

export interface Channel {
  channel: string
  name: string
  /** As the store has them: a JSON list; null: all locations. */
  locations: string | null
  /** Minutes; null: none agreed. */
  stockAgeMinutes: number | null
  currency: string | null
  /** Latest time that it told anything of. */
  toldAt: number | null
  /** Latest time that it told stock of. */
  stockAt: number | null
}

export interface Listing {
  sku: string
  channel: Channel
  /** Null: it has not told. */
  active: boolean | null
  activeSince: number | null
  /** Whether it was ever told to be active. */
  wasActive: boolean
  priceMinor: number | null
  priceSince: number | null
  /** Its own, else the channel's; null: not known. */
  currency: string | null
  promotion: string | null
  promotionTold: boolean
  promotionSince: number | null
  /** Millionths of a unit; null: not counted, or not told. */
  offered: number | null
  /** `uncounted`: it offers without end. */
  offeredTold: 'not' | 'counted' | 'uncounted'
  offeredSince: number | null
  offeredAt: number | null
  /** JSON of the entries, as they were told. */
  promises: string | null
  promisesSince: number | null
  toldAt: number
  feed: string | null
}

const CHANNEL_SQL = `
SELECT asked.channel, coalesce(name, asked.channel) AS name, locations, stock_age_minutes AS stockAgeMinutes, currency,
  (SELECT max(last_at) FROM listings INDEXED BY listings_by_channel
   WHERE listings.channel = asked.channel AND last_at <= ?) AS toldAt,
  (SELECT max(offered_at) FROM listings INDEXED BY listings_by_stock
   WHERE listings.channel = asked.channel AND offered_at IS NOT NULL AND offered_at <= ?) AS stockAt
FROM (SELECT ? AS channel) AS asked LEFT JOIN channels USING (channel)`

const channelsOf = (context: Store) => ofStep(context, 'channels', () => new Map<string, Channel>())

export function channelOf(context: Store, channel: string, known = channelsOf(context)): Channel {
  let one = known.get(channel)
  if (!one) {
    const latest = context.now + FAST_CLOCK_MS
    one = context.reader.get<Channel>(CHANNEL_SQL, [latest, latest, channel])!
    known.set(channel, one)
  }
  return one
}

export const lives = ({ now }: Store, channel: Channel): boolean =>
  channel.toldAt !== null && channel.toldAt >= now - LIVING_MS

type Row = Omit<Listing, 'channel' | 'active' | 'wasActive' | 'promotionTold' | 'offeredTold'> & {
  channel: string
  active: number | null
  wasActive: number
  promotionTold: number
  offeredTold: number
}

const LISTINGS_SQL = `
SELECT sku, channel, active, active_since AS activeSince, was_active AS wasActive, price_minor AS priceMinor,
  price_since AS priceSince, currency, promotion, promotion_told AS promotionTold, promotion_since AS promotionSince,
  offered, offered_told AS offeredTold, offered_since AS offeredSince, offered_at AS offeredAt, promises,
  promises_since AS promisesSince, last_at AS toldAt, feeds.name AS feed
FROM listings LEFT JOIN feeds ON feed_number = last_feed WHERE sku IN (SELECT value FROM json_each(?))
ORDER BY sku, channel`

const OFFERED = ['not', 'counted', 'uncounted'] as const

/** All listings of these SKUs in channels that live. */
export function listingsOf(context: Store, skus: Iterable<string>): Map<string, Listing[]> {
  const all = allListings(context, skus)
  return new Map(
    [...all].map(([sku, listings]) => [sku, listings.filter((one) => lives(context, one.channel))]),
  )
}

/** A measurement of what can no longer be judged: an alert is not over because a channel says nothing any more. */
export const unknown = (context: Store, subject: string, listing: Listing): Measurement => ({
  subject,
  labels: labelsOf(context, listing.sku, listing),
  figure: null,
  since: listing.toldAt,
  dataAsOf: listing.toldAt,
})

/** All listings of these SKUs, also of channels that live no more. */
export function allListings(context: Store, skus: Iterable<string>): Map<string, Listing[]> {
  const known = ofStep(context, 'listings', () => new Map<string, Listing[]>())
  const wanted = [...new Set(skus)]
  const missing = wanted.filter((sku) => !known.has(sku))
  for (const sku of missing) known.set(sku, [])
  if (missing.length > 0) {
    const channels = channelsOf(context)
    for (const row of context.reader.all<Row>(LISTINGS_SQL, [JSON.stringify(missing)])) {
      const channel = channelOf(context, row.channel, channels)
      known.get(row.sku)?.push({
        ...row,
        channel,
        active: row.active === null ? null : row.active === 1,
        wasActive: row.wasActive === 1,
        currency: row.currency ?? channel.currency,
        promotionTold: row.promotionTold === 1,
        offeredTold: OFFERED[row.offeredTold] ?? 'not',
      })
    }
  }
  return new Map(wanted.map((sku) => [sku, known.get(sku) ?? []]))
}

interface Article {
  name: string
  category: string | null
}

export function articleOf(context: Store, sku: string): Article {
  const row = context.reader.get<{ name: string | null; category: string | null }>(
    'SELECT name, category FROM skus WHERE sku = ?',
    [sku],
  )
  return { name: row?.name ?? sku, category: row?.category ?? null }
}

/** Labels of a SKU, with the channel's and its feed's where it is one listing. */
export function labelsOf(context: Store, sku: string, listing?: Listing): AlertLabels {
  const categories = ofStep(context, 'categories', () => new Map<string, string | null>())
  if (!categories.has(sku)) categories.set(sku, articleOf(context, sku).category)
  const category = categories.get(sku) ?? null
  return {
    sku,
    ...(category === null ? {} : { category }),
    ...(listing ? { channel: listing.channel.channel } : {}),
    ...(listing?.feed ? { feed: listing.feed } : {}),
  }
}

/** The record by which a channel said something last, as evidence. */
export function evidenceOf(
  { reader }: Store,
  { sku, channel, toldAt }: Listing,
  member: string,
  text: string,
): AlertEvidence {
  const row = reader.get<{ word: string | null }>(
    "SELECT told -> ('$.' || ?) AS word FROM listings WHERE sku = ? AND channel = ?",
    [member, sku, channel.channel],
  )
  const word = row?.word ? (JSON.parse(row.word) as { identity: string; at: number }) : null
  return {
    text: `${channel.name} ${text}`,
    ...(word ? { identity: word.identity, at: word.at } : { at: toldAt }),
  }
}

const touchedSkus = new WeakMap<Touched, Set<string>>()
const touchedChannels = new WeakMap<Touched, string[]>()

/** SKUs of which anything was touched that rules about listings look at and that some channel lists. */
export function skusTouched(touched: Touched, context: Store): Set<string> {
  const known = touchedSkus.get(touched)
  if (known) return known
  const skus = new Set(touched.skus)
  const add = (key: string) => skus.add(key.slice(key.indexOf('\n') + 1))
  for (const position of touched.positions) add(position)
  for (const listing of touched.listings) add(listing)
  const listed = new Set(
    skus.size === 0
      ? []
      : context.reader
          .all<{ sku: string }>(
            `SELECT value AS sku FROM json_each(?) WHERE EXISTS (
               SELECT 1 FROM listings INDEXED BY listings_by_sku WHERE listings.sku = value)`,
            [JSON.stringify([...skus])],
          )
          .map(({ sku }) => sku),
  )
  touchedSkus.set(touched, listed)
  return listed
}

const LISTED_SQL = `SELECT channel, sku FROM listings INDEXED BY listings_by_sku WHERE sku IN (SELECT value FROM json_each(?))`
const OF_CHANNEL_SQL = `SELECT channel, sku FROM listings INDEXED BY listings_by_channel WHERE channel = ?`

/** Listings (`channel\nsku`) of which anything was touched: their own words, stock, what is set aside, the channel. */
export function listingsTouched(touched: Touched, context: Store): string[] {
  const known = touchedChannels.get(touched)
  if (known) return known
  const skus = skusTouched(touched, context)
  const rows = skus.size === 0 ? [] : listedBy(context, LISTED_SQL, JSON.stringify([...skus]))
  // What a channel may promise from, or in how long, may have been told anew.
  for (const channel of touched.channels) {
    if (context.reader.get('SELECT 1 FROM channels WHERE channel = ? AND locations IS NOT NULL', [channel]))
      rows.push(...(wasDescribed(touched, channel) ? listedBy(context, OF_CHANNEL_SQL, channel) : []))
  }
  touchedChannels.set(touched, rows)
  return rows
}

/** A channel that is touched without any of its listings was described. */
const wasDescribed = ({ listings }: Touched, channel: string): boolean =>
  ![...listings].some((key) => key.startsWith(`${channel}\n`))

const listedBy = ({ reader }: Store, sql: string, of: string): string[] =>
  reader.all<{ channel: string; sku: string }>(sql, [of]).map(({ channel, sku }) => subjectKey(channel, sku))

/** Every listing there is. */
export function* everyListing({ reader }: Store): Generator<string> {
  for (const { channel, sku } of reader.iterate<{ channel: string; sku: string }>(
    'SELECT channel, sku FROM listings INDEXED BY listings_by_sku',
  ))
    yield subjectKey(channel, sku)
}

/** Every SKU that any channel lists. */
export const everySku = ({ reader }: Store): string[] =>
  reader
    .all<{ sku: string }>('SELECT DISTINCT sku FROM listings INDEXED BY listings_by_sku')
    .map(({ sku }) => sku)

/** Address of the board with one SKU on it. */
export const boardLink = (sku: string, kind: string): string =>
  `/channels?${new URLSearchParams({ text: sku, kind }).toString()}`

/** An amount as it is written, in whole and hundredth parts of its currency. */
export function money(minor: number, currency: string | null): string {
  const digits =
    currency === null
      ? 2
      : (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
          .maximumFractionDigits ?? 2)
  return `${(minor / 10 ** digits).toFixed(digits)}${currency === null ? '' : ` ${currency}`}`
}

export const latest = (...times: (number | null | undefined)[]): number =>
  Math.max(0, ...times.map((at) => at ?? 0))

/** The severity that is a step graver, or milder, than the one that is set. */
export const graver = (set: AlertSeverity): AlertSeverity =>
  ALERT_SEVERITIES[Math.max(0, ALERT_SEVERITIES.indexOf(set) - 1)] ?? set
export const milder = (set: AlertSeverity): AlertSeverity =>
  ALERT_SEVERITIES[ALERT_SEVERITIES.indexOf(set) + 1] ?? set
