/** Owns the coordination board: SKUs against channels, what each shows, and where they disagree. */
import type { InputOf } from '../../shared/contract.ts'
import {
  DISAGREEMENTS,
  type BoardRow,
  type CoordinationBoard,
  type ListingCell,
} from '../../shared/readModels/channels.ts'
import { toUnits } from '../../shared/units.ts'
import type { Reader, SqlValue } from '../ledger/types.ts'
import { openMarks, type Mark } from './channelMarks.ts'
import type { QueryContext } from './context.ts'
import { promisableOf } from './promisable.ts'

type Input = InputOf<'channels.board'>
type Channel = CoordinationBoard['channels'][number] & { locations: string | null; currency: string | null }

/** What a channel shows is old when it has told nothing for this long, where no age of its stock is agreed. */
const OLD_AFTER_MS = 24 * 3_600_000
const MINUTE_MS = 60_000

/** Every channel that is described or shows anything, found by leaps through the index. */
const CHANNELS_SQL = `
WITH RECURSIVE showing (channel) AS (
  SELECT min(channel) FROM listings INDEXED BY listings_by_channel
  UNION ALL
  SELECT (SELECT min(channel) FROM listings INDEXED BY listings_by_channel WHERE channel > showing.channel)
  FROM showing WHERE showing.channel IS NOT NULL
)
SELECT channel, name, locations, currency, stock_age_minutes AS age,
  (SELECT count(*) FROM listings INDEXED BY listings_by_channel WHERE listings.channel = found.channel) AS listings,
  (SELECT max(last_at) FROM listings INDEXED BY listings_by_channel WHERE listings.channel = found.channel) AS dataAsOf,
  (SELECT max(offered_at) FROM listings INDEXED BY listings_by_stock
   WHERE listings.channel = found.channel AND offered_at IS NOT NULL) AS stockAt
FROM (SELECT channel FROM showing WHERE channel IS NOT NULL UNION SELECT channel FROM channels) AS found
  LEFT JOIN channels USING (channel) ORDER BY channel`

function channelsOf({ reader, clock }: QueryContext): Channel[] {
  return reader
    .all<Omit<Channel, 'stale'> & { age: number | null; stockAt: number | null }>(CHANNELS_SQL)
    .map(({ age, stockAt, ...channel }) => ({
      ...channel,
      stale:
        age !== null && stockAt !== null
          ? clock.now() - stockAt > age * MINUTE_MS
          : channel.dataAsOf !== null && clock.now() - channel.dataAsOf > OLD_AFTER_MS,
    }))
}

/** SKUs that are listed and pass the filters, by id: read once, for the page, the total and the marks alike. */
function listedSkus(reader: Reader, { channel, category, text }: Input): string[] {
  const parts: string[] = []
  const parameters: SqlValue[] = []
  const from =
    channel === undefined
      ? 'SELECT DISTINCT sku FROM listings INDEXED BY listings_by_sku'
      : 'SELECT sku FROM listings INDEXED BY listings_by_channel WHERE channel = ?'
  if (channel !== undefined) parameters.push(channel)
  if (category !== undefined) {
    parts.push('category = ?')
    parameters.push(category)
  }
  for (const word of (text ?? '').split(/\s+/).filter(Boolean)) {
    const pattern = word.replaceAll(/[\\%_]/g, String.raw`\$&`)
    const likes = ['listed.sku', 'listed.sku', 'name', 'name'].map(
      (what) => String.raw`${what} LIKE ? ESCAPE '\'`,
    )
    parts.push(`(${likes.join(' OR ')})`)
    parameters.push(`${pattern}%`, `%:${pattern}%`, `${pattern}%`, `% ${pattern}%`)
  }
  const filter = parts.length === 0 ? '' : `LEFT JOIN skus USING (sku) WHERE ${parts.join(' AND ')}`
  const skus = reader
    .all<{ sku: string }>(`SELECT listed.sku FROM (${from}) AS listed ${filter}`, parameters)
    .map(({ sku }) => sku)
  // Without a channel the index has them in order.
  return channel === undefined ? skus : skus.sort()
}

const bySku = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** Which SKUs stand on the page, how many there are, and how many disagree in what. */
function skusOf(reader: Reader, input: Input, marks: ReadonlyMap<string, Mark[]>) {
  const listed = listedSkus(reader, input)
  const byKind = Object.fromEntries(DISAGREEMENTS.map((kind) => [kind, 0])) as CoordinationBoard['byKind']
  const counts = new Map<string, number>()
  for (const sku of listed) {
    const own = marks.get(sku)?.filter((mark) => isOf(mark, input))
    if (!own || own.length === 0) continue
    for (const kind of new Set(own.map((mark) => mark.kind))) byKind[kind] += 1
    const counting = input.kind === undefined ? own : own.filter(({ kind }) => kind === input.kind)
    if (counting.length > 0) counts.set(sku, counting.length)
  }
  const marked = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || bySku(a, b))
  const onlyMarked = input.kind !== undefined || input.disagreeing === true
  const { offset = 0, limit = 50 } = input
  const page = marked.slice(offset, offset + limit)
  if (onlyMarked) return { page, total: marked.length, byKind }
  const others = listed.filter((sku) => !counts.has(sku))
  const start = Math.max(0, offset - marked.length)
  return {
    page: [...page, ...others.slice(start, start + limit - page.length)],
    total: listed.length,
    byKind,
  }
}

const isOf = (mark: Mark, { channel }: Pick<Input, 'channel'>): boolean =>
  channel === undefined || mark.channel === null || mark.channel === channel

interface StoredListing {
  sku: string
  channel: string
  active: number | null
  priceMinor: number | null
  currency: string | null
  promotion: string | null
  offered: number | null
  offeredTold: number
  promises: string | null
  dataAsOf: number
}

const LISTINGS_SQL = `
SELECT sku, channel, active, price_minor AS priceMinor, currency, promotion, offered, offered_told AS offeredTold, promises,
  last_at AS dataAsOf
FROM listings WHERE sku IN (SELECT value FROM json_each(?))`

/** Whether a mark on the whole SKU is on this listing too: it shows what is compared. */
const shows = (mark: Mark, listing: StoredListing): boolean =>
  mark.kind === 'price' ? listing.priceMinor !== null && listing.active !== 0 : listing.promises !== null

function cellOf(
  channel: Channel,
  listing: StoredListing | undefined,
  marks: readonly Mark[],
  promisable: number,
): ListingCell {
  const own = marks.filter((mark) =>
    mark.channel === null ? listing !== undefined && shows(mark, listing) : mark.channel === channel.channel,
  )
  const days = listing?.promises
    ? (JSON.parse(listing.promises) as { days: number }[]).map((promise) => promise.days)
    : []
  return {
    channel: channel.channel,
    listed: listing !== undefined,
    active: listing?.active == null ? null : listing.active === 1,
    priceMinor: listing?.priceMinor ?? null,
    currency: listing?.currency ?? (listing?.priceMinor == null ? null : channel.currency),
    promotion: listing?.promotion ?? null,
    offeredUnits: listing?.offered == null ? null : toUnits(listing.offered),
    counted: listing !== undefined && listing.offeredTold !== 2,
    promisableUnits: toUnits(promisable),
    promiseDays: days.length > 0 ? { from: Math.min(...days), to: Math.max(...days) } : null,
    disagreements: DISAGREEMENTS.filter((kind) => own.some((mark) => mark.kind === kind)),
    alerts: own.map(({ alert }) => alert),
    dataAsOf: listing?.dataAsOf ?? null,
    stale: listing !== undefined && channel.stale,
  }
}

/** A page of the board, with how many SKUs there are and how many disagree in what, under the same filters. */
export function channelBoard(context: QueryContext, input: Input): CoordinationBoard {
  const { reader } = context
  return reader.snapshot(() => {
    const channels = channelsOf(context)
    const marks = openMarks(reader)
    const { page, total, byKind } = skusOf(reader, input, marks)
    const named = JSON.stringify(page)
    const listings = new Map(
      reader.all<StoredListing>(LISTINGS_SQL, [named]).map((one) => [`${one.sku}\n${one.channel}`, one]),
    )
    const described = new Map(
      reader
        .all<{ sku: string; name: string | null; category: string | null }>(
          'SELECT sku, name, category FROM skus WHERE sku IN (SELECT value FROM json_each(?))',
          [named],
        )
        .map((one) => [one.sku, one]),
    )
    const promisable = promisableOf(reader, page, channels)
    const rows = page.map((sku): BoardRow => {
      const ofSku = marks.get(sku) ?? []
      const cells = channels.map((channel) =>
        cellOf(
          channel,
          listings.get(`${sku}\n${channel.channel}`),
          ofSku,
          promisable(sku, channel.locations),
        ),
      )
      return {
        sku,
        name: described.get(sku)?.name ?? null,
        category: described.get(sku)?.category ?? null,
        atpUnits: toUnits(promisable(sku, null)),
        cells,
        disagreements: ofSku.length,
      }
    })
    return {
      channels: channels.map(({ channel, name, listings: count, dataAsOf, stale }) => ({
        channel,
        name,
        listings: count,
        dataAsOf,
        stale,
      })),
      rows,
      total,
      byKind,
    }
  })
}
