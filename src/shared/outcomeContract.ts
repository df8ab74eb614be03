/** Owns the contract's entries about what became of plans: one transfer's outcome, and how good the predictions were. */
import { Type } from '@sinclair/typebox'
import { nothing, query, strict } from './contractParts.ts'
import type * as Transfers from './readModels/transfers.ts'
import { TransferId } from './transferEvents.ts'

export const outcomeContract = {
  /** What was predicted of a transfer, beside what happened. */
  'transfers.outcome': query<Transfers.TransferOutcome>()(Type.Object({ transfer: TransferId }, strict)),
  /** Predictions and results over all, by class of SKU, lane and author; the latest 200 transfers. */
  'transfers.outcomes': query<Transfers.OutcomeSummary>()(nothing),
} as const
