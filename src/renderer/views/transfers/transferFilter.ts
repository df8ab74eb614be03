/** Owns the filter of the list of transfers, as the address states it. */
import { TRANSFER_STATUSES, type TransferStatus } from '../../../shared/readModels/transfers.ts'
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
  'waiting',
  'trouble',
  'request',
  'sort',
]
export const NO_FILTER: Record<string, null> = Object.fromEntries(KEPT_PARAMS.map((name) => [name, null]))

const isStatus = (text: string): text is TransferStatus =>
  (TRANSFER_STATUSES as readonly string[]).includes(text)

export function transferFilterOf(params: URLSearchParams): TransferFilter {
  const filter: TransferFilter = {}
  const status = params.get('status') ?? ''
  if (isStatus(status)) filter.status = status
  for (const name of ['from', 'to', 'location', 'sku', 'text', 'request'] as const) {
    const value = params.get(name)
    if (value) filter[name] = value
  }
  for (const name of ['mine', 'waiting', 'trouble'] as const) {
    if (params.get(name) === 'yes') filter[name] = true
  }
  return filter
}

export const isNarrowed = (filter: TransferFilter): boolean => Object.keys(filter).length > 0
