/** Owns the contract's entries about the documents of transfers: a copy of one, handing it out again, and where they go. */
import { Type } from '@sinclair/typebox'
import { command, Id, nothing, oneOf, query, strict } from './contractParts.ts'
import { DOCUMENT_KINDS } from './readModels/transfers.ts'
import { TransferId } from './transferEvents.ts'
import { RouteSettings, type RouteRow } from './transferRoutes.ts'

const Document = Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9-]+$' })
const Qualifier = Type.String({ pattern: '^[0-9A-Z]{2}$' })
/** What stands in an ISA unquoted: no separators, 15 characters at most. */
const Party = Type.String({ pattern: '^[A-Za-z0-9 ._/-]{1,15}$' })

/** A place's id, or `*` for all that have no route of their own. */
const Route = Type.Union([Type.Literal('*'), Id])

export const transferDocumentContract = {
  'transfers.document': query<{ fileName: string; mediaType: string; text: string }>()(
    Type.Object({ transfer: TransferId, document: Document }, strict),
  ),
  /** Hands out again what was given up, or what waited to be fetched and has a way now. */
  'transfers.retryDelivery': command<{ document: string }>()(Type.Object({ document: Document }, strict)),
  'transfers.routes': query<{ routes: RouteRow[] }>()(nothing),
  /** Makes a route, or changes it. The answer has the secret where it was made here, this once. */
  'transfers.setRoute': command<{ route: string; secret: string | null }>()(
    Type.Object(
      {
        route: Route,
        enabled: Type.Boolean(),
        /** Which documents go out by themselves; the others wait to be fetched. Absent: the interchange formats, for folders all. */
        documents: Type.Optional(Type.Array(oneOf(DOCUMENT_KINDS), { maxItems: 5, uniqueItems: true })),
        /** ISA05 to ISA08. Absent: ZZ OMNITOWER to ZZ and the place's GLN. */
        parties: Type.Optional(
          Type.Object(
            {
              senderQualifier: Type.Optional(Qualifier),
              sender: Type.Optional(Party),
              receiverQualifier: Type.Optional(Qualifier),
              receiver: Type.Optional(Party),
            },
            strict,
          ),
        ),
        settings: RouteSettings,
      },
      strict,
    ),
  ),
  'transfers.removeRoute': command<{ route: string }>()(Type.Object({ route: Route }, strict)),
} as const
