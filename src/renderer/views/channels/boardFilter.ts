/** Owns the filter of the coordination board: read from the address, asked of the engine. */
import type { InputOf } from '../../../shared/contract.ts'
import { DISAGREEMENTS } from '../../../shared/readModels/channels.ts'

export type BoardFilter = Omit<InputOf<'channels.board'>, 'offset' | 'limit'>

/** Stands in the address for any kind of disagreement. */
export const ANY_KIND = 'any'

export function boardFilterOf(params: URLSearchParams): BoardFilter {
  const filter: BoardFilter = {}
  for (const name of ['channel', 'category', 'text'] as const) {
    const value = params.get(name)
    if (value) filter[name] = value.slice(0, 200)
  }
  const kind = DISAGREEMENTS.find((each) => each === params.get('kind'))
  if (kind) filter.kind = kind
  if (params.get('kind') === ANY_KIND) filter.disagreeing = true
  return filter
}

export const isNarrowed = (filter: BoardFilter): boolean => Object.keys(filter).length > 0
