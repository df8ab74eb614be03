/** Owns the contract's entries about outcomes: what became of what a plan predicted. */
import { Type } from '@sinclair/typebox'
import { nothing, query, strict } from './contractParts.ts'
import type { OutcomeSummary, TransferOutcome } from './readModels/transfers.ts'
import { TransferId } from './transferEvents.ts'

export const outcomeContract = {
  /** Of a transfer that was promoted from a plan and approved; `notFound` for any other. */
  'transfers.outcome': query<TransferOutcome>()(Type.Object({ transfer: TransferId }, strict)),
  /** All of them, with how far predictions can be trusted. */
  'transfers.outcomes': query<OutcomeSummary>()(nothing),
} as const
