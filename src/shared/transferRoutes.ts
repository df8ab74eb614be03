/** Owns the contract's part about where transfers' documents go. */
import { Type, type Static } from '@sinclair/typebox'
import { command, Id, nothing, oneOf, query, strict } from './contractParts.ts'
import { DOCUMENT_KINDS, type DocumentKind } from './readModels/transfers.ts'

/** How the tower names itself in ISA06, where a route says nothing else. */
export const TOWER_INTERCHANGE_ID = 'OMNITOWER'

const Address = Type.String({ minLength: 1, maxLength: 2000, pattern: '^https?://[^\\s]+$' })
const Qualifier = Type.String({ pattern: '^[0-9A-Z]{2}$' })
/** What stands in an ISA unquoted: no separators, 15 characters at most. */
const Party = Type.String({ pattern: '^[A-Za-z0-9 ._/-]{1,15}$' })

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

/** A place's id, or `*` for all that have no route of their own. */
const Route = Type.Union([Type.Literal('*'), Id])

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

export const transferRoutesContract = {
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
