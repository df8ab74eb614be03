/** Proves that an 856 becomes a shipment bound to its orders' lines, whatever tree it is written in. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventsOf, interchangeOf, read, recordOf, refusalOf, SHIP_NOTICE } from './interchange.fixture.ts'

const asn = (change: (segments: string[]) => string[] = (segments) => segments, envelope = {}) =>
  interchangeOf('856', change([...SHIP_NOTICE]), { date: '20240306', time: '2010', ...envelope })
const without = (start: string) => (segments: string[]) =>
  segments.filter((segment) => !segment.startsWith(start))
const swap = (from: string, to: string) => (segments: string[]) =>
  segments.map((segment) => segment.replace(from, to))
const shipment = 'urn:epcglobal:cbv:bt:9506000134369:SHIP-9'

describe('an 856', () => {
  it('describes the shipment, its lines, when it left and when it is expected', () => {
    const record = recordOf(asn())
    const at = Date.parse('2024-03-06T20:00:00Z')
    expect(record).toMatchObject({ identity: 'x12:856:ZZ:SHOP:SHIP-9', occurredAt: at })
    const place = {
      location: 'gln:9506000134369',
      name: 'North DC',
      city: 'Columbus',
      region: 'OH',
      postalCode: '43215',
      country: 'US',
    }
    const order = 'x12:order:PO-500'
    const step = {
      type: 'OrderStepTaken',
      order,
      step: 'shipped',
      location: 'gln:9506000134369',
      shipment,
      at,
    }
    expect(record.events).toEqual([
      {
        type: 'ShipmentDescribed',
        shipment,
        order,
        carrier: 'UPSN',
        trackingNumber: '1Z999',
        origin: place,
        destination: {
          name: 'Jo Customer',
          city: 'Denver',
          region: 'CO',
          postalCode: '80202',
          country: 'US',
        },
        lines: [
          { sku: 'gtin:00614141073467', units: 8, orderLine: '1' },
          { sku: 'x12:vendor:BULK-7@KGM', units: 1, orderLine: '2' },
        ],
        toldBy: 'X12 856 ZZ:SHOP',
      },
      {
        type: 'ShipmentMilestoneReached',
        shipment,
        milestone: 'departed',
        at,
        place,
        code: '011',
        detail: 'shipped',
      },
      {
        type: 'ShipmentEstimateChanged',
        shipment,
        estimatedDeliveryAt: Date.parse('2024-03-09T07:00:00Z') - 1,
      },
      { ...step, line: '1', units: 8 },
      { ...step, line: '2', units: 1 },
      {
        type: 'ObservationRecorded',
        step: '856',
        parent: shipment,
        things: [{ id: 'sscc:106141412345678908', units: 1 }],
        why: 'logistic units of the shipment; stock is moved by the feed of the place it leaves',
      },
    ])
  })

  it('is one fact however often it is sent, also under new control numbers; a later one is its new version', () => {
    const [first, again] = [recordOf(asn()), recordOf(asn(undefined, { control: 99, time: '2015' }))]
    expect(again.identity).toBe(first.identity)
    expect(again.events).toEqual(first.events)
    expect(again.recordTime).toBeGreaterThan(first.recordTime ?? 0)
    const mended = recordOf(asn(swap('SN1**8', 'SN1**7'), { control: 100 }))
    expect(mended.identity).toBe(first.identity)
    expect(recordOf(asn(swap('BSN*00', 'BSN*01'))).retracted).toBe(true)
  })

  it('takes steps for the lines of several orders, and then belongs to none of them', () => {
    const record = recordOf(
      asn((segments) => [
        ...segments.slice(0, -1),
        'HL*6*1*O',
        'PRF*PO-501',
        'HL*7*6*I',
        'LIN*1*VN*X',
        'SN1**3*EA',
        'CTT*7',
      ]),
    )
    const [described] = eventsOf(record, 'ShipmentDescribed')
    expect(described?.order).toBeUndefined()
    expect(described?.lines).toHaveLength(3)
    expect(eventsOf(record, 'OrderStepTaken').map(({ order, line, units }) => [order, line, units])).toEqual([
      ['x12:order:PO-500', '1', 8],
      ['x12:order:PO-500', '2', 1],
      ['x12:order:PO-501', '1', 3],
    ])
  })

  it('adds up one line in several packs', () => {
    const record = recordOf(
      asn((segments) => [
        ...segments.slice(0, -1),
        'HL*6*2*P',
        'HL*7*6*I',
        'LIN*001*UP*614141073467',
        'SN1**0.1*EA',
        'CTT*7',
      ]),
    )
    expect(eventsOf(record, 'OrderStepTaken')[0]).toMatchObject({ line: '1', units: 8.1 })
    expect(eventsOf(record, 'ShipmentDescribed')[0]?.lines).toHaveLength(2)
  })

  it('reads a tree without parents, and PRF within the items', () => {
    const flat = asn((segments) => segments.map((segment) => segment.replace(/^HL\*(\d+)\*\d*\*/, 'HL*$1**')))
    expect(recordOf(flat).events).toEqual(recordOf(asn()).events)
    const inItems = asn((segments) => [
      ...segments.slice(0, 11),
      'HL*2*1*I',
      'LIN*1*VN*A',
      'SN1**1*EA',
      'PRF*PO-1',
      'HL*3*1*I',
      'LIN*1*VN*B',
      'SN1**2*EA',
      'PRF*PO-2',
      'CTT*2',
    ])
    expect(eventsOf(recordOf(inItems), 'OrderStepTaken').map(({ order }) => order)).toEqual([
      'x12:order:PO-1',
      'x12:order:PO-2',
    ])
  })

  it('is only planned without a day of departure, and where that day is to come', () => {
    for (const change of [without('DTM*011'), swap('DTM*011*20240306', 'DTM*011*20240309')]) {
      const record = recordOf(asn(change))
      expect(eventsOf(record, 'ShipmentMilestoneReached')).toMatchObject([{ milestone: 'planned' }])
      expect(eventsOf(record, 'OrderStepTaken')).toEqual([])
    }
  })

  it('tells what it could not bind: items without an order, without a line, or none', () => {
    const why = (change: (segments: string[]) => string[]) =>
      eventsOf(recordOf(asn(change)), 'ObservationRecorded')[0]?.why
    expect(why(without('PRF'))).toContain('their order is not known')
    expect(why(swap('LIN*1*', 'LIN**'))).toContain('told by the item alone')
    const bare = recordOf(asn((segments) => [...segments.slice(0, 12), 'CTT*2']))
    expect(eventsOf(bare, 'ObservationRecorded')[0]?.why).toContain('no item with a quantity')
    expect(eventsOf(bare, 'ShipmentDescribed')[0]).not.toHaveProperty('order')
  })

  it.each([
    ['BSN', without('BSN')],
    ['BSN-01', swap('BSN*00', 'BSN*77')],
    ['BSN-02', swap('SHIP-9', '')],
    ['HL', (segments: string[]) => segments.slice(0, 1)],
    ['HL-01', swap('HL*5*', 'HL*4*')],
    ['HL-01', swap('HL*5*', 'HL**')],
    ['HL-02', swap('HL*4*3', 'HL*4*9')],
    ['HL-02', swap('HL*4*3', 'HL*4*4')],
    ['HL-02', swap('HL*2*1', 'HL*2*3')],
    ['HL-03', swap('HL*4*3*I', 'HL*4*3')],
    ['LIN', without('LIN*2')],
    ['LIN-03', swap('*VN*BULK-7', '')],
    ['SN1', without('SN1**1')],
    ['SN1-02', swap('SN1**8', 'SN1**')],
    ['SN1-02', swap('SN1**8', 'SN1**eight')],
    ['DTM-02', swap('20240308', '20240399')],
    ['CTT-01', swap('CTT*5', 'CTT*4')],
  ])('is refused whole for %s', (field, change) => {
    const refused = refusalOf(asn(change))
    expect(refused.field).toBe(field)
    expect(refused.reason).toContain(field.slice(0, 3))
  })
})

it('takes a hundred thousand levels, and leaves lines out of the description beyond its limit', () => {
  const items = Array.from({ length: 100_000 }, (_, index) => [
    `HL*${index + 3}*2*I`,
    `LIN*${index + 1}*VN*A${index % 20_000}`,
    'SN1**1*EA',
  ])
  const record = recordOf(
    asn((segments) => [...segments.slice(0, 11), 'HL*2*1*O', 'PRF*PO-9', ...items.flat(), 'CTT*100002']),
  )
  expect(eventsOf(record, 'OrderStepTaken')).toHaveLength(100_000)
  expect(eventsOf(record, 'ShipmentDescribed')[0]).not.toHaveProperty('lines')
})

it('never throws on any tree, and every item of a good one is in some line', () => {
  const level = fc.record({
    parent: fc.integer({ min: -1, max: 12 }),
    code: fc.constantFrom('S', 'O', 'T', 'P', 'I', 'Q', ''),
  })
  fc.assert(
    fc.property(fc.array(level, { maxLength: 12 }), (levels) => {
      const segments = levels.flatMap(({ parent, code }, index) => [
        `HL*${index + 1}*${parent < 0 ? '' : parent}*${code}`,
        ...(code === 'O' ? [`PRF*PO-${index}`] : []),
        ...(code === 'I' ? [`LIN*${index}*VN*A`, 'SN1**1*EA'] : []),
      ])
      const [reading] = read(asn((own) => [own[0]!, 'DTM*011*20240306*1500*ET', ...segments]))
      const isTree = levels.every(
        ({ parent, code }, index) => code !== '' && (parent < 0 || (parent > 0 && parent <= index)),
      )
      expect(reading?.outcome).toBe(isTree && levels.length > 0 ? 'record' : 'refused')
      if (reading?.outcome !== 'record') return
      const lines = eventsOf(reading.record, 'ShipmentDescribed')[0]?.lines ?? []
      expect(lines.reduce((sum, { units }) => sum + units, 0)).toBe(
        levels.filter(({ code }) => code === 'I').length,
      )
    }),
  )
})
