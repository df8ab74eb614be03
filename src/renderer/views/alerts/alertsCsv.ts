/** Owns alerts as rows of a CSV file. */
import type { AlertRow } from '../../../shared/readModels/alerts.ts'
import { isoTime, type CsvValue } from '../../components/csv.ts'

const LABELS = [
  'location',
  'sku',
  'channel',
  'carrier',
  'feed',
  'region',
  'category',
  'order',
  'shipment',
] as const

export const ALERT_CSV_HEADER = [
  'alert',
  'rule',
  'area',
  'severity',
  'state',
  'mutedBy',
  'summary',
  'since',
  'firedAt',
  'resolvedAt',
  'dataAsOf',
  'figure',
  'threshold',
  'unit',
  'valueMinor',
  'currency',
  'units',
  'promises',
  'customers',
  'shipments',
  'owner',
  'acknowledgedBy',
  'acknowledgedAt',
  'action',
  ...LABELS,
]

export function alertCsvRow(row: AlertRow): CsvValue[] {
  const { impact } = row
  return [
    row.alert,
    row.rule,
    row.area,
    row.severity,
    row.state,
    row.mutedBy,
    row.summary,
    isoTime(row.since),
    isoTime(row.firedAt),
    isoTime(row.resolvedAt),
    isoTime(row.dataAsOf),
    row.figure,
    row.threshold,
    row.unit,
    impact.valueMinor,
    impact.currency,
    impact.units,
    impact.promises,
    impact.customers,
    impact.shipments,
    row.owner,
    row.acknowledgedBy,
    isoTime(row.acknowledgedAt),
    row.action?.text ?? null,
    ...LABELS.map((label) => row.labels[label] ?? null),
  ]
}
