/** Owns the entries about what became of plans. */
import { TowerError } from '../../shared/errors.ts'
import type { outcomeContract } from '../../shared/outcomeContract.ts'
import type { Handlers } from './handler.ts'

const notYet = (): never => {
  throw new TowerError('unavailable', 'Outcomes are not to be had yet.')
}

export function outcomeHandlers(): Pick<Handlers, Extract<keyof Handlers, keyof typeof outcomeContract>> {
  return { 'transfers.outcome': notYet, 'transfers.outcomes': notYet }
}
