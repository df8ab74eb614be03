/** Owns the filter of the list of transfers, as the address states it. */
import { TRANSFER_TROUBLES } from '../../../shared/readModels/transfers.ts'
import { TRANSFER_STATUS_FILTERS, TRANSFER_WHOSE } from '../../../shared/transferContract.ts'
import type { TransferFilter } from '../../stores/transfers.ts'

/** Parameters of the address that belong to the list. */
export const KEPT_PARAMS: readonly string[] = [
  'status',
  'from',
  'to',
  'location',
  'sku',
  'text',
  'mine',
  'trouble',
  'request',
  'sort',
]
export const NO_FILTER: Record<string, null> = Object.fromEntries(KEPT_PARAMS.map((name) => [name, null]))

/** The word of a closed list that a parameter says; undefined where it says none of them. */
const oneIn = <T extends string>(words: readonly T[], text: string | null): T | undefined =>
  words.find((word) => word === text)

export function transferFilterOf(params: URLSearchParams): TransferFilter {
  const filter: TransferFilter = {}
  const status = oneIn(TRANSFER_STATUS_FILTERS, params.get('status'))
  const mine = oneIn(TRANSFER_WHOSE, params.get('mine'))
  const trouble = oneIn(TRANSFER_TROUBLES, params.get('trouble'))
  if (status) filter.status = status
  if (mine) filter.mine = mine
  if (trouble) filter.trouble = trouble
  for (const name of ['from', 'to', 'location', 'sku', 'text', 'request'] as const) {
    const value = params.get(name)
    if (value) filter[name] = value
  }
  return filter
}

export const isNarrowed = (filter: TransferFilter): boolean => Object.keys(filter).length > 0
