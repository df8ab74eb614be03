/** Owns the closing of transfers that are over by themselves: all came as it was sent. */
import type { Changes, Ledger } from './ledger/types.ts'
import type { Logger } from './platform.ts'

/** Transfers that one turn closes; the rest follow in the next. */
const TRANSFERS_PER_TURN = 200

/** What somebody settled is closed by somebody. */
const DUE_SQL = `
SELECT 1 AS one FROM transfers WHERE awaits = 'closing' AND fault IS NULL
  AND NOT EXISTS (SELECT 1 FROM transfer_lines AS line WHERE line.transfer = transfers.transfer AND settled <> 0) LIMIT 1`

/** Looks whenever something about transfers was committed, and once at the start. */
export function startTransferClosing(ports: {
  ledger: Pick<Ledger, 'reader' | 'decide' | 'onCommit'>
  logger: Logger
}): { stop(): void } {
  const { ledger, logger } = ports
  let isAtWork = false
  const state = { isStopped: false }
  async function turn(): Promise<void> {
    if (isAtWork) return
    isAtWork = true
    try {
      // What became due meanwhile was told of while this was at work.
      while (!state.isStopped && ledger.reader.get(DUE_SQL))
        await ledger.decide({ kind: 'closeDueTransfers', limit: TRANSFERS_PER_TURN })
    } finally {
      isAtWork = false
    }
  }
  const look = () => {
    turn().catch((thrown: unknown) =>
      logger.warn('transfers that are over could not be closed', { reason: String(thrown) }),
    )
  }
  const forget = ledger.onCommit(({ transfers }: Changes) => {
    if (transfers) look()
  })
  look()
  return {
    stop() {
      state.isStopped = true
      forget()
    },
  }
}
