/** Owns the entries about transfers: questions over one look at the store, and acts that the ledger decides. */
import { TowerError } from '../../shared/errors.ts'
import { DELEGATION_MS_MAX, type transferContract } from '../../shared/transferContract.ts'
import type { Ledger } from '../ledger/types.ts'
import { auditExport } from '../queries/auditExport.ts'
import type { QueryContext } from '../queries/context.ts'
import { approvalDelegations, approvalLimits } from '../queries/transferApprovers.ts'
import { namedReview, transferDetail } from '../queries/transferDetail.ts'
import { draftDecision, unitValueOf } from '../queries/transferDrafting.ts'
import { transferPage } from '../queries/transfers.ts'
import type { Caller } from './api.ts'
import type { Handlers } from './handler.ts'
import { checkTexts } from './texts.ts'

export type TransferPath = Extract<keyof Handlers, keyof typeof transferContract>
type Acts = 'amend' | 'submit' | 'approve' | 'reject' | 'release' | 'cancel' | 'settle' | 'close'
type Rights = 'setLimit' | 'delegate' | 'endDelegation'

const invalid = (field: string, why: string) => new TowerError('invalid', `${field}: ${why}.`, { field })

/** From the connection, never from the payload. */
const who = ({ actor, role }: Caller) => ({ actor, role })

/** Texts at any depth. @throws TowerError `invalid` */
function checkAll(input: unknown, field = 'input'): void {
  if (typeof input === 'string') return checkTexts({ [field]: input })
  if (typeof input !== 'object' || input === null) return
  for (const [name, value] of Object.entries(input)) checkAll(value, Array.isArray(input) ? field : name)
}

/** @param freshId an id that was never given before */
export function transferHandlers(
  now: () => Promise<QueryContext>,
  decide: Ledger['decide'],
  freshId: () => string,
): Pick<Handlers, TransferPath> {
  return {
    'transfers.list': async (input, caller) => transferPage(await now(), input, caller),
    'transfers.detail': async ({ transfer }) => transferDetail(await now(), transfer),
    async 'transfers.review'({ transfers }, caller) {
      const { reviews } = await decide({ kind: 'reviewTransfers', transfers, ...who(caller) })
      const context = await now()
      return { reviews: reviews.map((review) => namedReview(context, review)) }
    },
    'transfers.limits': async (_input, caller) => approvalLimits(await now(), caller),
    'transfers.delegations': async () => ({ delegations: approvalDelegations(await now()) }),
    async 'audit.export'(input, caller) {
      if (caller.role !== 'administrator')
        throw new TowerError('forbidden', 'The chain of acts is given to administrators.')
      return auditExport(await now(), input)
    },
    async 'transfers.draft'({ key, transfers }, caller) {
      checkAll(transfers)
      const own = key === undefined ? freshId() : `${caller.actor}\n${key}`
      return decide(draftDecision((await now()).reader, own, transfers, caller))
    },
    ...actHandlers(now, decide),
    ...rightHandlers(now, decide, freshId),
  }
}

function actHandlers(
  now: () => Promise<QueryContext>,
  decide: Ledger['decide'],
): Pick<Handlers, `transfers.${Acts}`> {
  return {
    async 'transfers.amend'(input, caller) {
      checkAll(input)
      const { reader } = await now()
      const currency = reader.get<{ currency: string | null }>(
        'SELECT currency FROM transfers WHERE transfer = ?',
        [input.transfer],
      )?.currency
      const lines = input.lines.map((line) => {
        const value = unitValueOf(reader, line.sku, currency ?? null)
        return value === undefined ? line : { ...line, unitValueMinor: value }
      })
      return decide({ kind: 'amendTransfer', ...input, lines, ...who(caller) })
    },
    async 'transfers.submit'(input, caller) {
      checkAll(input)
      return decide({ kind: 'submitTransfers', ...input, ...who(caller) })
    },
    async 'transfers.approve'(input, caller) {
      checkAll(input)
      const names = input.transfers.map(({ transfer }) => transfer)
      if (new Set(names).size < names.length) throw invalid('transfers', 'one of them is there twice')
      return decide({ kind: 'approveTransfers', ...input, ...who(caller) })
    },
    async 'transfers.reject'(input, caller) {
      checkAll(input)
      return decide({ kind: 'rejectTransfers', ...input, ...who(caller) })
    },
    async 'transfers.release'(input, caller) {
      checkAll(input)
      return decide({ kind: 'releaseTransfers', ...input, ...who(caller) })
    },
    async 'transfers.cancel'(input, caller) {
      checkAll(input)
      return decide({ kind: 'cancelTransfer', ...input, ...who(caller) })
    },
    async 'transfers.settle'(input, caller) {
      checkAll(input)
      return decide({ kind: 'settleTransfer', ...input, ...who(caller) })
    },
    async 'transfers.close'(input, caller) {
      checkAll(input)
      return decide({ kind: 'closeTransfers', ...input, ...who(caller) })
    },
  }
}

function rightHandlers(
  now: () => Promise<QueryContext>,
  decide: Ledger['decide'],
  freshId: () => string,
): Pick<Handlers, `transfers.${Rights}`> {
  return {
    async 'transfers.setLimit'(input, caller) {
      checkAll(input)
      return decide({ kind: 'setApprovalLimit', ...input, ...who(caller) })
    },
    async 'transfers.delegate'({ to, from, until, why }, caller) {
      checkAll({ to, why })
      const present = (await now()).clock.now()
      const start = from ?? present
      if (until <= Math.max(start, present)) throw invalid('until', 'must be later than now, and than from')
      if (until - start > DELEGATION_MS_MAX) throw invalid('until', 'is more than 92 days after it begins')
      return decide({
        kind: 'delegateApproval',
        delegation: freshId(),
        to,
        from: start,
        until,
        ...(why === undefined ? {} : { why }),
        ...who(caller),
      })
    },
    async 'transfers.endDelegation'({ delegation }, caller) {
      checkAll({ delegation })
      return decide({ kind: 'endApprovalDelegation', delegation, ...who(caller) })
    },
  }
}
