/** Owns what is read of transfers' documents: how each stands, and which cannot be handed out. */
import { fileNameOf, DOCUMENT_FORMS } from '../../shared/transferRoutes.ts'
import type { DocumentKind, TransferDocument } from '../../shared/readModels/transfers.ts'
import type { Reader } from '../ledger/types.ts'

/**
 * True in SQL for a row of `transfer_documents` that was given up, where nothing of its kind that came later was delivered:
 * what came later stands in its place.
 */
export const GIVEN_UP_SQL = `transfer_documents.status = 'dead' AND NOT EXISTS (
  SELECT 1 FROM transfer_documents AS later WHERE later.transfer = transfer_documents.transfer
    AND later.kind = transfer_documents.kind AND later.receiver = transfer_documents.receiver
    AND later.document_number > transfer_documents.document_number AND later.status = 'delivered')`

interface Row {
  document: string
  kind: DocumentKind
  receiver: string
  sha256: string | null
  createdAt: number
  status: 'waiting' | 'delivered' | 'dead' | 'download'
  givenUp: number
  attempts: number
  attemptedAt: number | null
  fault: string | null
}

function stateOf({ status, givenUp, attempts }: Row): TransferDocument['delivery']['state'] {
  if (status === 'dead') return givenUp === 1 ? 'givenUp' : 'superseded'
  return status === 'waiting' && attempts > 0 ? 'failed' : status
}

/** A transfer's documents, in the order in which they were decided on. */
export const transferDocuments = (reader: Pick<Reader, 'all'>, transfer: string): TransferDocument[] =>
  reader
    .all<Row>(
      `SELECT document, kind, receiver, sha256, created_at AS createdAt, status, (${GIVEN_UP_SQL}) AS givenUp, attempts,
         attempted_at AS attemptedAt, fault FROM transfer_documents WHERE transfer = ? ORDER BY document_number`,
      [transfer],
    )
    .map((row) => ({
      document: row.document,
      kind: row.kind,
      to: row.receiver,
      fileName: fileNameOf(row.document, row.kind),
      mediaType: DOCUMENT_FORMS[row.kind].mediaType,
      sha256: row.sha256,
      createdAt: row.createdAt,
      delivery: {
        state: stateOf(row),
        attempts: row.attempts,
        lastAttemptAt: row.attemptedAt,
        message: row.fault,
      },
    }))
