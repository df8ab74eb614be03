/** Owns the entries about documents of transfers. */
import { TowerError } from '../../shared/errors.ts'
import type { transferDocumentContract } from '../../shared/transferDocumentContract.ts'
import type { Handlers } from './handler.ts'

const notYet = (): never => {
  throw new TowerError('unavailable', 'Documents of transfers are not to be had yet.')
}

export function transferDocumentHandlers(): Pick<
  Handlers,
  Extract<keyof Handlers, keyof typeof transferDocumentContract>
> {
  return { 'transfers.document': notYet, 'transfers.retryDelivery': notYet }
}
