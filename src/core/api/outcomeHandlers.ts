/** Owns the entries about outcomes of plans. */
import { TowerError } from '../../shared/errors.ts'
import type { outcomeContract } from '../../shared/outcomeContract.ts'
import type { Handlers } from './handler.ts'

export type OutcomePath = Extract<keyof Handlers, keyof typeof outcomeContract>

const notYet = (): never => {
  throw new TowerError('unavailable', 'Outcomes are not to be had yet.')
}

export function outcomeHandlers(): Pick<Handlers, OutcomePath> {
  return { 'transfers.outcome': notYet, 'transfers.outcomes': notYet }
}
