/** Proves what warehouses' answers to a transfer become, and what a 944 and a 947 do to stock. */
import { describe, expect, it } from 'vitest'
import { epcisAdapter } from '../epcis/epcisAdapter.ts'
import {
  DC,
  eventsOf,
  INVENTORY_ADVICE as ADJUSTMENT,
  interchangeOf,
  RECEIPT_ADVICE as RECEIPT,
  recordOf,
  refusalOf,
  SHOP,
  TRANSFER,
} from './interchange.fixture.ts'

const SKU = 'gtin:00614141073467'
const dc = { location: `gln:${DC}`, disposition: 'sellable' }
const shop = (disposition: string) => ({ location: `gln:${SHOP}`, disposition })
const shipment = `urn:epcglobal:cbv:bt:${DC}:SHIP-9`

const ADVICE = [
  `W06*F*${TRANSFER}*20240306*SHIP-9`,
  `N1*ST*Shop*UL*${SHOP}`,
  `N1*SF*North DC*UL*${DC}`,
  'G62*11*20240306*8*1500',
  'LX*1',
  'W12*CP*10*8*2*EA*614141073467',
  'N9*LI*1',
  'LX*2',
  'W12*BO*3*0*3*EA**SK*id:shop:variant:7',
  'N9*LI*2',
]
const swap = (lines: readonly string[], from: string, to: string) =>
  lines.map((line) => line.replace(from, to))

describe('a 945 that answers a transfer', () => {
  it('says what left and what will not come, and touches no order', () => {
    const record = recordOf(interchangeOf('945', ADVICE, { sender: 'DC' }))
    expect(record.identity).toBe(`x12:945:ZZ:DC:${TRANSFER}:SHIP-9`)
    expect(eventsOf(record, 'TransferLineSent')).toEqual([
      {
        type: 'TransferLineSent',
        transfer: TRANSFER,
        line: '1',
        sku: SKU,
        units: 8,
        shortUnits: 2,
        shipment,
        code: 'W12-01 CP',
      },
      {
        type: 'TransferLineSent',
        transfer: TRANSFER,
        line: '2',
        sku: 'shop:variant:7',
        units: 0,
        shipment,
        code: 'W12-01 BO',
      },
    ])
    expect(eventsOf(record, 'StockMoved')).toEqual([
      { type: 'StockMoved', sku: SKU, units: 8, from: dc, to: 'inTransit' },
    ])
    expect(eventsOf(record, 'OrderStepTaken')).toEqual([])
    expect(eventsOf(record, 'ShipmentDescribed')[0]).not.toHaveProperty('order')
  })
  it('goes into transit also where the destination has no GLN, and is known by W06-06 or N9 too', () => {
    const named = swap(swap(ADVICE, `*UL*${SHOP}`, ''), TRANSFER, 'D1')
    for (const lines of [
      swap(named, 'SHIP-9', `SHIP-9**${TRANSFER}`),
      [named[0]!, `N9*DO*${TRANSFER}`, ...named.slice(1)],
    ]) {
      const record = recordOf(interchangeOf('945', lines))
      expect(eventsOf(record, 'StockMoved')[0]?.to).toBe('inTransit')
      expect(eventsOf(record, 'TransferLineSent')).toHaveLength(2)
    }
  })
  it('is refused where it names no warehouse: units would leave nowhere', () => {
    expect(refusalOf(interchangeOf('945', swap(ADVICE, `*UL*${DC}`, ''))).field).toBe('N1-04')
  })
})

describe('a 944', () => {
  it('receives what came, apart from what was refused, and says how many are damaged', () => {
    const record = recordOf(interchangeOf('944', RECEIPT, { sender: 'SHOP' }))
    expect(record.identity).toBe(`x12:944:ZZ:SHOP:${TRANSFER}:R-17`)
    expect(eventsOf(record, 'StockMoved')).toEqual([
      { type: 'StockMoved', sku: SKU, units: 2, from: 'inTransit', to: shop('damaged') },
      { type: 'StockMoved', sku: SKU, units: 5, from: 'inTransit', to: shop('sellable') },
    ])
    expect(eventsOf(record, 'TransferLineReceived')).toEqual([
      {
        type: 'TransferLineReceived',
        transfer: TRANSFER,
        line: '1',
        sku: SKU,
        units: 7,
        damagedUnits: 2,
        shipment,
        code: '944',
      },
    ])
    expect(eventsOf(record, 'ShipmentLineReceived')).toMatchObject([{ shipment, units: 7 }])
    expect(eventsOf(record, 'ObservationRecorded')[0]?.why).toContain('1 rejected (W13-03 08) of 1')
  })
  it('of a supplier brings stock from outside', () => {
    const lines = swap(swap(RECEIPT, `*${TRANSFER}*SHIP-9`, '*PO-1'), `*UL*${DC}`, '')
    const record = recordOf(interchangeOf('944', lines))
    expect(new Set(eventsOf(record, 'StockMoved').map(({ from }) => from))).toEqual(new Set(['supplier']))
    expect(eventsOf(record, 'TransferLineReceived')).toEqual([])
  })
  it.each([
    ['W17', RECEIPT.slice(1)],
    ['W17-01', swap(RECEIPT, 'W17*F', 'W17*C')],
    ['W17-02', swap(RECEIPT, '20240308', '2024')],
    ['N1-04', swap(RECEIPT, `N1*WH*Shop*UL*${SHOP}`, 'N1*WH*Shop')],
    ['W07', RECEIPT.slice(0, 3)],
    ['W07-01', swap(RECEIPT, 'W07*8', 'W07*-8')],
    ['W07-05', swap(RECEIPT, '*EA*614141073467', '*EA')],
    ['W07-09', swap(RECEIPT, '614141073467', '614141073467******2')],
    ['W13-01', swap(RECEIPT, 'W13*2', 'W13*8')],
    ['W13-02', swap(RECEIPT, 'W13*2*EA', 'W13*2*CA')],
    ['W13-03', swap(RECEIPT, 'EA*01', 'EA*77')],
  ])('is refused whole for %s', (field, lines) => {
    expect(refusalOf(interchangeOf('944', lines)).field).toBe(field)
  })
})

describe('a 947', () => {
  it('moves stock as each code says', () => {
    const record = recordOf(interchangeOf('947', ADJUSTMENT, { sender: 'DC' }))
    expect(record.identity).toBe(`x12:947:ZZ:DC:gln:${DC}:ADJ-4`)
    const at = (disposition: string) => ({ ...dc, disposition })
    expect(eventsOf(record, 'StockMoved')).toEqual([
      { type: 'StockMoved', sku: SKU, units: 13, from: dc, to: 'adjustment' },
      { type: 'StockMoved', sku: SKU, units: 2, from: dc, to: at('damaged') },
      { type: 'StockMoved', sku: SKU, units: 4, from: at('inspection'), to: dc },
      { type: 'StockMoved', sku: SKU, units: 5, from: 'adjustment', to: dc },
    ])
    expect(eventsOf(record, 'ObservationRecorded')[0]?.why).toContain('damaged in the facility (W19-01 AU)')
  })
  it('is taken back under its number', () => {
    const back = swap(ADJUSTMENT, 'ADJ-4', 'ADJ-4**01')
    expect(recordOf(interchangeOf('947', back))).toMatchObject({ retracted: true })
    expect(recordOf(interchangeOf('947', back)).identity).toBe(
      recordOf(interchangeOf('947', ADJUSTMENT)).identity,
    )
  })
  it('of a code that is not known counts by its sign, and says so', () => {
    const record = recordOf(interchangeOf('947', swap(ADJUSTMENT, 'W19*06', 'W19*ZQ')))
    expect(eventsOf(record, 'StockMoved')[0]).toMatchObject({ from: dc, to: 'adjustment' })
    expect(eventsOf(record, 'ObservationRecorded')[0]?.why).toContain('without a stated meaning')
  })
  it.each([
    ['W15', ADJUSTMENT.slice(1)],
    ['W15-01', swap(ADJUSTMENT, '20240309', '1')],
    ['W15-02', swap(ADJUSTMENT, 'ADJ-4', '**01')],
    ['W15-04', swap(ADJUSTMENT, 'ADJ-4', 'ADJ-4**77')],
    ['N1-04', swap(ADJUSTMENT, `*UL*${DC}`, '')],
    ['W19', ADJUSTMENT.slice(0, 2)],
    ['W19-01', swap(ADJUSTMENT, 'W19*06', 'W19*')],
    ['W19-02', swap(ADJUSTMENT, '-13.000', '13')],
    ['W19-02', swap(ADJUSTMENT, '-13.000', 'x')],
    ['W19-06', swap(ADJUSTMENT, '**UP*614141073467', '')],
  ])('is refused whole for %s', (field, lines) => {
    expect(refusalOf(interchangeOf('947', lines)).field).toBe(field)
  })
})

it('an 856 for a transfer tells of the shipment, and makes no order of it', () => {
  const notice = [
    'BSN*00*SHIP-9*20240306*1505*0001',
    'HL*1**S',
    'DTM*011*20240306*1500*ET',
    `N1*SF*North DC*UL*${DC}`,
    `N1*ST*Shop*UL*${SHOP}`,
    'HL*2*1*O',
    `PRF*${TRANSFER}`,
    'HL*3*2*I',
    'LIN*1*UP*614141073467',
    'SN1**8*EA',
    'CTT*3',
  ]
  const record = recordOf(interchangeOf('856', notice))
  expect(record.events.map(({ type }) => type)).toEqual([
    'ShipmentDescribed',
    'ShipmentMilestoneReached',
    'ObservationRecorded',
  ])
  expect(eventsOf(record, 'ShipmentDescribed')[0]).toMatchObject({
    shipment,
    lines: [{ sku: SKU, units: 8 }],
  })
})

describe('EPCIS that names a transfer', () => {
  const event = (members: object) => ({
    type: 'ObjectEvent',
    eventID: 'urn:uuid:0d3f2b7c-90e5-4a53-8f1a-5d2d9e3f0a11',
    eventTime: '2024-03-06T15:00:00Z',
    eventTimeZoneOffset: '-05:00',
    action: 'OBSERVE',
    bizTransactionList: [{ type: 'po', bizTransaction: `urn:epcglobal:cbv:bt:${DC}:${TRANSFER}` }],
    quantityList: [{ epcClass: 'https://id.gs1.org/01/00614141073467', quantity: 8 }],
    ...members,
  })
  const read = (members: object) => {
    const [reading] = [...epcisAdapter.read({ text: JSON.stringify(event(members)) })]
    if (reading?.outcome !== 'record') throw new Error(JSON.stringify(reading))
    return reading.record
  }
  it('sends and receives its units beside the stock', () => {
    const at = (gln: string) => ({ bizLocation: { id: `https://id.gs1.org/414/${gln}` } })
    const sent = read({ bizStep: 'shipping', ...at(DC) })
    expect(eventsOf(sent, 'TransferLineSent')).toMatchObject([{ transfer: TRANSFER, sku: SKU, units: 8 }])
    expect(eventsOf(sent, 'StockMoved')).toMatchObject([{ from: dc, to: 'inTransit', units: 8 }])
    const came = read({ bizStep: 'receiving', disposition: 'damaged', ...at(SHOP) })
    expect(eventsOf(came, 'TransferLineReceived')).toMatchObject([{ units: 8, damagedUnits: 8 }])
    expect(eventsOf(came, 'StockMoved')).toMatchObject([{ from: 'inTransit', to: shop('damaged') }])
    expect(eventsOf(read({ bizStep: 'shipping' }), 'TransferLineSent')).toEqual([])
  })
  it('that the tower wrote itself moves nothing', () => {
    const own = read({
      eventID: `urn:omnitower:transfer:${TRANSFER}:1`,
      bizStep: 'shipping',
      bizLocation: { id: `https://id.gs1.org/414/${DC}` },
    })
    expect(own.events).toMatchObject([{ type: 'ObservationRecorded', step: 'shipping' }])
  })
})
