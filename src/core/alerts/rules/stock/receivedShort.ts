/** Owns the rule that finds shipments of which less was received than was despatched. */
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { DAY_MS } from './days.ts'
import {
  ownPlace,
  receiptsOf,
  sentOf,
  shipmentsOf,
  worthOfLines,
  type Receipt,
  type ShipmentRow,
} from './shipmentParts.ts'
import { placeName, recordEvidence, shipmentLink, skuName, units } from './words.ts'

/** Lines that are told of one by one. */
const LISTED_LINES = 8
const DONE: ReadonlySet<string> = new Set(['received', 'delivered'])

interface Short {
  receipts: readonly Receipt[]
  missing: ReadonlyMap<string, number>
  units: number
}

/** The SKU that a name stands for, so that both ends of a shipment are held against each other by one name. */
function resolved({ reader }: RuleContext, amounts: ReadonlyMap<string, number>): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [name, amount] of amounts) {
    const sku =
      reader.get<{ sku: string }>('SELECT sku FROM sku_aliases WHERE alias = ?', [name])?.sku ?? name
    sums.set(sku, (sums.get(sku) ?? 0) + amount)
  }
  return sums
}

function shortOf(context: RuleContext, row: ShipmentRow): Short | null {
  const receipts = receiptsOf(context, row.shipment)
  const sent = sentOf(row)
  if (receipts.length === 0 || sent.size === 0) return null
  const received = new Map<string, number>()
  for (const receipt of receipts) {
    for (const [sku, amount] of resolved(context, receipt.units)) {
      received.set(sku, (received.get(sku) ?? 0) + amount)
    }
  }
  const missing = new Map<string, number>()
  let total = 0
  for (const [sku, amount] of resolved(context, sent)) {
    const short = Math.round((amount - (received.get(sku) ?? 0)) * 1e6) / 1e6
    if (short <= 0) continue
    missing.set(sku, short)
    total += short
  }
  return { receipts, missing, units: total }
}

export const receivedShort: Rule = {
  rule: 'receivedShort',
  area: 'stock',
  title: 'Received short',
  definition:
    'Of a shipment that was received, more units than are tolerated are missing against what was despatched.',
  subjectKind: 'shipment',
  figure: 'units missing',
  unit: 'units',
  direction: 'above',
  // Pallets of one shipment are often booked one after the other.
  defaults: { severity: 'warning', threshold: 3, pendingMs: 2 * 3_600_000, recoverMs: 0 },
  parameters: [
    {
      name: 'keptDays',
      title: 'Days after the last receipt for which it stands',
      unit: 'days',
      default: 7,
      minimum: 1,
      maximum: 60,
    },
  ],
  groupBy: ['location'],
  touchedBy: ({ shipments }) => shipments,
  measure(context, subjects) {
    const { now, base } = context
    const keptMs = (base.parameters['keptDays'] ?? 1) * DAY_MS
    const found: Measurement[] = []
    for (const row of shipmentsOf(context, subjects)) {
      if (!DONE.has(row.status) || row.destination === null) continue
      if (row.lastOccurredAt + keptMs <= now) continue
      const place = ownPlace(context, row.destination)
      if (!place) continue
      const short = shortOf(context, row)
      if (!short || short.units === 0) continue
      const last = short.receipts.at(-1)!
      const labels: Record<string, string> = { shipment: row.shipment, location: row.destination }
      if (row.carrier !== null) labels['carrier'] = row.carrier
      const [only] = short.missing.keys()
      if (short.missing.size === 1 && only !== undefined) labels['sku'] = only
      found.push({
        subject: row.shipment,
        labels,
        figure: place.isLiving ? short.units : null,
        since: last.at,
        dataAsOf: place.lastOccurredAt,
        lookAgainAt: row.lastOccurredAt + keptMs,
      })
    }
    return found
  },
  explain(context, measured) {
    const [row] = shipmentsOf(context, [measured.subject])
    const short = row ? shortOf(context, row) : null
    const link = shipmentLink(measured.subject)
    const action = { text: 'Claim what is missing, or book what was found', link }
    if (!row || !short)
      return { summary: `${measured.subject} was received short`, evidence: [], impact: {}, action }
    const sent = resolved(context, sentOf(row))
    const total = [...sent.values()].reduce((sum, amount) => sum + amount, 0)
    return {
      summary: `${units(short.units)} of ${units(total)} are missing from what ${placeName(
        context,
        row.destination ?? '',
      )} received${row.origin === null ? '' : ` from ${placeName(context, row.origin)}`}`,
      evidence: [
        ...short.receipts
          .slice(-3)
          .map(({ eventNumber, at, units: amounts }) =>
            recordEvidence(
              context,
              eventNumber,
              `Received: ${units([...amounts.values()].reduce((sum, amount) => sum + amount, 0))}`,
              at,
            ),
          ),
        ...[...short.missing].slice(0, LISTED_LINES).map(([sku, amount]) => ({
          text: `${skuName(context, sku)}: ${units(sent.get(sku) ?? 0)} despatched, ${units(amount)} missing`,
          link,
        })),
      ],
      impact: worthOfLines(context, short.missing),
      action,
    }
  },
}
