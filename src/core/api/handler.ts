/** Owns the type of what answers each path of the contract: a missing or mistyped handler does not compile. */
import type { InputOf, OutputOf, PathOf } from '../../shared/contract.ts'
import type { Caller } from './api.ts'

export type Handlers = {
  [P in PathOf<'query' | 'command'>]: (
    input: InputOf<P>,
    caller: Caller,
    cancelled?: AbortSignal,
  ) => OutputOf<P> | Promise<OutputOf<P>>
}
