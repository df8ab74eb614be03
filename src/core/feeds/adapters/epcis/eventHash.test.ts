/** Tests of the event hash: the text that is hashed, rule by rule of CBV 2.0. */
import { describe, expect, it } from 'vitest'
import { eventHash, namespacesOf, preHash } from './eventHash.ts'

const NAMES = namespacesOf([
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { ex: 'https://ns.example.com/' },
])
const BASE = { type: 'ObjectEvent', eventTime: '2026-03-01T09:30:00+01:00', eventTimeZoneOffset: '+01:00' }
const START = 'eventType=ObjectEventeventTime=2026-03-01T08:30:00.000ZeventTimeZoneOffset=+01:00'
const rest = (fields: Record<string, unknown>): string => {
  const text = preHash({ ...fields, ...BASE }, NAMES)
  expect(text.startsWith(START)).toBe(true)
  return text.slice(START.length)
}

describe('the text that is hashed', () => {
  it('leaves out what changes without the event changing', () => {
    expect(
      rest({
        eventID: 'urn:x:1',
        recordTime: 'x',
        errorDeclaration: {},
        'rdfs:comment': 'c',
        '@context': {},
      }),
    ).toBe('')
  })
  it('sorts lists and turns identifiers into Digital Links', () => {
    expect(
      rest({
        epcList: [
          'urn:epc:id:sgtin:0614141.107346.2018',
          'https://shop.example/01/10614141073464/10/L/21/2017?q=1',
        ],
      }),
    ).toBe(
      'epcListepc=https://id.gs1.org/01/10614141073464/21/2017epc=https://id.gs1.org/01/10614141073464/21/2018',
    )
  })
  it('has the canonical order, words as web addresses, and numbers without zeros', () => {
    expect(
      rest({
        disposition: 'cbv:Disp-in_transit',
        bizStep: 'shipping',
        action: 'OBSERVE',
        quantityList: [{ uom: 'KGM', quantity: 20.0, epcClass: 'urn:epc:class:lgtin:4012345.012345.A' }],
        readPoint: { 'ex:door': 1, id: 'urn:epc:id:sgln:0012345.11111.400' },
        bizTransactionList: [
          { bizTransaction: ' http://a.b/1 ', type: 'po' },
          { bizTransaction: 'urn:epcglobal:cbv:bt:1:2' },
        ],
      }),
    ).toBe(
      'quantityListquantityElementepcClass=https://id.gs1.org/01/04012345123456/10/Aquantity=20uom=KGMaction=OBSERVE' +
        'bizStep=https://ref.gs1.org/cbv/BizStep-shippingdisposition=https://ref.gs1.org/cbv/Disp-in_transit' +
        'readPointid=https://id.gs1.org/414/0012345111112/254/400{https://ns.example.com/}door=1' +
        'bizTransactionListbizTransaction=urn:epcglobal:cbv:bt:1:2type=https://ref.gs1.org/cbv/BTT-pobizTransaction=http://a.b/1',
    )
  })
  it('puts sensor data in order, and extensions sorted at the end with their namespaces', () => {
    expect(
      rest({
        'ex:b': { 'ex:y': ['3', '1'] },
        'ex:a': 'text',
        'other:c': { '@xmlns:other': 'urn:o:', '#text': '0' },
        ilmd: { 'cbvmda:lotNumber': 'L1' },
        persistentDisposition: { unset: ['damaged'], set: ['urn:epcglobal:cbv:disp:available'] },
        sensorElementList: [
          {
            sensorReport: [
              { value: 26.0, type: 'Temperature', component: 'x', time: '2026-01-01T00:00:00Z' },
            ],
            sensorMetadata: {},
          },
        ],
      }),
    ).toBe(
      'persistentDispositionset=https://ref.gs1.org/cbv/Disp-availableunset=https://ref.gs1.org/cbv/Disp-damaged' +
        'sensorElementListsensorElementsensorReporttype=https://gs1.org/voc/Temperaturetime=2026-01-01T00:00:00.000Z' +
        'value=26component=https://ref.gs1.org/cbv/Comp-xilmd{urn:epcglobal:cbv:mda:}lotNumber=L1' +
        '{https://ns.example.com/}a=text{https://ns.example.com/}b{https://ns.example.com/}y=1{https://ns.example.com/}y=3{urn:o:}c=0',
    )
  })
  it('is hashed into a named-information URI', () => {
    // The reference value of the text "eventType=ObjectEvent".
    expect(eventHash({ type: 'ObjectEvent' }, NAMES)).toBe(
      'ni:///sha-256;7aa6d15415d4b429d7c4f7b3f1aaebcdbd9a12ad5c6ff4951247b61e621b9659?ver=CBV2.0',
    )
  })
})
