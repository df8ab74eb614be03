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

/** Filters on a SKU that is listed; every value is bound. */
function conditions({ channel, category, text }: Input): { sql: string; parameters: SqlValue[] } {
  const parts: string[] = []
  const parameters: SqlValue[] = []
  if (channel !== undefined) {
    parts.push('l.channel = ?')
    parameters.push(channel)
  }
  if (category !== undefined) {
    parts.push('l.sku IN (SELECT sku FROM skus WHERE category = ?)')
    parameters.push(category)
  }
  for (const word of (text ?? '').split(/\s+/).filter(Boolean)) {
    const pattern = word.replaceAll(/[\\%_]/g, String.raw`\$&`)
    parts.push(
      String.raw`(l.sku LIKE ? ESCAPE '\' OR l.sku LIKE ? ESCAPE '\' OR l.sku IN (SELECT sku FROM skus WHERE name LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\'))`,
    )
    parameters.push(`${pattern}%`, `%:${pattern}%`, `${pattern}%`, `% ${pattern}%`)
  }
  return { sql: parts.map((part) => ` AND ${part}`).join(''), parameters }
}

const FROM_SQL = 'FROM listings AS l INDEXED BY listings_by_sku WHERE true'

/** Which SKUs stand on the page, how many there are, and how many disagree in what. */
function skusOf(reader: Reader, input: Input, marks: ReadonlyMap<string, Mark[]>) {
  const { sql, parameters } = conditions(input)
  const counting = (mark: Mark) => isOf(mark, input) && (input.kind === undefined || mark.kind === input.kind)
  const listed = reader
    .all<{ sku: string }>(
      `SELECT DISTINCT l.sku ${FROM_SQL} AND l.sku IN (SELECT value FROM json_each(?))${sql}`,
      [JSON.stringify([...marks.keys()]), ...parameters],
    )
    .map(({ sku }) => ({ sku, marks: marks.get(sku) ?? [] }))
  const byKind = Object.fromEntries(
    DISAGREEMENTS.map((kind) => [
      kind,
      listed.filter((one) => one.marks.some((mark) => mark.kind === kind && isOf(mark, input))).length,
    ]),
  ) as CoordinationBoard['byKind']
  const marked = listed
    .map((one) => ({ sku: one.sku, count: one.marks.filter(counting).length }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.sku < b.sku ? -1 : 1))
    .map(({ sku }) => sku)
  const { offset = 0, limit = 100 } = input
  const page = marked.slice(offset, offset + limit)
  if (input.kind !== undefined) return { page, total: marked.length, byKind }
  const total =
    reader.get<{ n: number }>(`SELECT count(DISTINCT l.sku) AS n ${FROM_SQL}${sql}`, parameters)?.n ?? 0
  const rest = limit - page.length
  const others =
    rest === 0
      ? []
      : reader.all<{ sku: string }>(
          `SELECT DISTINCT l.sku ${FROM_SQL}${sql} AND l.sku NOT IN (SELECT value FROM json_each(?))
           ORDER BY l.sku LIMIT ? OFFSET ?`,
          [...parameters, JSON.stringify(marked), rest, Math.max(0, offset - marked.length)],
        )
  return { page: [...page, ...others.map(({ sku }) => sku)], total, byKind }
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
