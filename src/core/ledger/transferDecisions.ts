/** Owns which function decides what about transfers, within the writing transaction. */
import type { TransferOutcomeRow } from '../../shared/readModels/transfers.ts'
import { approve, reject } from './transferApproval.ts'
import type { TransferDecision } from './transferCommands.ts'
import { amend, draft, submitOne } from './transferDrafts.ts'
import { cancel, closeDue, closeOne, releaseOne, settle } from './transferMoves.ts'
import { reviewTransfer } from './transferReview.ts'
import { delegate, endDelegation, setLimit } from './transferRights.ts'
import {
  ACTS_PER_TRANSFER_MAX,
  knownTransfer,
  refused,
  type KnownTransfer,
  type TransferStore,
} from './transferState.ts'
import type { DecisionOutcome } from './types.ts'

/** Decides one request about transfers. What would change nothing is not recorded a second time. */
export function decideTransfer(
  store: TransferStore,
  decision: TransferDecision,
  at: number,
): DecisionOutcome {
  switch (decision.kind) {
    case 'draftTransfers':
      return draft(store, decision, at)
    case 'amendTransfer':
      return amend(store, decision, at)
    case 'submitTransfers':
      return each(store, decision.transfers, (known) => submitOne(store, known, decision, at))
    case 'reviewTransfers':
      return review(store, decision, at)
    case 'approveTransfers':
      return approve(store, decision, at)
    case 'rejectTransfers':
      return reject(store, decision, at)
    case 'releaseTransfers':
      return each(store, decision.transfers, (known) => releaseOne(store, known, decision, at))
    case 'cancelTransfer':
      return cancel(store, decision, at)
    case 'settleTransfer':
      return settle(store, decision, at)
    case 'closeTransfers':
      return each(store, decision.transfers, (known) => closeOne(store, known, decision, at))
    case 'closeDueTransfers':
      return closeDue(store, decision.limit, at)
    case 'setApprovalLimit':
      return setLimit(store, decision, at)
    case 'delegateApproval':
      return delegate(store, decision, at)
    case 'endApprovalDelegation':
      return endDelegation(store, decision, at)
  }
}

/** Each transfer for itself: one that cannot be done does not stop the others. */
function each(
  store: TransferStore,
  named: readonly string[],
  act: (known: KnownTransfer) => Omit<TransferOutcomeRow, 'transfer'>,
): DecisionOutcome {
  const transfers = named.map((transfer): TransferOutcomeRow => {
    const known = knownTransfer(store.reader, transfer)
    if (!known) return { transfer, outcome: 'notFound', message: `There is no transfer ${transfer}.` }
    if (known.acts >= ACTS_PER_TRANSFER_MAX) {
      const message = `It has had ${known.acts} acts; more are not taken.`
      return { transfer, outcome: 'conflict', message }
    }
    return { transfer, ...act(known) }
  })
  return { answer: { done: transfers.filter(({ outcome }) => outcome === 'done').length, transfers } }
}

function review(
  store: TransferStore,
  { transfers, actor, role }: Extract<TransferDecision, { kind: 'reviewTransfers' }>,
  at: number,
): DecisionOutcome {
  const known = transfers.map((transfer) => [transfer, knownTransfer(store.reader, transfer)] as const)
  const missing = known.find(([, one]) => !one)
  if (missing) return refused('notFound', `There is no transfer ${missing[0]}.`)
  return {
    answer: {
      reviews: known.flatMap(([, one]) =>
        one ? [reviewTransfer(store.reader, one, { actor, role }, at)] : [],
      ),
    },
  }
}
