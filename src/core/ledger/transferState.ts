/** Owns what decisions about transfers look up: a transfer with its lines, and what there is at its source. */
import type { FeedRecord } from '../../shared/events.ts'
import { isStale } from '../../shared/staleness.ts'
import type { TransferRow, TransferStatus } from '../../shared/readModels/transfers.ts'
import { skuOf } from './claimState.ts'
import type { DecisionOutcome, Writer } from './types.ts'

export interface TransferStore {
  reader: Pick<Writer, 'all' | 'get' | 'run'>
  record(facts: readonly FeedRecord[]): void
  /** Gives up claims of a position that have run out, so that what is stored is what counts. */
  expireClaims(location: string, sku: string): void
}

type Reads = Pick<Writer, 'all' | 'get'>

export interface KnownLine {
  line: string
  sku: string
  requested: number
  withdrawn: number
  approved: number
  cancelled: number
  told: number
  sent: number
  short: number
  received: number
  settled: number
  held: number
  unexpected: number
  unitValueMinor: number | null
}

export interface KnownTransfer {
  transfer: string
  title: string | null
  status: TransferStatus
  awaits: TransferRow['awaits']
  origin: string
  destination: string
  revision: number
  acts: number
  releases: number
  currency: string | null
  distanceKm: number | null
  askers: string[]
  askedAt: number | null
  approvedBy: string | null
  approvedAt: number | null
  decidedRevision: number | null
  fault: string | null
  changedAt: number
  /** As it was when the transfer was asked for, by line. */
  stock: Map<string, { availableUnits: number; onHandUnits: number; heldUnits: number }>
  lines: KnownLine[]
}

type Row = Omit<KnownTransfer, 'askers' | 'stock' | 'lines'> & { askers: string; stock: string | null }

const TRANSFER_SQL = `
SELECT transfer, title, status, awaits, origin, destination, revision, acts, releases, currency, distance_km AS distanceKm,
  askers, asked_at AS askedAt, approved_by AS approvedBy, approved_at AS approvedAt,
  decided_revision AS decidedRevision, fault, changed_at AS changedAt, stock
FROM transfers WHERE transfer = ?`

const LINES_SQL = `
SELECT line, sku, requested, withdrawn, approved, cancelled, told, sent, short, received, settled, held, unexpected,
  unit_value_minor AS unitValueMinor
FROM transfer_lines WHERE transfer = ? ORDER BY place`

export function knownTransfer(reader: Reads, transfer: string): KnownTransfer | undefined {
  const row = reader.get<Row>(TRANSFER_SQL, [transfer])
  if (!row) return undefined
  const stock = JSON.parse(row.stock ?? '[]') as {
    line: string
    availableUnits: number
    onHandUnits: number
    heldUnits: number
  }[]
  return {
    ...row,
    askers: JSON.parse(row.askers) as string[],
    stock: new Map(stock.map((one) => [one.line, one])),
    lines: reader.all<KnownLine>(LINES_SQL, [transfer]),
  }
}

export const liveOf = ({ approved, cancelled }: Pick<KnownLine, 'approved' | 'cancelled'>) =>
  approved - cancelled
export const wantedOf = ({ requested, withdrawn }: Pick<KnownLine, 'requested' | 'withdrawn'>) =>
  requested - withdrawn
export const openOf = ({ sent, received, settled }: Pick<KnownLine, 'sent' | 'received' | 'settled'>) =>
  sent - received - settled

export interface PositionStock {
  onHand: number
  safety: number
  held: number
  available: number
}

const STOCK_SQL = `
SELECT coalesce((SELECT microunits FROM balances WHERE location_id = place.location_id AND sku_id = article.sku_id
    AND disposition = 0), 0) AS onHand,
  coalesce((SELECT microunits FROM safety_stocks WHERE location_id = place.location_id AND sku_id = article.sku_id), 0) AS safety,
  coalesce((SELECT held FROM position_holds WHERE location = asked.location AND sku = asked.sku), 0) AS held
FROM (SELECT ? AS location, ? AS sku) AS asked
  LEFT JOIN locations AS place ON place.location = asked.location LEFT JOIN skus AS article ON article.sku = asked.sku`

/** Sellable on hand, less what orders and transfers hold, less the safety stock; microunits. */
export function stockAt(reader: Reads, location: string, sku: string): PositionStock {
  const row = reader.get<Omit<PositionStock, 'available'>>(STOCK_SQL, [location, skuOf(reader, sku)])
  const { onHand, safety, held } = row ?? { onHand: 0, safety: 0, held: 0 }
  return { onHand, safety, held, available: onHand - safety - held }
}

/** Whether what is known of a location is old, or its feed silent; so it is where nothing was ever heard. */
export function isStaleAt(reader: Reads, location: string, now: number): boolean {
  const row = reader.get<{ recordedAt: number; occurredAt: number }>(
    `SELECT last_recorded_at AS recordedAt, last_occurred_at AS occurredAt FROM rollups JOIN locations USING (location_id)
     WHERE location = ?`,
    [location],
  )
  return !row || isStale(now, row.recordedAt, row.occurredAt)
}

/** The next act of a transfer. In one length, so that acts of one millisecond stay in order. */
export function actOf(known: KnownTransfer, at: number, events: FeedRecord['events']): FeedRecord {
  return {
    identity: `tower:transfer:${known.transfer}:${String(known.acts + 1).padStart(6, '0')}`,
    // A clock that was set back must not put what was decided later before what it rests on.
    occurredAt: Math.max(at, known.changedAt),
    events,
  }
}

export const refused = (
  code: 'conflict' | 'notFound' | 'forbidden' | 'invalid',
  message: string,
  details?: Record<string, unknown>,
): DecisionOutcome => ({ refused: { code, message, ...(details ? { details } : {}) } })

/** Acts that one transfer may have had: its state is folded anew with each. */
export const ACTS_PER_TRANSFER_MAX = 1_000
