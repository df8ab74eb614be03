/** Owns the EPCIS 2.0 document that tells a destination what left for it, and what no longer holds of an earlier one. */
import type { DocumentContent, DocumentLine, ToldShipment } from '../ledger/transferActs.ts'
import { classUri, locationUri, URI } from './articleNumbers.ts'
import { DocumentFault } from './documentFault.ts'

const CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

/**
 * Name of what the tower itself writes. Its own adapter knows events by it, and lets them move nothing: what left is told
 * by those who sent it, and an event that comes back from a partner's repository is the same told twice.
 */
const ownName = (transfer: string, telling?: number) =>
  `urn:omnitower:transfer:${transfer}${telling === undefined ? '' : `:${telling}`}`

/** `±hh:mm` at that instant in that zone; `+00:00` where the zone is not known. */
function offsetText(timeZone: string | null, at: number): string {
  if (timeZone === null) return '+00:00'
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
    return /[+-]\d{2}:\d{2}$/.exec(name)?.[0] ?? '+00:00'
  } catch {
    return '+00:00'
  }
}

function quantityOf({ sku, units }: DocumentLine) {
  const { uri, unit } = classUri(sku)
  return { epcClass: uri, quantity: units, ...(unit === null ? {} : { uom: unit }) }
}

function eventOf(content: DocumentContent, told: ToldShipment, declared: object = {}) {
  const { transfer, from, to, shipment = '' } = content
  const [source, destination] = [locationUri(from.location), locationUri(to.location)]
  // A shipment that is named by a URI is its sender's despatch advice.
  const advice = URI.test(shipment) ? [{ type: 'desadv', bizTransaction: shipment }] : []
  return {
    type: 'ObjectEvent',
    eventID: ownName(transfer, told.telling),
    eventTime: new Date(told.shippedAt).toISOString(),
    eventTimeZoneOffset: offsetText(from.timeZone, told.shippedAt),
    ...declared,
    action: 'OBSERVE',
    bizStep: 'shipping',
    disposition: 'in_transit',
    readPoint: { id: source },
    bizTransactionList: [{ type: 'po', bizTransaction: ownName(transfer) }, ...advice],
    sourceList: [{ type: 'location', source }],
    destinationList: [{ type: 'location', destination }],
    quantityList: told.lines.map(quantityOf),
  }
}

/** @throws DocumentFault where there is nothing to tell */
export function epcisNotice(content: DocumentContent): string {
  const { transfer, telling, createdAt, purpose, before } = content
  const now: ToldShipment = { telling, shippedAt: content.shippedAt ?? createdAt, lines: content.lines }
  const holds = purpose !== 'cancel'
  const events = [
    ...(before
      ? [
          eventOf(content, before, {
            errorDeclaration: {
              declarationTime: new Date(createdAt).toISOString(),
              reason: 'incorrect_data',
              ...(holds ? { correctiveEventIDs: [ownName(transfer, telling)] } : {}),
            },
          }),
        ]
      : []),
    ...(holds ? [eventOf(content, now)] : []),
  ]
  if (events.length === 0) throw new DocumentFault('There is no shipment that could be told of.')
  const document = {
    '@context': [CONTEXT],
    id: `${ownName(transfer, telling)}:document`,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: new Date(createdAt).toISOString(),
    epcisBody: { eventList: events },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
