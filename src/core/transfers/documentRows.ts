/** Owns what is read to write and hand out transfers' documents: what has no text yet, what is due, and where it goes. */
import type { DocumentKind } from '../../shared/readModels/transfers.ts'
import type { DocumentContent, StoredRoute } from '../ledger/transferActs.ts'
import type { Reader } from '../ledger/types.ts'

export interface StoredDocument {
  document: string
  transfer: string
  kind: DocumentKind
  receiver: string
  content: DocumentContent
  body: string | null
  status: 'waiting' | 'delivered' | 'dead' | 'download'
  attempts: number
}

type DocumentRow = Omit<StoredDocument, 'content'> & { content: string }
type Reading = Pick<Reader, 'all' | 'get'>

const DOCUMENT_SQL =
  'SELECT document, transfer, kind, receiver, content, body, status, attempts FROM transfer_documents'
const stored = (row: DocumentRow): StoredDocument => ({
  ...row,
  content: JSON.parse(row.content) as DocumentContent,
})

export function storedDocument(reader: Reading, document: string): StoredDocument | undefined {
  const row = reader.get<DocumentRow>(`${DOCUMENT_SQL} WHERE document = ?`, [document])
  return row && stored(row)
}

/** Documents without a text, the first decided on first. A page that nobody sends out is drawn for whoever fetches it. */
export const unwritten = (reader: Reading, limit: number): StoredDocument[] =>
  reader
    .all<DocumentRow>(
      `${DOCUMENT_SQL} INDEXED BY transfer_documents_unwritten WHERE body IS NULL AND status <> 'dead'
         AND (kind <> 'printable' OR status = 'waiting')
       ORDER BY document_number LIMIT ?`,
      [limit],
    )
    .map(stored)

/**
 * Written documents that are due, in order. One for a place waits for those before it of the same transfer: who hears of a
 * change first has nothing to change.
 */
export const dueDocuments = (reader: Reading, now: number, limit: number): StoredDocument[] =>
  reader
    .all<DocumentRow>(
      `${DOCUMENT_SQL} WHERE status = 'waiting' AND next_at <= ? AND body IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM transfer_documents AS earlier WHERE earlier.transfer = transfer_documents.transfer
           AND earlier.receiver = transfer_documents.receiver AND earlier.status = 'waiting'
           AND earlier.document_number < transfer_documents.document_number
           AND (earlier.next_at > ? OR earlier.body IS NULL))
       ORDER BY document_number LIMIT ?`,
      [now, now, limit],
    )
    .map(stored)

/** True where what came later of the same kind has reached the same place: this one would only confuse. */
export const isSuperseded = (reader: Reading, { document }: StoredDocument): boolean =>
  reader.get(
    `SELECT 1 FROM transfer_documents AS own JOIN transfer_documents AS later USING (transfer, kind, receiver)
     WHERE own.document = ? AND later.document_number > own.document_number AND later.status = 'delivered' LIMIT 1`,
    [document],
  ) !== undefined

type RouteRow = Omit<StoredRoute, 'isPlain' | 'enabled' | 'documents' | 'parties'> & {
  isPlain: number
  enabled: number
  documents: string
  parties: string
  changedAt: number
}

const ROUTE_SQL = `
SELECT route, kind, target, is_plain AS isPlain, sealed_settings AS sealedSettings, documents, parties, enabled,
  changed_at AS changedAt FROM transfer_routes`
const routeOfRow = (row: RouteRow): StoredRoute & { changedAt: number } => ({
  ...row,
  isPlain: row.isPlain === 1,
  enabled: row.enabled === 1,
  documents: JSON.parse(row.documents) as StoredRoute['documents'],
  parties: JSON.parse(row.parties) as StoredRoute['parties'],
})

/** All routes, the one for all places last. */
export const storedRoutes = (reader: Reading): (StoredRoute & { changedAt: number })[] =>
  reader.all<RouteRow>(`${ROUTE_SQL} ORDER BY route = '*', route`).map(routeOfRow)

/** The way that a place's documents go now. */
export function routeTo(reader: Reading, receiver: string): StoredRoute | undefined {
  const row = reader.get<RouteRow>(
    `${ROUTE_SQL} WHERE enabled = 1 AND route IN (?, '*') ORDER BY route = '*' LIMIT 1`,
    [receiver],
  )
  return row && routeOfRow(row)
}
