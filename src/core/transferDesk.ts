/** Owns the documents of an open engine's transfers: the hand-out over its store, and the turns that it takes. */
import type { Ledger } from './ledger/types.ts'
import { seededRandom, type Clock, type Logger } from './platform.ts'
import type { DocumentSurroundings } from './api/transferDocumentHandlers.ts'
import type { Vault } from './feeds/vault.ts'
import { post } from './outputs/httpPost.ts'
import { nextAttemptAt } from './outputs/retryTimes.ts'
import { signatureHeaders } from './outputs/webhook.ts'
import { createHandOut, type HandOut } from './transfers/handOut.ts'

const TURN_MS = 500

export interface TransferDesk extends HandOut {
  /** What the contract's entries about documents need. */
  surroundings: DocumentSurroundings
  close(): void
}

export interface TransferDeskOptions {
  ledger: Pick<Ledger, 'reader' | 'noteOutbox'>
  vault: Vault
  dataDirectory: string
  clock: Clock
  logger: Logger
}

/** Documents go the way that alerts go: the same attempts, waits and signatures. */
export function openTransferDesk(options: TransferDeskOptions): TransferDesk {
  const { ledger, vault, clock, logger } = options
  // Only spreads attempts in time; nothing is replayed by it.
  const random = seededRandom(clock.now())
  const handOut = createHandOut({
    reader: ledger.reader,
    note: ledger.noteOutbox,
    open: vault.open,
    post(settings, id, body, headers) {
      const now = clock.now()
      return post(
        settings.url,
        body,
        { ...headers, ...signatureHeaders(settings.secret, id, now, body) },
        now,
      )
    },
    nextAttemptAt: (attempts, now, retryAfterMs) => nextAttemptAt(attempts, now, random, retryAfterMs),
    dataDirectory: options.dataDirectory,
    clock,
    logger,
  })
  const timer = setInterval(() => {
    handOut
      .turn()
      .catch((thrown: unknown) =>
        logger.warn('documents could not be handed out', { reason: String(thrown) }),
      )
  }, TURN_MS)
  timer.unref()
  const surroundings = { note: ledger.noteOutbox, seal: vault.seal, open: vault.open }
  return { ...handOut, surroundings, close: () => clearInterval(timer) }
}
