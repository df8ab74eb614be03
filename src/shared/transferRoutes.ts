/** Owns what transfers' documents are called, and how they reach a place. */
import { Type, type Static } from '@sinclair/typebox'
import { strict } from './contractParts.ts'
import type { DocumentKind } from './readModels/transfers.ts'

/** How the tower names itself in ISA06, where a route says nothing else. */
export const TOWER_INTERCHANGE_ID = 'OMNITOWER'

/** How each kind of document is handed out. */
export const DOCUMENT_FORMS: Readonly<Record<DocumentKind, { extension: string; mediaType: string }>> = {
  x12Order940: { extension: 'edi', mediaType: 'application/edi-x12' },
  x12ShipNotice856: { extension: 'edi', mediaType: 'application/edi-x12' },
  epcis: { extension: 'jsonld', mediaType: 'application/ld+json' },
  pickList: { extension: 'csv', mediaType: 'text/csv; charset=utf-8' },
  printable: { extension: 'html', mediaType: 'text/html; charset=utf-8' },
}
export const fileNameOf = (document: string, kind: DocumentKind): string =>
  `${document}.${DOCUMENT_FORMS[kind].extension}`

const Address = Type.String({ minLength: 1, maxLength: 2000, pattern: '^https?://[^\\s]+$' })
/** How documents reach a place. Secrets that are left out of a change stay as they are. */
export const RouteSettings = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('webhook'),
      url: Address,
      /** `whsec_` and the key in base64; absent for a new one: made here. */
      secret: Type.Optional(Type.String({ pattern: '^whsec_[A-Za-z0-9+/]{32,}={0,2}$', maxLength: 200 })),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('folder'),
      /** An absolute path; absent: `out` in the data folder, with a folder for each place. */
      path: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    },
    strict,
  ),
])
export type RouteSettings = Static<typeof RouteSettings>

export interface RouteRow {
  route: string
  kind: 'webhook' | 'folder'
  /** Without secrets. */
  target: string
  /** What is sent can be read on the way. */
  isPlain: boolean
  documents: DocumentKind[]
  parties: { senderQualifier?: string; sender?: string; receiverQualifier?: string; receiver?: string }
  enabled: boolean
  changedAt: number
  waiting: number
  givenUp: number
}
