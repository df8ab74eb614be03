/** Owns the entries about documents of transfers: a copy of one, handing it out again, and the ways that they go. */
import { TowerError } from '../../shared/errors.ts'
import type { transferDocumentContract } from '../../shared/transferDocumentContract.ts'
import { DOCUMENT_FORMS, fileNameOf, type RouteRow, type RouteSettings } from '../../shared/transferRoutes.ts'
import { DOCUMENT_KINDS, type DocumentKind } from '../../shared/readModels/transfers.ts'
import type { DocumentContent, TransferDocumentAct } from '../ledger/transferActs.ts'
import { targetOf } from '../outputs/output.ts'
import { newSecret } from '../outputs/webhook.ts'
import type { QueryContext } from '../queries/context.ts'
import { writeDocument } from '../transfers/document.ts'
import { isSuperseded, routeTo, storedDocument, storedRoutes } from '../transfers/documentRows.ts'
import { isFolderPath } from '../transfers/folderDelivery.ts'
import type { Caller } from './api.ts'
import type { Handlers } from './handler.ts'

/** What the engine gives. */
export interface DocumentSurroundings {
  note(act: TransferDocumentAct): Promise<void>
  seal(text: string): Uint8Array
  open(sealed: Uint8Array): string
}

/** What machines take; people fetch the others, or find them in a folder. */
const FOR_MACHINES: readonly DocumentKind[] = ['x12Order940', 'x12ShipNotice856', 'epcis']
const isManaging = ({ role }: Caller) => role === 'operator' || role === 'administrator'

function openedSettings(
  open: DocumentSurroundings['open'],
  sealed: Uint8Array | undefined,
): RouteSettings | null {
  if (!sealed) return null
  try {
    return JSON.parse(open(sealed)) as RouteSettings
  } catch {
    return null
  }
}

/** What is told of a way, without secrets. @throws TowerError `invalid` */
function reach(settings: RouteSettings): { target: string; isPlain: boolean } {
  if (settings.kind === 'webhook') return targetOf({ kind: 'webhook', url: settings.url })
  if (settings.path !== undefined && !isFolderPath(settings.path))
    throw new TowerError('invalid', 'settings.path: give the whole path of the folder.', {
      field: 'settings.path',
    })
  return { target: settings.path ?? 'out (in the data folder)', isPlain: false }
}

export function transferDocumentHandlers(
  now: () => Promise<QueryContext>,
  around: DocumentSurroundings,
): Pick<Handlers, Extract<keyof Handlers, keyof typeof transferDocumentContract>> {
  return {
    'transfers.document': async ({ transfer, document }) => {
      const stored = storedDocument((await now()).reader, document)
      if (stored?.transfer !== transfer)
        throw new TowerError('notFound', `${transfer} has no document ${document}.`)
      const { kind, content } = stored
      const text = stored.body ?? (await writtenText(kind, content))
      return { fileName: fileNameOf(document, kind), mediaType: DOCUMENT_FORMS[kind].mediaType, text }
    },
    'transfers.retryDelivery': async ({ document }, by) => {
      const { reader, clock } = await now()
      const stored = storedDocument(reader, document)
      if (!stored) throw new TowerError('notFound', `There is no document ${document}.`)
      if (stored.status === 'delivered')
        throw new TowerError('conflict', `${document} was handed out. Fetch a copy of it instead.`)
      if (isSuperseded(reader, stored))
        throw new TowerError('conflict', `What came after ${document} was handed out: it holds no more.`)
      if (!routeTo(reader, stored.receiver))
        throw new TowerError('conflict', 'There is no way to this place. Set one, or fetch a copy.')
      await around.note({ kind: 'retryTransferDocument', document, at: clock.now(), by })
      return { document }
    },
    'transfers.routes': async (_input, caller) => {
      const { reader } = await now()
      const count = (route: string, status: string) =>
        reader.get<{ n: number }>(
          `SELECT count(*) AS n FROM transfer_documents WHERE status = ? AND CASE ? WHEN '*' THEN receiver NOT IN
             (SELECT route FROM transfer_routes) ELSE receiver = ? END`,
          [status, route, route],
        )?.n ?? 0
      const routes = storedRoutes(reader).map(({ sealedSettings: _sealed, ...route }): RouteRow => ({
        ...route,
        documents: [...route.documents],
        target: isManaging(caller) ? route.target : '',
        waiting: count(route.route, 'waiting'),
        givenUp: count(route.route, 'dead'),
      }))
      return { routes }
    },
    'transfers.setRoute': async (input, by) => {
      const { reader, clock } = await now()
      const former = storedRoutes(reader).find(({ route }) => route === input.route)
      let settings = input.settings
      let made: string | null = null
      if (settings.kind === 'webhook' && settings.secret === undefined) {
        const before = openedSettings(around.open, former?.sealedSettings)
        const kept = before?.kind === 'webhook' ? before.secret : undefined
        if (kept === undefined) made = newSecret()
        settings = { ...settings, secret: kept ?? made ?? newSecret() }
      }
      const byDefault = settings.kind === 'folder' ? DOCUMENT_KINDS : FOR_MACHINES
      await around.note({
        kind: 'saveTransferRoute',
        settings: {
          route: input.route,
          kind: settings.kind,
          ...reach(settings),
          sealedSettings: around.seal(JSON.stringify(settings)),
          documents: input.documents ?? byDefault,
          parties: input.parties ?? {},
          enabled: input.enabled,
        },
        at: clock.now(),
        by,
      })
      return { route: input.route, secret: made }
    },
    'transfers.removeRoute': async ({ route }, by) => {
      if (!storedRoutes((await now()).reader).some((one) => one.route === route))
        throw new TowerError('notFound', `There is no way set for ${route}.`)
      await around.note({ kind: 'removeTransferRoute', route, by })
      return { route }
    },
  }
}

/** The text that will be kept: content is frozen, so it is the same. */
async function writtenText(kind: DocumentKind, content: DocumentContent): Promise<string> {
  const { body, fault } = await writeDocument(kind, content)
  if (body === null) throw new TowerError('unavailable', fault)
  return body
}
