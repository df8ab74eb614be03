/** Owns the entries about transfers: questions over one look at the store, and acts that the ledger decides. */
import { TowerError } from '../../shared/errors.ts'
import type { transferContract } from '../../shared/transferContract.ts'
import type { Handlers } from './handler.ts'

export type TransferPath = Extract<keyof Handlers, keyof typeof transferContract>

const notYet = (): never => {
  throw new TowerError('unavailable', 'Transfers are not to be had yet.')
}

export function transferHandlers(): Pick<Handlers, TransferPath> {
  return {
    'transfers.list': notYet,
    'transfers.detail': notYet,
    'transfers.review': notYet,
    'transfers.limits': notYet,
    'transfers.delegations': notYet,
    'audit.export': notYet,
    'transfers.draft': notYet,
    'transfers.amend': notYet,
    'transfers.submit': notYet,
    'transfers.approve': notYet,
    'transfers.reject': notYet,
    'transfers.release': notYet,
    'transfers.cancel': notYet,
    'transfers.settle': notYet,
    'transfers.close': notYet,
    'transfers.setLimit': notYet,
    'transfers.delegate': notYet,
    'transfers.endDelegation': notYet,
  }
}
