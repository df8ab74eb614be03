/** Owns the hand-written events that the tests of this folder start from. */
import type { Reading } from '../../adapter.ts'
import { epcisAdapter } from './epcisAdapter.ts'

export type Json = Record<string, unknown>

export const CONTEXT = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { example: 'https://ns.example.com/epcis/' },
]
export const STORE = 'urn:epc:id:sgln:9506000.13435.0'
export const STORE_ID = 'gln:9506000134352'
export const DC = 'https://id.gs1.org/414/9506000134369'
export const DC_ID = 'gln:9506000134369'
/** `gtin:09506000134352` with a serial. */
export const ITEM = 'urn:epc:id:sgtin:9506000.013435.'
export const SKU = 'gtin:09506000134352'

/** A sale of two instances; `change` replaces fields, and takes those away that it sets to undefined. */
export function event(change: Json = {}): Json {
  const whole: Json = {
    type: 'ObjectEvent',
    eventID: 'urn:uuid:8b9c1c9e-0d2c-4a3b-9a52-1df8cd4b6f11',
    eventTime: '2026-03-01T09:30:00.000+01:00',
    eventTimeZoneOffset: '+01:00',
    action: 'OBSERVE',
    bizStep: 'retail_selling',
    bizLocation: { id: STORE },
    epcList: [`${ITEM}1`, `${ITEM}2`],
    ...change,
  }
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined))
}

export function documentOf(eventList: unknown[], change: Json = {}): Json {
  return {
    '@context': CONTEXT,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-01T10:00:00Z',
    epcisBody: { eventList },
    ...change,
  }
}

export const readText = (text: string): Reading[] => [...epcisAdapter.read({ text })]
export const readEvents = (...events: unknown[]): Reading[] => readText(JSON.stringify(documentOf(events)))

export function recordOf(change: Json = {}) {
  const [reading] = readEvents(event(change))
  if (reading?.outcome !== 'record') throw new Error(JSON.stringify(reading))
  return reading.record
}
