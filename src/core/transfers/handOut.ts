/** Owns the handing out of transfers' documents: shipments become notices, contents become texts, texts reach their places. */
import type { RouteSettings } from '../../shared/transferRoutes.ts'
import { DOCUMENT_FORMS, fileNameOf } from '../../shared/transferRoutes.ts'
import type { StoredRoute, TransferDocumentAct } from '../ledger/transferActs.ts'
import type { Reader } from '../ledger/types.ts'
import type { Clock, Logger } from '../platform.ts'
import { writeDocument } from './document.ts'
import { dueDocuments, routeTo, unwritten, type StoredDocument } from './documentRows.ts'
import { folderOf, writeFile, type Sent } from './folderDelivery.ts'
import { shippedSince } from './shipped.ts'

const TEXTS_PER_TURN = 50
const DOCUMENTS_PER_TURN = 100

export interface HandOutPorts {
  reader: Reader
  note(act: TransferDocumentAct): Promise<void>
  /** Opens what was sealed. @throws where it cannot be opened */
  open(sealed: Uint8Array): string
  /** Posts a body, signed under its id. */
  post(
    settings: { url: string; secret: string },
    id: string,
    body: string,
    headers: Record<string, string>,
  ): Promise<Sent>
  /** When to try again; null: never. */
  nextAttemptAt(attempts: number, now: number, retryAfterMs?: number): number | null
  dataDirectory: string
  clock: Clock
  logger: Logger
}

export interface HandOut {
  /** One turn; a turn that still runs is waited for by nobody. */
  turn(): Promise<void>
}

export function createHandOut(ports: HandOutPorts): HandOut {
  const { reader, clock, logger } = ports
  /** Last change of transfers that was looked at. After a start all are: what was told of is not told again. */
  let lookedTo = 0
  const atWork = new Set<string>()
  let isPreparing = false

  /** Shipments that left since become notices to their destinations. */
  async function notice(): Promise<void> {
    for (;;) {
      const found = shippedSince(reader, lookedTo)
      if (!found) return
      if (found.shipped.length > 0)
        await ports.note({ kind: 'noteShipped', shipped: found.shipped, at: clock.now() })
      lookedTo = found.change
      // After a start all transfers are looked at: others have the thread in between.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Texts are made here and not in the writing thread, whose time is everybody's; the first text is kept. */
  async function write(): Promise<void> {
    const rows: Extract<TransferDocumentAct, { kind: 'writeTransferDocuments' }>['rows'][number][] = []
    for (const { document, kind, content } of unwritten(reader, TEXTS_PER_TURN)) {
      const written = await writeDocument(kind, content)
      if (written.fault !== null)
        logger.warn('a document of a transfer cannot be written', { document, fault: written.fault })
      rows.push({ document, ...written })
    }
    if (rows.length > 0) await ports.note({ kind: 'writeTransferDocuments', rows })
  }

  async function settle({ document, attempts }: StoredDocument, sent: Sent): Promise<void> {
    const now = clock.now()
    if (!sent.delivered)
      logger.warn('a document of a transfer was not handed out', { document, fault: sent.fault })
    const nextAt =
      sent.delivered || sent.isGone ? null : ports.nextAttemptAt(attempts + 1, now, sent.retryAfterMs)
    await ports.note({
      kind: 'settleTransferDocument',
      document,
      status: sent.delivered ? 'delivered' : nextAt === null ? 'dead' : 'waiting',
      nextAt,
      fault: sent.delivered ? null : sent.fault,
      at: now,
    })
  }

  async function deliver(one: StoredDocument, route: StoredRoute): Promise<Sent> {
    const { document, transfer, kind, receiver, body } = one
    if (body === null) return { delivered: false, fault: 'it is not written' }
    let settings: RouteSettings
    try {
      settings = JSON.parse(ports.open(route.sealedSettings)) as RouteSettings
    } catch {
      return { delivered: false, fault: 'the settings of its way cannot be opened: save them anew' }
    }
    if (settings.kind === 'folder')
      return writeFile(
        folderOf(ports.dataDirectory, settings.path, receiver),
        fileNameOf(document, kind),
        body,
      )
    if (settings.secret === undefined) return { delivered: false, fault: 'the webhook has no secret' }
    return ports.post({ url: settings.url, secret: settings.secret }, document, body, {
      'content-type': DOCUMENT_FORMS[kind].mediaType,
      'x-omnitower-document': document,
      'x-omnitower-kind': kind,
      'x-omnitower-transfer': transfer,
      'x-omnitower-place': encodeURI(receiver.toWellFormed()),
    })
  }

  /** A place at a time, in order; a place that does not answer holds up no other. */
  async function handOut(): Promise<void> {
    const due = dueDocuments(reader, clock.now(), DOCUMENTS_PER_TURN)
    const byPlace = Map.groupBy(due, ({ receiver }) => receiver)
    await Promise.all(
      [...byPlace]
        .filter(([receiver]) => !atWork.has(receiver))
        .map(async ([receiver, documents]) => {
          atWork.add(receiver)
          try {
            for (const one of documents) {
              const route = routeTo(reader, receiver)
              const sent: Sent = route
                ? await deliver(one, route)
                : { delivered: false, fault: 'there is no way to this place any more' }
              await settle(one, sent)
              if (!sent.delivered) return
            }
          } finally {
            atWork.delete(receiver)
          }
        }),
    )
  }

  return {
    async turn() {
      if (!isPreparing) {
        isPreparing = true
        try {
          await notice()
          await write()
        } finally {
          isPreparing = false
        }
      }
      await handOut()
    },
  }
}
