/** Owns the words of what would save an order line at risk, and where that is done. */
import { toUnits } from '../../shared/units.ts'
import type { OrderStep } from '../../shared/vocabulary.ts'
import type { ScoredLine } from '../../shared/riskScore.ts'
import type { Reader } from '../ledger/types.ts'
import { skuOf } from './skuNames.ts'

/** From here on the customer had better hear of it now than on the day. */
const TELL_CUSTOMER_FROM = 0.5

export interface LineAtRisk {
  sku: string
  microunits: number
  flow: string | null
  location: string | null
  locationName: string | null
  region: string | null
  carrier: string | null
  channel: string | null
  trackingNumber: string | null
}

interface Source {
  name: string
  free: number
}

/** Another store or DC that has the units free to promise: one of the destination's region before others. */
function otherSource(reader: Reader, line: LineAtRisk): Source | null {
  return (
    reader.get<Source>(
      `SELECT coalesce(l.name, l.location) AS name, b.microunits
         - coalesce((SELECT held FROM position_holds AS h WHERE h.location = l.location AND h.sku = s.sku), 0)
         - coalesce((SELECT microunits FROM safety_stocks AS f WHERE f.location_id = b.location_id AND f.sku_id = b.sku_id), 0)
         AS free
       FROM skus AS s JOIN balances AS b USING (sku_id) JOIN locations AS l USING (location_id)
       WHERE s.sku = ? AND b.disposition = 0 AND l.kind IN ('store', 'dc') AND l.location IS NOT ? AND free >= ?
       ORDER BY l.region IS NOT ?, free DESC, l.location LIMIT 1`,
      [skuOf(reader, line.sku), line.location, Math.max(1, line.microunits), line.region],
    ) ?? null
  )
}

const percent = (risk: number) => `${Math.round(risk * 100)} %`

const WORK: Partial<Record<OrderStep, string>> = {
  allocated: 'Allocate it',
  picked: 'Pick it',
  packed: 'Pack it',
  shipped: 'Give it to the carrier',
  ready: 'Make it ready',
}

/** What would save the promise, in words; what the network has decides. */
export function savingAction(
  reader: Reader,
  line: LineAtRisk,
  scored: ScoredLine,
  waitsFor: OrderStep,
): string {
  const { stage, risk, betterCarrier } = scored
  const at = line.locationName ?? line.location
  const place = at === null ? '' : ` at ${at}`
  const tell = risk >= TELL_CUSTOMER_FROM ? '; tell the customer now' : ''
  if (stage === 'ready') return `Remind the customer to collect it${place}`
  if (stage === 'shipped' || stage === 'arrived') {
    if (waitsFor === 'ready') return `Put it up for collection${place}${tell}`
    const parcel = line.trackingNumber === null ? '' : ` about ${line.trackingNumber}`
    return `Chase ${line.carrier ?? 'the carrier'}${parcel}${tell}`
  }
  if (waitsFor === 'approved') {
    const by = line.channel === null ? '' : ` with ${line.channel}`
    return `Clear the payment or the check that holds it${by}${tell}`
  }
  if (line.flow === 'dropShip') return `Press ${at ?? 'the supplier'} to ship it${tell}`
  const isPickup = line.flow === 'bopis' || line.flow === 'ropis'
  const other = isPickup && line.location !== null ? null : otherSource(reader, line)
  if (other && (stage === 'rejected' || waitsFor === 'allocated')) {
    return `Allocate it to ${other.name}: ${toUnits(other.free)} units are free there${tell}`
  }
  if (betterCarrier) {
    return `Send it with ${betterCarrier.carrier}${at === null ? '' : ` from ${at}`}: ${percent(betterCarrier.risk)} would miss instead of ${percent(risk)}`
  }
  if (other && risk >= TELL_CUSTOMER_FROM) {
    return `Send it from ${other.name} instead: ${toUnits(other.free)} units are free there${tell}`
  }
  return `${WORK[waitsFor] ?? 'Hand it over'} first${place}${tell}`
}
