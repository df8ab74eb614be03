/** Owns the entries about outcomes of plans. */
import type { outcomeContract } from '../../shared/outcomeContract.ts'
import { openOutcomes } from '../improvement/outcomes.ts'
import type { QueryContext } from '../queries/context.ts'
import type { Handlers } from './handler.ts'

export function outcomeHandlers(
  now: () => Promise<QueryContext>,
): Pick<Handlers, Extract<keyof Handlers, keyof typeof outcomeContract>> {
  const outcomes = openOutcomes()
  return {
    'transfers.outcome': async ({ transfer }) => {
      const { reader, clock } = await now()
      return outcomes.outcome(reader, clock.now(), transfer)
    },
    'transfers.outcomes': async () => {
      const { reader, clock } = await now()
      return outcomes.summary(reader, clock.now())
    },
  }
}
