/** Owns what is looked up and made up when transfers are written down: their numbers, what a unit is worth, how far it is. */
import { createHash } from 'node:crypto'
import { distanceKm } from '../../shared/distance.ts'
import { TowerError } from '../../shared/errors.ts'
import type { DraftedTransfer, TransferDecision } from '../ledger/transferCommands.ts'
import type { Reader } from '../ledger/types.ts'
import { isPerson } from './people.ts'
import { skuOf } from './skuNames.ts'

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHARACTERS = 10

/** Ten characters of Crockford's base 32 out of a text that is unlike any other. */
function numberOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest()
  return Array.from({ length: CHARACTERS }, (_, place) => CROCKFORD[(bytes[place] ?? 0) % 32]).join('')
}

/** Transfers as they are asked for; what is not said of price and distance is looked up. */
export interface DraftWanted extends Omit<DraftedTransfer, 'transfer'> {
  lines: DraftedTransfer['lines']
}

/** The highest price that a channel shows it at; of several currencies none is known. */
function priceOf(reader: Reader, sku: string): { minor: number; currency: string } | null {
  const rows = reader.all<{ minor: number; currency: string }>(
    `SELECT max(coalesce(regular_minor, price_minor), price_minor) AS minor, currency FROM listings
     WHERE sku = ? AND price_minor IS NOT NULL AND currency IS NOT NULL ORDER BY active DESC, 1 DESC`,
    [skuOf(reader, sku)],
  )
  const [first] = rows
  return first && rows.every(({ currency }) => currency === first.currency) ? first : null
}

interface Point {
  latitude: number
  longitude: number
}

const pointOf = (reader: Reader, location: string) =>
  reader.get<Point>(
    'SELECT latitude, longitude FROM locations WHERE location = ? AND latitude IS NOT NULL AND longitude IS NOT NULL',
    [location],
  )

function distanceOf(reader: Reader, from: string, to: string): number | undefined {
  const [start, end] = [pointOf(reader, from), pointOf(reader, to)]
  return start && end ? Math.round(distanceKm(start, end) * 10) / 10 : undefined
}

/** Prices of other currencies than the transfer's are not known. */
function valued(reader: Reader, wanted: DraftWanted): Pick<DraftWanted, 'lines' | 'currency'> {
  const prices = wanted.lines.map(({ sku, unitValueMinor }) =>
    unitValueMinor === undefined ? priceOf(reader, sku) : null,
  )
  const currency = wanted.currency ?? prices.find((price) => price !== null)?.currency
  return {
    ...(currency === undefined ? {} : { currency }),
    lines: wanted.lines.map((line, place) => {
      const price = prices[place]
      return price && price.currency === currency ? { ...line, unitValueMinor: price.minor } : line
    }),
  }
}

/** What a unit of an added line is worth, in the transfer's currency. */
export function unitValueOf(reader: Reader, sku: string, currency: string | null): number | undefined {
  const price = priceOf(reader, sku)
  return price && (currency === null || price.currency === currency) ? price.minor : undefined
}

/**
 * @param key never given before: the same key asks for the same transfers again
 * @throws TowerError `notFound` for a place that is somebody's home: what goes to warehouses must not name it
 */
export function draftDecision(
  reader: Reader,
  key: string,
  transfers: readonly DraftWanted[],
  { actor, role }: { actor: string; role: string },
): Extract<TransferDecision, { kind: 'draftTransfers' }> {
  for (const { from, to } of transfers) {
    if (isPerson(reader, from) || isPerson(reader, to))
      throw new TowerError('notFound', 'A customer’s place is no location of the network.')
  }
  return {
    kind: 'draftTransfers',
    request: `RQ${numberOf(`${key}\nrequest`)}`,
    transfers: transfers.map((wanted, place) => {
      const km = wanted.distanceKm ?? distanceOf(reader, wanted.from, wanted.to)
      return {
        ...wanted,
        transfer: `TR${numberOf(`${key}\n${place}`)}`,
        ...valued(reader, wanted),
        ...(km === undefined ? {} : { distanceKm: km }),
      }
    }),
    actor,
    role,
  }
}
