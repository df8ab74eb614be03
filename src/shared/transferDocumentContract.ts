/** Owns the contract's entries about the documents of transfers: a copy of one, and sending it again. */
import { Type } from '@sinclair/typebox'
import { command, Id, query, strict } from './contractParts.ts'
import { TransferId } from './transferEvents.ts'

export const transferDocumentContract = {
  'transfers.document': query<{ fileName: string; mediaType: string; text: string }>()(
    Type.Object({ transfer: TransferId, document: Id }, strict),
  ),
  /** Sends what failed, or was given up, again: the same bytes under the same id. */
  'transfers.retryDelivery': command<{ document: string }>()(Type.Object({ document: Id }, strict)),
} as const
