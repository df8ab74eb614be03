/** Owns the trace of calls that a role does not allow: in the log of the program, and of opened customers in the ledger. */
import type { Path } from '../shared/contract.ts'
import type { Caller } from './api/api.ts'
import type { Clock, Logger } from './platform.ts'

/** A caller who goes on asking is written down once in so long; the program's log has every call. */
const REST_MS = 60_000
const CALLERS_MAX = 1_000

export interface RefusedCallsOptions {
  clock: Clock
  logger: Logger
  /** Writes a refused opening into the ledger. */
  noteOpening(caller: Caller, why: string): Promise<void>
}

/** @returns what is to be told of every refused call; never throws */
export function refusedCalls({ clock, logger, noteOpening }: RefusedCallsOptions) {
  const noted = new Map<string, number>()
  return async (path: Path, input: unknown, caller: Caller): Promise<void> => {
    const { actor, role } = caller
    logger.warn('a call was refused for its caller’s role', { path, actor, role })
    if (path !== 'customers.open') return
    const last = noted.get(actor)
    if (last !== undefined && clock.now() - last < REST_MS) return
    if (noted.size >= CALLERS_MAX) noted.clear()
    noted.set(actor, clock.now())
    try {
      await noteOpening(
        caller,
        String((input as { why?: unknown }).why ?? '')
          .toWellFormed()
          .replaceAll('\0', ''),
      )
    } catch (thrown) {
      logger.error('a refused opening could not be written down', { error: String(thrown) })
    }
  }
}
