/** Proves what 940 and 945 become: orders at a warehouse, what it shipped, what fell short, and the stock that left. */
import { describe, expect, it } from 'vitest'
import {
  eventsOf,
  interchangeOf,
  recordOf,
  refusalOf,
  SHIPPING_ADVICE,
  SHIPPING_ORDER,
} from './interchange.fixture.ts'

const order = (change: (segments: string[]) => string[] = (segments) => segments) =>
  interchangeOf('940', change([...SHIPPING_ORDER]))
const advice = (change: (segments: string[]) => string[] = (segments) => segments, envelope = {}) =>
  interchangeOf('945', change([...SHIPPING_ADVICE]), {
    sender: 'DC',
    date: '20240306',
    time: '2010',
    ...envelope,
  })
const without = (start: string) => (segments: string[]) =>
  segments.filter((segment) => !segment.startsWith(start))
const swap = (from: string, to: string) => (segments: string[]) =>
  segments.map((segment) => segment.replace(from, to))

describe('a 940', () => {
  it('places the order and allocates its lines at the warehouse', () => {
    const { events } = recordOf(order())
    const location = 'gln:9506000134369'
    expect(events).toMatchObject([
      {
        type: 'OrderPlaced',
        order: 'x12:order:PO-500',
        promise: { date: '2024-03-12', timeZone: 'America/Denver', basis: 'X12 02' },
      },
      {
        type: 'OrderLineAdded',
        line: '1',
        sku: 'gtin:00614141073467',
        units: 10,
        origin: location,
        part: `940 ${location} DO-77`,
      },
      { type: 'OrderStepTaken', line: '1', step: 'allocated', units: 10, location },
      { type: 'OrderLineAdded', line: '2', sku: 'x12:vendor:BULK-7@KGM', units: 2.5, origin: location },
      { type: 'OrderStepTaken', line: '2', step: 'allocated', units: 2.5, location },
    ])
  })
  it('gives units up at the warehouse by F and D, changes them by R, does nothing by A', () => {
    const given = { type: 'OrderStepTaken', step: 'rejected', location: 'gln:9506000134369' }
    for (const status of ['F', 'D']) {
      const off = order(swap('W05*N', `W05*${status}`))
      expect(recordOf(off).events).toMatchObject([
        { ...given, line: '1', units: 10 },
        { ...given, line: '2', units: 2.5 },
      ])
    }
    const bare = recordOf(order((segments) => swap('W05*N', 'W05*F')(segments).slice(0, 7))).events
    expect(bare).toMatchObject([given])
    expect(bare[0]).not.toHaveProperty('line')
    expect(eventsOf(recordOf(order(swap('W05*N', 'W05*R'))), 'OrderLineAdded')).toHaveLength(2)
    expect(recordOf(order(swap('W05*N', 'W05*A'))).events).toMatchObject([{ type: 'ObservationRecorded' }])
  })
  it('is known by the depositor’s number where it has no purchase order, else by N9*PO', () => {
    const name = (text: string) => eventsOf(recordOf(text), 'OrderPlaced')[0]?.order
    expect(name(order(swap('*PO-500', '')))).toBe('x12:order:DO-77')
    expect(
      name(order((segments) => [swap('*PO-500', '')(segments)[0]!, 'N9*PO*PO-8', ...segments.slice(1)])),
    ).toBe('x12:order:PO-8')
  })
  it.each([
    ['W05', without('W05')],
    ['W05-01', swap('W05*N', 'W05*9')],
    ['W05-02', swap('DO-77*PO-500', '*')],
    ['W01', (segments: string[]) => segments.filter((segment) => !segment.startsWith('W01'))],
    ['W01-01', swap('W01*10', 'W01*x')],
    ['W01-01', swap('N9*LI*1', 'N9*LI*2')],
    ['W01-05', swap('**VN*BULK-7', '')],
    ['G62-02', swap('20240312', '2024')],
  ])('is refused whole for %s', (field, change) => {
    expect(refusalOf(order(change)).field).toBe(field)
  })
})

describe('a 945', () => {
  const shipment = 'urn:epcglobal:cbv:bt:9506000134369:SHIP-9'
  const location = 'gln:9506000134369'
  it('ships what left, cancels what will not come, leaves open what is back-ordered, moves stock', () => {
    const record = recordOf(advice())
    const at = Date.parse('2024-03-06T20:00:00Z')
    expect(record).toMatchObject({ identity: 'x12:945:ZZ:DC:PO-500:SHIP-9', occurredAt: at })
    const from = { location, disposition: 'sellable' }
    expect(record.events).toMatchObject([
      {
        type: 'ShipmentDescribed',
        shipment,
        order: 'x12:order:PO-500',
        carrier: 'UPSN',
        trackingNumber: '1Z999',
        lines: [
          { units: 8, orderLine: '1' },
          { units: 1, orderLine: '2' },
        ],
      },
      { type: 'ShipmentMilestoneReached', shipment, milestone: 'departed', at },
      { type: 'OrderStepTaken', line: '1', step: 'shipped', units: 8, location, shipment, at },
      { type: 'OrderStepTaken', line: '2', step: 'shipped', units: 1, location, shipment, at },
      {
        type: 'OrderStepTaken',
        line: '1',
        step: 'cancelled',
        units: 2,
        by: 'stock',
        why: 'W12-01 CP: shipped in part, no back-order',
      },
      { type: 'StockMoved', sku: 'gtin:00614141073467', units: 8, from, to: 'customer' },
      { type: 'StockMoved', sku: 'x12:vendor:BULK-7@KGM', units: 1, from, to: 'customer' },
      {
        type: 'ObservationRecorded',
        why: 'X12 945: 1.5 of line 2 stay open (W12-01 BP: shipped in part, the rest back-ordered)',
      },
    ])
    expect(record.events).toHaveLength(8)
  })
  it('moves stock into transit where the goods go to a place with a GLN', () => {
    const record = recordOf(advice(swap('N1*ST*Jo Customer', 'N1*ST*Store*UL*9506000134352')))
    expect(eventsOf(record, 'StockMoved').map(({ to }) => to)).toEqual(['inTransit', 'inTransit'])
  })
  it('moves stock of a warehouse with a number of its own, none of one without, and says so', () => {
    const own = recordOf(advice(swap('*UL*9506000134369', '*92*W1')))
    expect(eventsOf(own, 'StockMoved')[0]?.from).toEqual({ location: 'x12:92:W1', disposition: 'sellable' })
    const none = recordOf(advice(swap('*UL*9506000134369', '')))
    expect(eventsOf(none, 'StockMoved')).toEqual([])
    expect(eventsOf(none, 'OrderStepTaken')).toHaveLength(3)
    expect(eventsOf(none, 'ObservationRecorded')[0]?.why).toContain('so no stock moves')
  })
  it('binds an item to the order by the item where its line is not told', () => {
    const record = recordOf(advice((segments) => segments.filter((segment) => segment !== 'LX*2')))
    expect(eventsOf(record, 'OrderStepTaken')).toEqual([])
    expect(eventsOf(record, 'ShipmentDescribed')[0]?.lines).toEqual([
      { sku: 'gtin:00614141073467', units: 8 },
      { sku: 'x12:vendor:BULK-7@KGM', units: 1 },
    ])
    expect(eventsOf(record, 'ObservationRecorded')[0]?.why).toContain('told by the item alone')
  })
  it('takes no lot or weight for an item’s number', () => {
    const weighed = swap('W12*CP*10*8*2*EA*614141073467*VN*AB35', 'W12*CP*10*8*2*EA****LOT7*12*G*L')
    expect(refusalOf(advice(weighed)).field).toBe('W12-08')
  })
  it('of the freight alone has no effect on stock or order, and says so', () => {
    const record = recordOf(advice((segments) => segments.slice(0, 8)))
    expect(record.events.map(({ type }) => type)).toEqual([
      'ShipmentDescribed',
      'ShipmentMilestoneReached',
      'ObservationRecorded',
    ])
    expect(eventsOf(record, 'ObservationRecorded')[0]?.why).toContain('freight alone')
  })
  it('without lines takes no step even where it reports no exceptions', () => {
    const record = recordOf(advice((segments) => swap('W06*F', 'W06*N')(segments).slice(0, 8)))
    expect(eventsOf(record, 'OrderStepTaken')).toEqual([])
    expect(eventsOf(record, 'ShipmentDescribed')[0]).not.toHaveProperty('order')
  })
  it('ships nothing where nothing left', () => {
    const record = recordOf(
      advice((segments) =>
        swap('W12*BP*2.5*1*1.5', 'W12*DS*2.5*0*2.5')(swap('W12*CP*10*8*2', 'W12*CU*10*0*10')(segments)),
      ),
    )
    expect(record.events).toMatchObject([
      { step: 'cancelled', line: '1', units: 10, why: 'W12-01 CU: line cancelled' },
      { step: 'cancelled', line: '2', units: 2.5, by: 'stock' },
    ])
    expect(record.events[0]).not.toHaveProperty('by')
  })
  it('is one fact under new control numbers where it names its shipment, else by its envelope', () => {
    expect(recordOf(advice(undefined, { control: 7 })).identity).toBe(recordOf(advice()).identity)
    const unnamed = swap('SHIP-9', '')
    expect(recordOf(advice(unnamed, { control: 7 })).identity).not.toBe(recordOf(advice(unnamed)).identity)
  })
  it('stands after what the same day brought, where it tells the day alone', () => {
    const day = (date: string) =>
      new Date(recordOf(advice(swap('*8*1500', ''), { date })).occurredAt).toISOString()
    expect(day('20240306')).toBe('2024-03-06T20:10:00.000Z')
    expect(day('20240308')).toBe('2024-03-07T04:59:59.999Z')
  })
  it.each([
    ['W06', without('W06')],
    ['W06-01', swap('W06*F', 'W06*K')],
    ['W06-02', swap('DO-77*20240306*SHIP-9**PO-500', '*20240306')],
    ['W12-01', swap('W12*CP', 'W12*')],
    ['W12-03', swap('*10*8*2*', '*10**10*')],
    ['W12-03', swap('*10*8*2*', '*10*8x*2*')],
    ['W12-08', swap('**VN*BULK-7', '')],
    ['G62-04', swap('*8*1500', '*8*9900')],
  ])('is refused whole for %s', (field, change) => {
    expect(refusalOf(advice(change)).field).toBe(field)
  })
})
