/** Owns the words for runs, methods, and what was not proposed. */
import type { NotProposedCause, PlanMode, RunState } from '../../../shared/readModels/whatif.ts'

export const MODE_WORDS: Record<PlanMode, string> = {
  interactive: 'Item by item (no lane charge)',
  capacities: 'With capacities',
  laneCharges: 'With lane charges, proven',
  wholeNetwork: 'With lane charges, whole network',
}

export const STATE_WORDS: Record<RunState, string> = {
  waiting: 'Waits for another run to end',
  snapshot: 'Reads the stock of this moment',
  planning: 'Plans',
  replaying: 'Replays the plan day by day',
  done: 'Done',
  stopped: 'Stopped: this is the best plan until then',
  failed: 'Failed',
}

export const CAUSE_WORDS: Record<NotProposedCause, string> = {
  floor: 'The source would fall below its floor',
  capacity: 'No capacity is left to send or to take in',
  laneCharge: 'The lane’s charge is more than what would go over it earns',
  noLane: 'No lane leads there',
  negativeNet: 'It would cost more than it brings',
  stale: 'The source’s stock is not known well enough: its feed is behind',
  claimed: 'The stock is set aside for orders or transfers',
  frozen: 'The stock is recalled, damaged or under inspection',
  closed: 'The lane or the place is closed in this scenario',
  thinDemand: 'Too little is known of the demand there',
  gap: 'It would pay: the plan is not proven best',
}

export const EXCLUDED_WORDS = {
  claimed: 'set aside for orders',
  safetyStock: 'safety stock',
  frozen: 'under inspection',
  unsellable: 'damaged or not sellable',
  recalled: 'recalled',
  stale: 'of feeds that are behind',
  negative: 'below zero in the books',
  transfers: 'set aside for transfers',
} as const

export const runPath = (run: string): string => `/whatif/run/${encodeURIComponent(run)}`
