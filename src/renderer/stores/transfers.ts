/** Owns the transfers of this window: following what changes, asking again for what rests on them, and what people do. */
import { useEffect } from 'react'
import type { InputOf, OutputOf, PathOf } from '../../shared/contract.ts'
import type { ApprovalOutcome } from '../../shared/readModels/approvals.ts'
import type { TransferRow } from '../../shared/readModels/transfers.ts'
import { TRANSFERS_PER_COMMAND } from '../../shared/transferContract.ts'
import { client, refresh, useCaller } from './engine.ts'
import { useRowPages, type RowWindow } from './rowPages.ts'

export type TransferFilter = Omit<InputOf<'transfers.list'>, 'offset' | 'limit'>

const RESTING_ON_TRANSFERS: readonly PathOf<'query'>[] = [
  'transfers.list',
  'transfers.detail',
  'transfers.review',
  'transfers.limits',
  'transfers.delegations',
  'transfers.outcome',
  'transfers.outcomes',
]
const REST_MS = 400

/** Asks again for everything on the screen that rests on transfers. */
export function refreshTransfers(): void {
  for (const path of RESTING_ON_TRANSFERS) refresh(path)
}

const nothing = {}
/** Asks again when transfers change, a few times a second at most; to be used once, by the screen. */
export function useTransferRefresh(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        refreshTransfers()
      }, REST_MS)
    }
    const end = client.subscribe('transfers.live', nothing, { snapshot: () => undefined, delta: soon })
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [])
}

const idOf = (row: TransferRow) => row.transfer
export const useTransferRows = (filter: TransferFilter): RowWindow<TransferRow> =>
  useRowPages('transfers.list', filter, idOf)

export interface TransferRights {
  actor: string | null
  /** May write drafts, change and submit them. */
  ask: boolean
  /** May approve, reject, release, cancel, settle and close; the engine checks who and up to what. */
  decide: boolean
  /** May set limits. */
  set: boolean
  /** Why not decide, for a hover; empty where it is allowed. */
  why: string
}

const ASKING: ReadonlySet<string> = new Set(['analyst', 'operator', 'administrator'])
const DECIDING: ReadonlySet<string> = new Set(['operator', 'administrator'])

export function useTransferRights(): TransferRights {
  const caller = useCaller()
  const role = caller?.role ?? ''
  const decide = DECIDING.has(role)
  const why =
    caller === null || decide
      ? ''
      : `Your role, ${role}, may ${ASKING.has(role) ? 'ask for transfers, and not do this' : 'only look'}.`
  return {
    actor: caller?.actor ?? null,
    ask: ASKING.has(role),
    decide,
    set: role === 'administrator',
    why,
  }
}

/** Sends a command about transfers and asks again for what rests on them, whether it was done or not. */
export async function tellTower<P extends PathOf<'command'>>(
  path: P,
  input: InputOf<P>,
): Promise<OutputOf<P>> {
  try {
    return await client.call(path, input)
  } finally {
    refreshTransfers()
  }
}

/** Approves any number of transfers, in as many commands as it takes; each has its own outcome. */
export async function approveAll(
  transfers: InputOf<'transfers.approve'>['transfers'],
  rest: Omit<InputOf<'transfers.approve'>, 'transfers'>,
): Promise<ApprovalOutcome[]> {
  const outcomes: ApprovalOutcome[] = []
  for (let from = 0; from < transfers.length; from += TRANSFERS_PER_COMMAND) {
    const part = transfers.slice(from, from + TRANSFERS_PER_COMMAND)
    const answer = await tellTower('transfers.approve', { ...rest, transfers: part })
    outcomes.push(...answer.outcomes)
  }
  return outcomes
}
