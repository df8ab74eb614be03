/** Owns how stores and centres write EPCIS 2.0: events and documents as JSON-LD text. */
import type { Location } from './network.ts'
import type { StockLine } from './stock.ts'

/** Stores write EPC URNs, centres GS1 Digital Links: two spellings of the same things, as in the field. */
const isLinked = (writer: Location) => writer.kind === 'dc'

export interface EpcisEvent {
  eventId: string
  writer: Location
  at: number
  bizStep: string
  disposition: string
  lines: readonly StockLine[]
  /** False where the goods are no longer anywhere: after shipping. Default true. */
  staysHere?: boolean
  transactions?: readonly { type: 'desadv' | 'po' | 'rma'; id: string }[]
  /** A location, or the party that owned the goods before. */
  source?: Location | { party: string }
  destination?: Location
  /** Takes the event of the same id back, naming what counts in its place. */
  correction?: { declaredAt: number; correctiveEventId: string }
}

/** The event's JSON. Every text in it is made here and needs no escaping. */
export function epcisEventText(event: EpcisEvent): string {
  const { writer, at } = event
  const place = `{"id":"${locationId(writer, writer)}"}`
  let text =
    `{"type":"ObjectEvent","eventID":"urn:uuid:${event.eventId}",` +
    `"eventTime":"${writer.clock.stamp(at)}","eventTimeZoneOffset":"${writer.clock.offsetText(at)}",`
  if (event.correction) {
    text +=
      `"errorDeclaration":{"declarationTime":"${writer.clock.stamp(event.correction.declaredAt)}",` +
      `"reason":"incorrect_data","correctiveEventIDs":["urn:uuid:${event.correction.correctiveEventId}"]},`
  }
  text +=
    `"action":"OBSERVE","bizStep":"${event.bizStep}","disposition":"${event.disposition}",` +
    `"readPoint":${place},`
  if (event.staysHere !== false) text += `"bizLocation":${place},`
  if (event.transactions && event.transactions.length > 0) {
    const list = event.transactions.map(({ type, id }) => `{"type":"${type}","bizTransaction":"${id}"}`)
    text += `"bizTransactionList":[${list.join(',')}],`
  }
  if (event.source) {
    text +=
      'party' in event.source
        ? `"sourceList":[{"type":"owning_party","source":"${event.source.party}"}],`
        : `"sourceList":[{"type":"location","source":"${locationId(writer, event.source)}"}],`
  }
  if (event.destination) {
    const id = locationId(writer, event.destination)
    text += `"destinationList":[{"type":"location","destination":"${id}"}],`
  }
  return `${text}"quantityList":[${quantities(writer, event.lines)}]}`
}

function quantities(writer: Location, lines: readonly StockLine[]): string {
  const linked = isLinked(writer)
  let text = ''
  for (const { sku, units } of lines) {
    if (text !== '') text += ','
    text += `{"epcClass":"${linked ? sku.digitalLink : sku.urn}","quantity":${units}}`
  }
  return text
}

function locationId(writer: Location, location: Location): string {
  return isLinked(writer) ? location.digitalLink : location.urn
}

/** A business transaction's id in the CBV form, which names its issuer (CBV 2.0, section 8.5). */
export function transactionId(issuer: Location, number: string): string {
  return `urn:epcglobal:cbv:bt:${issuer.gln}:${number}`
}

export function epcisDocumentText(id: string, createdAt: number, events: readonly string[]): string {
  return (
    `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"id":"urn:uuid:${id}",` +
    `"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"${new Date(createdAt).toISOString()}",` +
    `"epcisBody":{"eventList":[\n${events.join(',\n')}\n]}}\n`
  )
}
