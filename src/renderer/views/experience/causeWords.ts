/** Owns what a rated order's cause is called. */
import type { OrderCause } from '../../../shared/readModels/experience.ts'
import { CAUSE_WORDS } from '../orderWords.ts'

export function causeWord(cause: OrderCause): string {
  if (cause === 'cancelled') return 'Cancelled'
  if (cause === 'unknown') return 'Late, no step tells why'
  return CAUSE_WORDS[cause]
}
