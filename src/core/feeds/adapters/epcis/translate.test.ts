/** Tests of the rules that turn events into stock: one hand-written event for each rule. */
import { describe, expect, it } from 'vitest'
import { DC, DC_ID, ITEM, type Json, recordOf, SKU, STORE, STORE_ID } from './events.fixture.ts'

const CLASS = 'urn:epc:idpat:sgtin:9506000.013435.*'
const ADVICE = { type: 'desadv', bizTransaction: 'urn:epcglobal:cbv:bt:0614141073467:1152' }
const at = (disposition: string, location = STORE_ID) => ({ location, disposition })

/** Moves as `from > to units`; everything else by its type. */
function effects(change: Json): string[] {
  const account = (side: unknown): string =>
    typeof side === 'string'
      ? side
      : `${(side as Json)['location'] === DC_ID ? 'dc' : 'store'}.${String((side as Json)['disposition'])}`
  return recordOf(change).events.map((each) => {
    if (each.type === 'StockMoved') return `${account(each.from)} > ${account(each.to)} ${each.units}`
    if (each.type === 'StockCounted') return `count ${each.disposition} ${each.units}`
    if (each.type === 'ShipmentMilestoneReached') return `milestone ${each.milestone}`
    return each.type
  })
}

const DESADV = { bizTransactionList: [ADVICE] }
const FROM_DC = { sourceList: [{ type: 'location', source: DC }] }

describe('movements', () => {
  it.each<[string, Json, string[]]>([
    ['a sale', {}, ['store.sellable > customer 2']],
    ['a return at the till', { disposition: 'returned' }, ['customer > store.inspection 2']],
    ['receiving', { bizStep: 'receiving' }, ['supplier > store.sellable 2']],
    ['receiving damaged', { bizStep: 'receiving', disposition: 'damaged' }, ['supplier > store.damaged 2']],
    [
      'receiving a return',
      { bizStep: 'receiving', disposition: 'returned' },
      ['customer > store.inspection 2'],
    ],
    ['receiving from a location', { bizStep: 'receiving', ...FROM_DC }, ['inTransit > store.sellable 2']],
    [
      'receiving a return from a store',
      { bizStep: 'receiving', disposition: 'returned', ...FROM_DC },
      ['inTransit > store.inspection 2'],
    ],
    ['accepting', { bizStep: 'accepting' }, ['supplier > store.sellable 2']],
    [
      'receiving without a location',
      { bizStep: 'receiving', bizLocation: undefined },
      ['ObservationRecorded'],
    ],
    [
      'receiving with an advice',
      { bizStep: 'receiving', ...DESADV },
      ['inTransit > store.sellable 2', 'ShipmentDescribed', 'milestone received'],
    ],
    ['shipping', { bizStep: 'shipping', disposition: 'in_transit' }, ['store.sellable > inTransit 2']],
    [
      'shipping damaged goods back',
      { bizStep: 'shipping', disposition: 'damaged' },
      ['store.damaged > inTransit 2'],
    ],
    [
      'departing with an advice',
      { bizStep: 'departing', ...DESADV },
      ['store.sellable > inTransit 2', 'ShipmentDescribed', 'milestone departed'],
    ],
    ['consigning', { bizStep: 'consigning' }, ['store.sellable > inTransit 2']],
    ['void_shipping', { bizStep: 'void_shipping' }, ['inTransit > store.sellable 2']],
    [
      'shipping by source location',
      { bizStep: 'shipping', bizLocation: undefined, ...FROM_DC },
      ['dc.sellable > inTransit 2'],
    ],
    [
      'shipping by read point',
      {
        bizStep: 'shipping',
        bizLocation: undefined,
        readPoint: { id: 'urn:epc:id:sgln:9506000.13435.dock7' },
      },
      ['store.sellable > inTransit 2'],
    ],
    [
      'shipping from nowhere',
      { bizStep: 'shipping', bizLocation: undefined, readPoint: { id: 'geo:1,2' } },
      ['ObservationRecorded'],
    ],
    ['transporting', { bizStep: 'transporting', ...DESADV }, ['milestone inTransit', 'ObservationRecorded']],
    ['arriving', { bizStep: 'arriving', ...DESADV }, ['milestone arrived', 'ObservationRecorded']],
    [
      'dispensing whole',
      { bizStep: 'dispensing', disposition: 'dispensed' },
      ['store.sellable > customer 2'],
    ],
    [
      'dispensing in part',
      { bizStep: 'dispensing', disposition: 'partially_dispensed' },
      ['ObservationRecorded'],
    ],
    ['commissioning', { bizStep: 'commissioning', action: 'ADD' }, ['supplier > store.sellable 2']],
    ['commissioning observed', { bizStep: 'commissioning' }, ['ObservationRecorded']],
    [
      'destroying',
      { bizStep: 'destroying', action: 'DELETE', disposition: 'destroyed' },
      ['store.sellable > adjustment 2'],
    ],
    [
      'decommissioning expired',
      { bizStep: 'decommissioning', action: 'DELETE', disposition: 'expired' },
      ['store.expired > adjustment 2'],
    ],
    ['destroying with ADD', { bizStep: 'destroying', action: 'ADD' }, ['ObservationRecorded']],
    [
      'inspecting: damaged',
      { bizStep: 'inspecting', disposition: 'damaged' },
      ['store.sellable > store.damaged 2'],
    ],
    [
      'inspecting: sellable',
      { bizStep: 'inspecting', disposition: 'sellable_accessible' },
      ['store.inspection > store.sellable 2'],
    ],
    ['inspecting: conformant', { bizStep: 'inspecting', disposition: 'conformant' }, ['ObservationRecorded']],
    [
      'holding: recalled',
      { bizStep: 'holding', disposition: 'recalled' },
      ['store.sellable > store.recalled 2'],
    ],
    [
      'holding: sellable',
      { bizStep: 'holding', disposition: 'sellable_not_accessible' },
      ['ObservationRecorded'],
    ],
    ['holding: returned', { bizStep: 'holding', disposition: 'returned' }, ['ObservationRecorded']],
    ['holding: stolen', { bizStep: 'holding', disposition: 'stolen' }, ['store.sellable > adjustment 2']],
    ['repairing', { bizStep: 'repairing', disposition: 'available' }, ['store.damaged > store.sellable 2']],
    ['stocking', { bizStep: 'stocking', disposition: 'sellable_accessible' }, ['ObservationRecorded']],
    [
      'a web address of CBV',
      { bizStep: 'https://ref.gs1.org/cbv/BizStep-retail_selling' },
      ['store.sellable > customer 2'],
    ],
    ['a private step', { bizStep: 'https://example.com/steps/baking' }, ['ObservationRecorded']],
    ['no step', { bizStep: undefined }, ['ObservationRecorded']],
    [
      'only a pallet',
      { epcList: ['urn:epc:id:sscc:0614141.1234567890'], bizStep: 'shipping' },
      ['ObservationRecorded'],
    ],
    [
      'a class without quantity',
      { epcList: undefined, quantityList: [{ epcClass: CLASS }] },
      ['ObservationRecorded'],
    ],
    [
      'zero units',
      { epcList: undefined, quantityList: [{ epcClass: CLASS, quantity: 0 }] },
      ['ObservationRecorded'],
    ],
    [
      'a transaction',
      { type: 'TransactionEvent', ...DESADV, bizStep: 'shipping' },
      ['store.sellable > inTransit 2', 'ShipmentDescribed', 'milestone departed'],
    ],
    [
      'a transaction taken back',
      { type: 'TransactionEvent', ...DESADV, action: 'DELETE' },
      ['ObservationRecorded'],
    ],
    [
      'packing',
      {
        type: 'AggregationEvent',
        bizStep: 'packing',
        action: 'ADD',
        epcList: undefined,
        childEPCs: [`${ITEM}1`],
        parentID: 'urn:epc:id:sscc:0614141.1234567890',
      },
      ['ObservationRecorded'],
    ],
    [
      'shipping in a container',
      { type: 'AggregationEvent', bizStep: 'shipping', epcList: undefined, childEPCs: [`${ITEM}1`] },
      ['store.sellable > inTransit 1'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(effects(change)).toEqual(expected)
  })

  it('sums instances and classes of one SKU, and keeps units of measure apart', () => {
    const { events } = recordOf({
      quantityList: [
        { epcClass: 'https://id.gs1.org/01/09506000134352/10/LOT1', quantity: 3 },
        { epcClass: CLASS, quantity: 2.5, uom: 'KGM' },
        { epcClass: CLASS, quantity: 1, uom: 'EA' },
      ],
    })
    expect(events).toEqual([
      { type: 'StockMoved', sku: SKU, units: 6, from: at('sellable'), to: 'customer' },
      { type: 'StockMoved', sku: `${SKU}@KGM`, units: 2.5, from: at('sellable'), to: 'customer' },
    ])
  })

  it('sums 100,000 instances into one move', () => {
    const epcList = Array.from({ length: 100_000 }, (_, at_) => `${ITEM}${at_}`)
    expect(effects({ epcList })).toEqual(['store.sellable > customer 100000'])
  })
})

describe('counts', () => {
  const counted = (change: Json) => effects({ bizStep: 'cycle_counting', ...change })
  it('states what is there, zero included', () => {
    expect(counted({})).toEqual(['count sellable 2'])
    expect(counted({ disposition: 'damaged' })).toEqual(['count damaged 2'])
    expect(
      counted({
        bizStep: 'stock_taking',
        epcList: undefined,
        quantityList: [{ epcClass: CLASS, quantity: 0 }],
      }),
    ).toEqual(['count sellable 0'])
  })
  it('needs a location, and is no count of one container', () => {
    expect(counted({ bizLocation: undefined })).toEqual(['ObservationRecorded'])
    expect(counted({ type: 'AggregationEvent', epcList: undefined, childEPCs: [`${ITEM}1`] })).toEqual([
      'ObservationRecorded',
    ])
  })
})

describe('transformations', () => {
  const change = {
    type: 'TransformationEvent',
    action: undefined,
    epcList: undefined,
    bizStep: 'commissioning',
    inputEPCList: [`${ITEM}1`],
    outputQuantityList: [{ epcClass: 'urn:epc:idpat:sgtin:4012345.098765.*', quantity: 10 }],
  }
  it('take inputs out and put outputs in, over the adjustment account', () => {
    expect(effects(change)).toEqual(['store.sellable > adjustment 1', 'adjustment > store.sellable 10'])
  })
  it('need a business location', () => {
    expect(effects({ ...change, bizLocation: undefined, readPoint: { id: STORE } })).toEqual([
      'ObservationRecorded',
    ])
  })
})
