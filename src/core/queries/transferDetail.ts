/** Owns one transfer with its lines, its story and its documents, and what is added to a review outside the writing thread. */
import { TowerError } from '../../shared/errors.ts'
import type { TransferReview } from '../../shared/readModels/approvals.ts'
import type { Freshness } from '../../shared/readModels/freshness.ts'
import type {
  TransferDetail,
  TransferLine,
  TransferPlace,
  VarianceCause,
} from '../../shared/readModels/transfers.ts'
import type { LinePrediction, PlanReference } from '../../shared/transferEvents.ts'
import { toUnits } from '../../shared/units.ts'
import type { ReviewedTransfer } from '../ledger/transferCommands.ts'
import type { QueryContext } from './context.ts'
import { namedLocationRows } from './network.ts'
import { transferDocuments } from './transferDocuments.ts'
import { transferRows } from './transferRows.ts'
import { transferSteps } from './transferSteps.ts'

interface StoredLine {
  line: string
  sku: string
  skuName: string | null
  requested: number
  withdrawn: number
  approved: number
  cancelled: number
  sent: number
  short: number
  received: number
  damaged: number
  settled: number
  held: number
  unexpected: number
  unitValueMinor: number | null
  prediction: string | null
  cause: VarianceCause | null
  settledBy: string | null
}

const LINES_SQL = `
SELECT l.line, l.sku, skus.name AS skuName, l.requested, withdrawn, l.approved, cancelled, l.sent, short, l.received, damaged,
  settled, l.held, unexpected, unit_value_minor AS unitValueMinor, prediction, cause, settled_by AS settledBy
FROM transfer_lines AS l
  LEFT JOIN skus ON skus.sku = coalesce((SELECT tied.sku FROM sku_aliases AS tied WHERE tied.alias = l.sku), l.sku)
WHERE l.transfer = ? ORDER BY place`

const NEVER_HEARD: Freshness = { dataAsOf: null, recordedAt: null, stale: true, feed: null }

const freshnessOf = (context: QueryContext, location: string): Freshness =>
  namedLocationRows(context, [location])[0]?.freshness ?? NEVER_HEARD

function toLine(stored: StoredLine): TransferLine {
  const { sent, received, settled, cause, settledBy } = stored
  const open = sent - received - settled
  const isDiffering = settled !== 0 || (received > 0 && open !== 0)
  return {
    line: stored.line,
    sku: stored.sku,
    skuName: stored.skuName,
    requestedUnits: toUnits(stored.requested),
    approvedUnits: toUnits(stored.approved),
    sentUnits: toUnits(sent),
    receivedUnits: toUnits(received),
    damagedUnits: toUnits(stored.damaged),
    lostUnits: toUnits(Math.max(0, settled)),
    cancelledUnits: toUnits(stored.withdrawn + stored.cancelled),
    shortUnits: toUnits(stored.short),
    heldUnits: toUnits(stored.held),
    unexpected: stored.unexpected === 1,
    openUnits: toUnits(open),
    unitValueMinor: stored.unitValueMinor,
    prediction: stored.prediction === null ? null : (JSON.parse(stored.prediction) as LinePrediction),
    variance: isDiffering ? { units: toUnits(sent - received), cause, settledBy } : null,
  }
}

/** @throws TowerError `notFound` */
export function transferDetail(context: QueryContext, transfer: string): TransferDetail {
  const { reader } = context
  return reader.snapshot(() => {
    const [row] = transferRows(context, 'WHERE t.transfer = ?', [transfer])
    if (!row) throw new TowerError('notFound', `There is no transfer ${transfer}.`)
    const plan = reader.get<{ plan: string | null }>('SELECT plan FROM transfers WHERE transfer = ?', [
      transfer,
    ])
    return {
      ...row,
      rows: reader.all<StoredLine>(LINES_SQL, [transfer]).map(toLine),
      plan: plan?.plan ? (JSON.parse(plan.plan) as PlanReference) : null,
      steps: transferSteps(context, transfer),
      documents: transferDocuments(reader, transfer),
      freshness: freshnessOf(context, row.from.location),
    }
  })
}

function placeOf({ reader }: QueryContext, location: string): TransferPlace {
  const known = reader.get<TransferPlace>(
    'SELECT location, name, kind, latitude, longitude FROM locations WHERE location = ?',
    [location],
  )
  return known ?? { location, name: null, kind: null, latitude: null, longitude: null }
}

/** A review with names, and with how fresh the source is. */
export function namedReview(context: QueryContext, review: ReviewedTransfer): TransferReview {
  const { reader } = context
  return {
    ...review,
    from: placeOf(context, review.from),
    to: placeOf(context, review.to),
    lines: review.lines.map((line) => ({
      ...line,
      skuName:
        reader.get<{ name: string | null }>('SELECT name FROM skus WHERE sku = ?', [line.sku])?.name ?? null,
    })),
    sourceFreshness: freshnessOf(context, review.from),
  }
}
