/** Tests of what events say beside stock: shipments with their steps, and observations. */
import { describe, expect, it } from 'vitest'
import { DC, DC_ID, ITEM, recordOf, SKU, STORE_ID } from './events.fixture.ts'

const ADVICE = { type: 'desadv', bizTransaction: 'urn:epcglobal:cbv:bt:0614141073467:1152' }

describe('shipments', () => {
  it('say from where, to where and with what', () => {
    const { events } = recordOf({
      bizStep: 'shipping',
      bizTransactionList: [ADVICE, { type: 'bol', bizTransaction: 'urn:epcglobal:cbv:bt:0614141073467:B1' }],
      destinationList: [
        { type: 'owning_party', destination: 'urn:epc:id:pgln:4012345.00225' },
        { type: 'location', destination: DC },
      ],
    })
    expect(events.slice(1)).toEqual([
      {
        type: 'ShipmentDescribed',
        shipment: ADVICE.bizTransaction,
        origin: { location: STORE_ID },
        destination: { location: DC_ID },
        lines: [{ sku: SKU, units: 2 }],
      },
      {
        type: 'ShipmentMilestoneReached',
        shipment: ADVICE.bizTransaction,
        milestone: 'departed',
        code: 'shipping',
        place: { location: STORE_ID },
      },
    ])
  })
})

describe('observations', () => {
  it('keep step, place with coordinates, things and parent', () => {
    const { events } = recordOf({
      type: 'AggregationEvent',
      bizStep: 'packing',
      bizLocation: undefined,
      readPoint: { id: 'geo:42.698334,23.319941' },
      parentID: 'urn:epc:id:sscc:0614141.1234567890',
      epcList: undefined,
      childEPCs: [`${ITEM}1`, 'urn:epc:id:grai:4012345.55555.987'],
    })
    expect(events).toEqual([
      {
        type: 'ObservationRecorded',
        why: 'packing: put into a container at the same place',
        step: 'packing',
        place: { location: 'geo:42.698334,23.319941', latitude: 42.698334, longitude: 23.319941 },
        things: [
          { id: SKU, units: 1 },
          { id: 'grai:04012345555554987', units: 1 },
        ],
        parent: 'sscc:106141412345678908',
      },
    ])
  })
  it('take event types of others as they are', () => {
    expect(recordOf({ type: 'example:Baking' }).events.map(({ type }) => type)).toEqual([
      'ObservationRecorded',
    ])
  })
})
