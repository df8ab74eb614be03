/** Owns rows of transfers as lists show them: places by name, and what is wrong with each. */
import type { TransferRow } from '../../shared/readModels/transfers.ts'
import { DEFAULT_LIMITS } from '../../shared/approvalLimits.ts'
import { toUnits } from '../../shared/units.ts'
import type { QueryContext } from './context.ts'
import { GIVEN_UP_SQL } from './transferDocuments.ts'

interface Stored {
  transfer: string
  request: string
  title: string | null
  status: TransferRow['status']
  awaits: TransferRow['awaits']
  revision: number
  acts: number
  origin: string
  destination: string
  lines: number
  requested: number
  approved: number
  sent: number
  received: number
  lost: number
  held: number
  valueMinor: number | null
  currency: string | null
  distanceKm: number | null
  requestedBy: string
  approvedBy: string | null
  changedAt: number
  trouble: TransferRow['trouble']
  originName: string | null
  originKind: string | null
  originLatitude: number | null
  originLongitude: number | null
  destinationName: string | null
  destinationKind: string | null
  destinationLatitude: number | null
  destinationLongitude: number | null
}

/** What there is to promise at the source of a line, in millionths. */
const AVAILABLE_SQL = `
  (SELECT coalesce((SELECT microunits FROM balances JOIN locations USING (location_id) JOIN skus USING (sku_id)
      WHERE location = t.origin AND sku = own AND disposition = 0), 0)
    - coalesce((SELECT microunits FROM safety_stocks JOIN locations USING (location_id) JOIN skus USING (sku_id)
      WHERE location = t.origin AND sku = own), 0)
    - coalesce((SELECT held FROM position_holds WHERE location = t.origin AND sku = own), 0)
  FROM (SELECT coalesce((SELECT tied.sku FROM sku_aliases AS tied WHERE tied.alias = l.sku), l.sku) AS own))`

/** The worst first; the parameter is the time before which a request is old. */
export const TROUBLE_SQL = `coalesce(t.fault, CASE
  WHEN t.releases > 0 AND EXISTS (SELECT 1 FROM transfer_documents
    WHERE transfer_documents.transfer = t.transfer AND ${GIVEN_UP_SQL}) THEN 'document'
  WHEN t.awaits = 'approval' AND EXISTS (SELECT 1 FROM transfer_lines AS l WHERE l.transfer = t.transfer AND unexpected = 0
    AND l.requested - l.withdrawn - l.sent - l.short - l.held > 0
    AND l.requested - l.withdrawn - l.sent - l.short - l.held > ${AVAILABLE_SQL}) THEN 'blocked'
  WHEN t.awaits = 'approval' AND t.asked_at < ? THEN 'stale' END)`

const place = (end: 'origin' | 'destination') => `${end}.name AS ${end}Name, ${end}.kind AS ${end}Kind,
  ${end}.latitude AS ${end}Latitude, ${end}.longitude AS ${end}Longitude`

/** With the parameter of `TROUBLE_SQL` first. */
export const ROWS_SQL = `
SELECT t.transfer, request, title, status, awaits, revision, acts, t.origin, t.destination, line_count AS lines, requested,
  approved, sent_units AS sent, received, lost, held, value_minor AS valueMinor, currency, distance_km AS distanceKm,
  requested_by AS requestedBy, approved_by AS approvedBy, changed_at AS changedAt, ${TROUBLE_SQL} AS trouble,
  ${place('origin')}, ${place('destination')}
FROM transfers AS t LEFT JOIN locations AS origin ON origin.location = t.origin
  LEFT JOIN locations AS destination ON destination.location = t.destination`

/** Before this, a request is old for those whose limits say nothing else. */
export const oldBefore = ({ clock }: QueryContext): number =>
  clock.now() - (DEFAULT_LIMITS['administrator']?.ageHours ?? 24) * 3_600_000

function toRow(stored: Stored): TransferRow {
  const { acts, origin, destination, requested, approved, sent, received, lost, held, ...row } = stored
  const {
    originName,
    originKind,
    originLatitude,
    originLongitude,
    destinationName,
    destinationKind,
    destinationLatitude,
    destinationLongitude,
    ...rest
  } = row
  return {
    ...rest,
    version: acts,
    from: {
      location: origin,
      name: originName,
      kind: originKind,
      latitude: originLatitude,
      longitude: originLongitude,
    },
    to: {
      location: destination,
      name: destinationName,
      kind: destinationKind,
      latitude: destinationLatitude,
      longitude: destinationLongitude,
    },
    requestedUnits: toUnits(requested),
    approvedUnits: toUnits(approved),
    sentUnits: toUnits(sent),
    receivedUnits: toUnits(received),
    lostUnits: toUnits(lost),
    heldUnits: toUnits(held),
  }
}

/** @param rest what follows the rows' SQL, with its parameters */
export const transferRows = (
  context: QueryContext,
  rest: string,
  parameters: readonly (string | number | null)[],
): TransferRow[] =>
  context.reader
    .all<Stored>(`${ROWS_SQL} ${rest}`, [oldBefore(context), ...parameters])
    .map((stored) => toRow(stored))
