/** Owns transfers for tests: a ledger with stock at two places, people, and what warehouses answer. */
import type { FeedRecord } from '../shared/events.ts'
import type { ApprovalReport } from '../shared/readModels/approvals.ts'
import type { TransferActReport } from '../shared/readModels/transfers.ts'
import { intaken, openTestLedger } from './ledger/testLedger.fixture.ts'
import type { TransferDecision, TransferDecisionAnswers } from './ledger/transferCommands.ts'
import type { DecisionOutcome } from './ledger/types.ts'
import { PROJECTIONS } from './projections/projections.ts'

export const DC = 'gln:9506000134369'
export const STORE = 'gln:9506000134352'
export const TEE = 'gtin:09506000134352'
export const CUP = 'gtin:09506000134376'
/** Near the time at which the ledger for tests records, so that nothing is stale by itself. */
export const T0 = 1_000_000

export const ADA = { actor: 'ada', role: 'operator' }
export const GRACE = { actor: 'grace', role: 'administrator' }
export const LINUS = { actor: 'linus', role: 'operator' }

/** Ids that are transfers' by their form. */
export const transferId = (n: number) => `TR${String(n).padStart(10, '0')}`

export const counted = (sku: string, units: number, location = DC, at = T0): FeedRecord => ({
  identity: `test:count:${location}:${sku}:${at}`,
  occurredAt: at,
  events: [{ type: 'StockCounted', sku, location, disposition: 'sellable', units }],
})

/** What a source's warehouse answers. */
export function sentOf(
  transfer: string,
  name: string,
  sku: string,
  units: number,
  more: { line?: string; shortUnits?: number; toldBy?: string; shipment?: string } = {},
): FeedRecord {
  return {
    identity: name,
    occurredAt: T0 + 3_600_000,
    events: [
      { type: 'TransferLineSent', transfer, sku, units, ...more },
      {
        type: 'StockMoved',
        sku,
        units,
        from: { location: DC, disposition: 'sellable' },
        to: 'inTransit',
      },
    ],
  }
}

export function receivedOf(
  transfer: string,
  name: string,
  sku: string,
  units: number,
  more: { line?: string; damagedUnits?: number; toldBy?: string } = {},
): FeedRecord {
  return {
    identity: name,
    occurredAt: T0 + 7_200_000,
    events: [
      { type: 'TransferLineReceived', transfer, sku, units, ...more },
      {
        type: 'StockMoved',
        sku,
        units,
        from: 'inTransit',
        to: { location: STORE, disposition: 'sellable' },
      },
    ],
  }
}

export function openTransferLedger() {
  const ledger = openTestLedger(PROJECTIONS)
  const commit = (...records: FeedRecord[]) => ledger.commit([records.map(intaken)])
  let now = T0
  type Asked<K extends TransferDecision['kind']> = Extract<TransferDecision, { kind: K }>
  const decide = <K extends TransferDecision['kind']>(decision: Asked<K>): DecisionOutcome => {
    now += 1000
    const [outcome] = ledger.decide(now, decision)
    if (!outcome) throw new Error('nothing was decided')
    return outcome
  }
  const must = <K extends TransferDecision['kind']>(decision: Asked<K>): TransferDecisionAnswers[K] => {
    const outcome = decide(decision)
    if ('refused' in outcome) throw new Error(outcome.refused.message)
    return outcome.answer as TransferDecisionAnswers[K]
  }
  return {
    ledger,
    commit,
    decide,
    must,
    now: () => now,
    pass: (ms: number) => {
      now += ms
    },
    /** Counts dated now, so that nothing about them is old. */
    stock: (sku: string, units: number, location = DC) =>
      commit(counted(sku, units, location, (now += 1000))),
    draft(n: number, lines: { sku: string; units: number; unitValueMinor?: number }[], by = ADA) {
      const transfer = transferId(n)
      must({
        kind: 'draftTransfers',
        request: `RQ${n}`,
        transfers: [{ transfer, from: DC, to: STORE, distanceKm: 10, currency: 'EUR', lines }],
        ...by,
      })
      return transfer
    },
    submit: (transfer: string, by = ADA) =>
      must({ kind: 'submitTransfers', transfers: [transfer], ...by }) as TransferActReport,
    seen(transfer: string, by = GRACE): string {
      const { reviews } = must({ kind: 'reviewTransfers', transfers: [transfer], ...by })
      return reviews[0]?.seen ?? ''
    },
    approve(
      transfer: string,
      more: {
        by?: typeof ADA
        seen?: string
        confirm?: boolean
        onBehalfOf?: string
        lines?: { line: string; units: number }[]
      } = {},
    ) {
      const { by = GRACE, seen = this.seen(transfer, by), onBehalfOf, ...wanted } = more
      const report: ApprovalReport = must({
        kind: 'approveTransfers',
        transfers: [{ transfer, seen, ...wanted }],
        ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
        ...by,
      })
      const [outcome] = report.outcomes
      if (!outcome) throw new Error('nothing was answered')
      return outcome
    },
    release: (transfer: string, by = ADA) =>
      must({ kind: 'releaseTransfers', transfers: [transfer], ...by }) as TransferActReport,
    row: (transfer: string) =>
      ledger.reader.get<Record<string, unknown>>('SELECT * FROM transfers WHERE transfer = ?', [transfer]),
    line: (transfer: string, line = '1') =>
      ledger.reader.get<Record<string, number>>(
        'SELECT * FROM transfer_lines WHERE transfer = ? AND line = ?',
        [transfer, line],
      ),
    held: (sku = TEE, location = DC) =>
      (ledger.reader.get<{ n: number }>(
        'SELECT held AS n FROM position_holds WHERE location = ? AND sku = ?',
        [location, sku],
      )?.n ?? 0) / 1e6,
    violations: () => ledger.verify().checks.flatMap(({ violations }) => violations),
  }
}
