/** Owns the reading of what was predicted: lines of transfers that were promoted from a plan and approved. */
import type { Reader } from '../ledger/types.ts'
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'
import type { LinePrediction, PlanReference } from '../../shared/transferEvents.ts'
import type { PredictedLine } from './outcomeTypes.ts'

/** Transfers, the latest changed first, that outcomes are told of. */
export const TRANSFERS_MOST = 200

const LINES_SQL = `
SELECT t.transfer, t.origin, t.destination, t.requested_by AS author, t.plan, t.change, l.line, l.sku, l.requested,
  l.received - l.damaged AS received, l.prediction
FROM (SELECT * FROM transfers WHERE plan IS NOT NULL AND approved > 0 AND (? IS NULL OR transfer = ?)
      ORDER BY changed_at DESC, transfer LIMIT ${TRANSFERS_MOST}) AS t
  JOIN transfer_lines AS l USING (transfer)
WHERE l.prediction IS NOT NULL AND l.approved > 0 ORDER BY t.changed_at DESC, t.transfer, l.place`

interface LineRow {
  transfer: string
  origin: string
  destination: string
  author: string
  plan: string
  change: number
  line: string
  sku: string
  requested: number
  received: number
  prediction: string
}

export interface PredictedTransfer {
  transfer: string
  /** Counts up with every change of it. */
  change: number
  lines: PredictedLine[]
}

/** @param transfer only this one */
export function readPredicted(reader: Reader, transfer: string | null): PredictedTransfer[] {
  const rows = reader.all<LineRow>(LINES_SQL, [transfer, transfer])
  return [...Map.groupBy(rows, (row) => row.transfer)].map(([id, lines]) => ({
    transfer: id,
    change: lines[0]?.change ?? 0,
    lines: lines.map(lineOf),
  }))
}

function lineOf(row: LineRow): PredictedLine {
  const plan = JSON.parse(row.plan) as PlanReference
  const prediction = JSON.parse(row.prediction) as LinePrediction
  return {
    transfer: row.transfer,
    line: row.line,
    sku: row.sku,
    from: row.origin,
    to: row.destination,
    author: row.author,
    requestedUnits: row.requested / MICROUNITS_PER_UNIT,
    receivedUnits: Math.max(0, row.received) / MICROUNITS_PER_UNIT,
    receiverSalesUnits: prediction.receiverSalesUnits,
    receiverDemandUnits: prediction.receiverDemandUnits,
    netValueMinor: prediction.netValueMinor,
    plannedAt: plan.plannedAt,
    horizonEndsAt: plan.horizonEndsAt,
  }
}
