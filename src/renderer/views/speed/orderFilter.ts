/** Owns the filter of the list of orders: read from the address, asked of the engine. */
import type { InputOf } from '../../../shared/contract.ts'
import { FLOWS } from '../../../shared/vocabulary.ts'
import { scopeOf } from '../../stores/scope.ts'
import { STATUS_WORDS } from '../orderWords.ts'

export type OrderFilter = Omit<InputOf<'orders.list'>, 'offset' | 'limit'>

export const WHICH = { all: 'All', open: 'Open', late: 'Late', refused: 'Steps refused' } as const
export type Which = keyof typeof WHICH
export const isWhich = (text: string | null): text is Which => text !== null && text in WHICH
export const whichOf = (params: URLSearchParams): Which => {
  const text = params.get('which')
  return isWhich(text) ? text : 'all'
}

/** The filter that the address states, within the held scope. */
export function orderFilterOf(params: URLSearchParams): OrderFilter {
  const { region, country } = scopeOf(params)
  const filter: OrderFilter = { ...(region ? { region } : {}), ...(country ? { country } : {}) }
  const flow = FLOWS.find((each) => each === params.get('flow'))
  if (flow) filter.flow = flow
  const status = params.get('status')
  if (status !== null && Object.hasOwn(STATUS_WORDS, status)) filter.status = status
  const text = params.get('text')
  if (text) filter.text = text.slice(0, 200)
  const which = whichOf(params)
  if (which !== 'all') filter[which] = true
  return filter
}

export const isNarrowed = (filter: OrderFilter): boolean => Object.keys(filter).length > 0
