/** Owns the giving up of soft claims that have run out, so that what is stored follows what counts. */
import type { Ledger } from './ledger/types.ts'
import type { Clock, Logger } from './platform.ts'

/** How often is looked; a decision about the same stock does not wait for it. */
const EVERY_MS = 500
/** Claims that one turn gives up; the rest follow in the next. */
const CLAIMS_PER_TURN = 500

const DUE_SQL = `
SELECT 1 FROM claims WHERE state = 'open' AND expires_at IS NOT NULL AND confirmed_at IS NULL AND expires_at <= ? LIMIT 1`

export function startClaimExpiry(ports: {
  ledger: Pick<Ledger, 'reader' | 'decide'>
  clock: Clock
  logger: Logger
}): { stop(): void } {
  let isAtWork = false
  async function turn(): Promise<void> {
    if (isAtWork || !ports.ledger.reader.get(DUE_SQL, [ports.clock.now()])) return
    isAtWork = true
    try {
      await ports.ledger.decide({ kind: 'expireClaims', limit: CLAIMS_PER_TURN })
    } finally {
      isAtWork = false
    }
  }
  const timer = setInterval(() => {
    turn().catch((thrown: unknown) =>
      ports.logger.warn('Claims that ran out could not be given up', { reason: String(thrown) }),
    )
  }, EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
