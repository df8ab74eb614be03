/** Owns a document of sales as a till sends it. */

/** A till's document of sales, one event for each id. */
export function sales(...ids: string[]): string {
  const events = ids.map((id) => ({
    type: 'ObjectEvent',
    eventID: `urn:uuid:00000000-0000-4000-8000-${id.padStart(12, '0')}`,
    eventTime: '2026-03-01T10:00:00Z',
    eventTimeZoneOffset: '+00:00',
    action: 'OBSERVE',
    bizStep: 'retail_selling',
    disposition: 'retail_sold',
    readPoint: { id: 'urn:epc:id:sgln:9506000.13435.0' },
    bizLocation: { id: 'urn:epc:id:sgln:9506000.13435.0' },
    quantityList: [{ epcClass: 'urn:epc:idpat:sgtin:9506000.013435.*', quantity: 1 }],
  }))
  return JSON.stringify({
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-01T10:00:00Z',
    epcisBody: { eventList: events },
  })
}
