/** Tests of the rules for events: what is refused, at which field, and what is not. */
import { describe, expect, it } from 'vitest'
import { event, ITEM, type Json, readEvents, STORE } from './events.fixture.ts'
import { parseInstant } from './instant.ts'

function verdict(change: Json): string {
  const [reading] = readEvents(event(change))
  return reading?.outcome === 'refused' ? reading.field.replace('epcisBody.eventList[0].', '') : 'taken'
}

const CLASS = 'urn:epc:idpat:sgtin:9506000.013435.*'
const PARENT = 'urn:epc:id:sscc:0614141.1234567890'
const sensor = (report: Json, more: Json = {}) => ({
  sensorElementList: [{ sensorReport: [{ type: 'Temperature', ...report }], ...more }],
})
const transformation = { type: 'TransformationEvent', action: undefined, epcList: undefined }

describe('events that are taken', () => {
  it.each<[string, Json]>([
    ['an extension', { 'example:any': { nested: [1] } }],
    ['a private step and disposition', { bizStep: 'https://example.com/s/1', disposition: 'example:fresh' }],
    ['an empty list of objects', { epcList: [] }],
    [
      'a sensor reading at a read point',
      {
        epcList: undefined,
        readPoint: { id: STORE },
        ...sensor({ value: -4.5, uom: 'CEL', 'example:x': 1 }),
      },
    ],
    ['master data of a new object', { action: 'ADD', ilmd: { 'example:lot': 'A' } }],
    ['a lasting disposition', { persistentDisposition: { set: ['completeness_verified'] } }],
    ['certificates', { certificationInfo: ['https://example.com/c/1'] }],
    [
      'an end of aggregation without children',
      { type: 'AggregationEvent', epcList: undefined, action: 'DELETE', parentID: PARENT },
    ],
    [
      'a part of a transformation',
      { ...transformation, transformationID: 'urn:x:1', inputEPCList: [`${ITEM}1`] },
    ],
    ['a read point with more', { readPoint: { id: STORE, 'example:door': 7 } }],
    ['names of JSON-LD for the node itself', { id: '_:b1', '@type': 'epcis:ObjectEvent' }],
    [
      'names of JSON-LD on nodes within',
      sensor(
        { '@id': '_:b2' },
        { type: 'epcis:SensorElement', id: '_:b3', sensorMetadata: { type: 'epcis:SensorMetadata' } },
      ),
    ],
    [
      'a lasting disposition of an aggregation',
      {
        type: 'AggregationEvent',
        epcList: undefined,
        childEPCs: [`${ITEM}1`],
        persistentDisposition: { unset: ['completeness_inferred'] },
      },
    ],
    ['a leap second', { eventTime: '2016-12-31T23:59:60Z' }],
  ])('%s', (_name, change) => expect(verdict(change)).toBe('taken'))
})

describe('events that are refused, at', () => {
  it.each<[string, Json]>([
    ['eventTime', { eventTime: undefined }],
    ['eventTime', { eventTime: '2026-03-01T09:30:00' }],
    ['eventTime', { eventTime: '2026-02-30T09:30:00Z' }],
    ['eventTime', { eventTime: 1 }],
    ['eventTimeZoneOffset', { eventTimeZoneOffset: undefined }],
    ['eventTimeZoneOffset', { eventTimeZoneOffset: '+14:30' }],
    ['eventTimeZoneOffset', { eventTimeZoneOffset: '01:00' }],
    ['recordTime', { recordTime: 'soon' }],
    ['eventID', { eventID: '42' }],
    ['eventID', { eventID: `urn:x:${'a'.repeat(600)}` }],
    ['type', { type: undefined }],
    ['type', { type: 'QuantityEvent' }],
    ['action', { action: 'observe' }],
    ['action', { action: undefined }],
    ['bizStep', { bizStep: 'selling' }],
    ['bizStep', { bizStep: 'urn:epcglobal:cbv:bizstep:receiving' }],
    ['bizStep', { bizStep: 'https://ref.gs1.org/cbv/BizStep-selling' }],
    ['disposition', { disposition: 'in transit' }],
    ['disposition', { disposition: 'https://ns.gs1.org/cbv/Disp-damaged' }],
    ['bizLocation.id', { bizLocation: { id: 'here' } }],
    ['bizLocation.id', { bizLocation: {} }],
    ['bizLocation', { bizLocation: STORE }],
    ['readPoint.id', { readPoint: { id: 'geo:91,10' } }],
    ['readPoint.id', { readPoint: { id: 'https://id.gs1.org/414/9506000134353' } }],
    ['epcList', { epcList: undefined }],
    ['epcList', { epcList: `${ITEM}1` }],
    ['epcList[1]', { epcList: [`${ITEM}1`, 'no uri'] }],
    ['epcList[1]', { epcList: [`${ITEM}1`, `${ITEM}1`] }],
    ['epcList[0]', { epcList: ['urn:epc:id:sgtin:9506000.01343.1'] }],
    ['epcList[0]', { epcList: ['https://id.gs1.org/01/09506000134353/21/1'] }],
    ['quantityList[0].epcClass', { quantityList: [{ quantity: 1 }] }],
    ['quantityList[0].quantity', { quantityList: [{ epcClass: CLASS, quantity: '1' }] }],
    ['quantityList[0].quantity', { quantityList: [{ epcClass: CLASS, quantity: -1 }] }],
    ['quantityList[0].quantity', { quantityList: [{ epcClass: CLASS, quantity: 0.0000001 }] }],
    ['quantityList[0].quantity', { quantityList: [{ epcClass: CLASS, quantity: 2e9 }] }],
    [
      'quantityList',
      {
        quantityList: [
          { epcClass: CLASS, quantity: 6e8 },
          { epcClass: CLASS, quantity: 6e8 },
        ],
      },
    ],
    ['quantityList[0].uom', { quantityList: [{ epcClass: CLASS, quantity: 1, uom: 'kg' }] }],
    ['quantityList[0].example:x', { quantityList: [{ epcClass: CLASS, 'example:x': 1 }] }],
    ['bizTransactionList[0].bizTransaction', { bizTransactionList: [{ type: 'po' }] }],
    ['bizTransactionList[0].type', { bizTransactionList: [{ type: 'order', bizTransaction: 'urn:x:1' }] }],
    ['sourceList[0].type', { sourceList: [{ source: STORE }] }],
    [
      'destinationList[0].type',
      { destinationList: [{ type: 'urn:epcglobal:cbv:sdt:location', destination: STORE }] },
    ],
    ['ilmd', { ilmd: { 'example:lot': 'A' } }],
    ['ilmd.lot', { action: 'ADD', ilmd: { lot: 'A' } }],
    ['persistentDisposition', { persistentDisposition: {} }],
    ['persistentDisposition.set', { persistentDisposition: { set: [] } }],
    ['errorDeclaration.declarationTime', { errorDeclaration: {} }],
    [
      'errorDeclaration.reason',
      { errorDeclaration: { declarationTime: '2026-03-01T00:00:00Z', reason: 'oops' } },
    ],
    ['sensorElementList[0].sensorReport', { sensorElementList: [{}] }],
    ['sensorElementList[0].sensorReport[0].type', sensor({ type: 'Heat' })],
    ['sensorElementList[0].sensorReport[0].value', sensor({ value: '4' })],
    ['sensorElementList[0].sensorReport[0].hexBinaryValue', sensor({ hexBinaryValue: 'xyz' })],
    ['sensorElementList[0].sensorMetadata.time', sensor({}, { sensorMetadata: { time: 'x' } })],
    ['note', { note: 'free text' }],
    ['bizLocaton', { bizLocaton: { id: STORE } }],
    ['quantityList[0].type', { quantityList: [{ epcClass: CLASS, type: 'epcis:QuantityElement' }] }],
    ['parentID', { parentID: PARENT }],
    ['parentID', { type: 'AssociationEvent', epcList: undefined, childEPCs: [`${ITEM}1`] }],
    ['childEPCs', { type: 'AggregationEvent', epcList: undefined, parentID: PARENT }],
    ['bizTransactionList', { type: 'TransactionEvent' }],
    ['inputEPCList', { ...transformation, outputEPCList: [`${ITEM}1`] }],
    ['outputEPCList', { ...transformation, inputEPCList: [`${ITEM}1`] }],
    ['action', { ...transformation, action: 'ADD', inputEPCList: [`${ITEM}1`], outputEPCList: [`${ITEM}2`] }],
    ['eventTime', { type: 'example:Baking', eventTime: 'x' }],
  ])('%s: %j', (field, change) => expect(verdict(change)).toBe(field))
})

describe('instants', () => {
  it.each([
    ['2026-03-01T09:30:00+01:00', Date.UTC(2026, 2, 1, 8, 30)],
    ['2023-02-02T11:04:03.1415Z', Date.UTC(2023, 1, 2, 11, 4, 3, 142)],
    ['2023-02-02T11:04:03.1414Z', Date.UTC(2023, 1, 2, 11, 4, 3, 141)],
    ['2000-02-29T00:00:00.0-06:00', Date.UTC(2000, 1, 29, 6)],
    ['1900-02-29T00:00:00Z', undefined],
    ['2026-03-01T24:00:00Z', undefined],
    ['2026-03-01T09:30:60Z', undefined],
    ['2026-03-01', undefined],
  ])('%s', (text, expected) => expect(parseInstant(text)).toBe(expected))
})
