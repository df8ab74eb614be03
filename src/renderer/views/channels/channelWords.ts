/** Owns the words for what channels show and where they disagree. */
import type { Disagreement, ListingCell } from '../../../shared/readModels/channels.ts'
import type { State } from '../../components/StateMark.tsx'
import type { useFormat } from '../../components/useFormat.ts'

type Format = ReturnType<typeof useFormat>

export const KIND_WORDS: Record<Disagreement, { title: string; mark: State; word: string; says: string }> = {
  price: {
    title: 'Price',
    mark: 'serious',
    word: 'price differs',
    says: 'The price differs from that of other channels by more than is tolerated.',
  },
  promotion: {
    title: 'Promotion',
    mark: 'warning',
    word: 'promotion differs',
    says: 'A promotion runs here and not where it should, is missing here, or runs past its end.',
  },
  availability: {
    title: 'Availability',
    mark: 'critical',
    word: 'stock differs',
    says: 'The channel offers what the ledger cannot promise, or hides what could be sold.',
  },
  promise: {
    title: 'Promise',
    mark: 'warning',
    word: 'promise differs',
    says: 'Delivery is promised otherwise than by another channel for the same place.',
  },
  active: {
    title: 'Active',
    mark: 'serious',
    word: 'should not be so',
    says: 'It is on sale without sellable stock, or off sale with plenty.',
  },
}

export function priceWords(cell: ListingCell, format: Format): string {
  return cell.priceMinor === null ? 'no price told' : format.money(cell.priceMinor, cell.currency)
}

export const promotionWords = (cell: ListingCell): string => cell.promotion ?? 'no promotion'

export function availabilityWords(cell: ListingCell, format: Format): string {
  const offered = !cell.counted
    ? 'offers without end'
    : cell.offeredUnits === null
      ? 'offer not told'
      : `offers ${format.units(cell.offeredUnits)}`
  return `${offered} · can promise ${format.units(cell.promisableUnits)}`
}

export function promiseWords(cell: ListingCell, format: Format): string {
  const { promiseDays } = cell
  if (!promiseDays) return 'no delivery told'
  const { from, to } = promiseDays
  return from === to
    ? `delivers in ${format.count(from, 'day', 'days')}`
    : `delivers in ${format.number(from)}–${format.number(to)} days`
}

export const activeWords = (cell: ListingCell): string =>
  cell.active === null ? 'on sale: not told' : cell.active ? 'on sale' : 'off sale'
