/** Proves that an 850 becomes an order with its lines, prices and promises, and what of it is refused. */
import { describe, expect, it } from 'vitest'
import { priceMinorOf, quantityOf, unitSuffix } from './amounts.ts'
import { eventsOf, interchangeOf, PO, recordOf, refusalOf, SHOP } from './interchange.fixture.ts'
import { skuOf } from './items.ts'
import { lineId } from './names.ts'

const po = (change: (segments: string[]) => string[] = (segments) => segments) =>
  interchangeOf('850', change([...PO]))
const without = (start: string) => (segments: string[]) =>
  segments.filter((segment) => !segment.startsWith(start))
const swap = (from: string, to: string) => (segments: string[]) =>
  segments.map((segment) => segment.replace(from, to))

describe('an 850', () => {
  it('places the order, with its lines, prices, promises and destination', () => {
    const record = recordOf(po())
    expect(record).toMatchObject({
      identity: 'x12:850:ZZ:SHOP:x12:order:PO-500',
      recordTime: record.occurredAt,
    })
    expect(new Date(record.occurredAt).toISOString()).toBe('2024-03-05T12:00:00.000Z')
    const shipBy = Date.parse('2024-03-08T07:00:00Z') - 1
    expect(record.events).toEqual([
      {
        type: 'OrderPlaced',
        order: 'x12:order:PO-500',
        channel: 'edi',
        status: '00 SA',
        destination: {
          name: 'Jo Customer',
          city: 'Denver',
          region: 'CO',
          postalCode: '80202',
          country: 'US',
        },
        promise: { date: '2024-03-12', timeZone: 'America/Denver', basis: 'X12 002' },
      },
      {
        type: 'OrderLineAdded',
        order: 'x12:order:PO-500',
        line: '1',
        sku: 'gtin:00614141073467',
        units: 10,
        priceMinor: 925,
        currency: 'USD',
        shipBy,
      },
      {
        type: 'OrderLineAdded',
        order: 'x12:order:PO-500',
        line: '2',
        sku: 'x12:vendor:BULK-7@KGM',
        units: 2.5,
        priceMinor: 100,
        currency: 'USD',
        shipBy,
        promise: { at: Date.parse('2024-03-15T15:30:00Z'), basis: 'X12 002' },
      },
    ])
  })

  it('is one fact however often it is told whole; a later telling is its new version; a part is a fact of its own', () => {
    const first = recordOf(po())
    const again = recordOf(
      interchangeOf('850', swap('BEG*00', 'BEG*05')([...PO]), { control: 99, date: '20240306' }),
    )
    expect(again.identity).toBe(first.identity)
    expect([again.occurredAt, (again.recordTime ?? 0) > (first.recordTime ?? 0)]).toEqual([
      Date.parse('2024-03-05T00:00:00Z'),
      true,
    ])
    const part = recordOf(
      interchangeOf('850', swap('BEG*00', 'BEG*04')([...PO]), { control: 99, date: '20240306' }),
    )
    expect(part.identity).toMatch(/^x12:ZZ:SHOP:ZZ:TOWER:240306:000000099:99:0001:[0-9a-f]{32}$/)
    expect(part.occurredAt).toBe(Date.parse('2024-03-06T12:00:00Z'))
  })

  it('is called off by purpose 01, as of when that was written', () => {
    const record = recordOf(
      interchangeOf('850', ['BEG*01*SA*PO-500**20240305'], { date: '20240306', time: '0900' }),
    )
    expect(record.occurredAt).toBe(Date.parse('2024-03-06T09:00:00Z'))
    expect(record.events).toMatchObject([{ type: 'OrderStepTaken', step: 'cancelled', by: 'customer' }])
  })

  it('says drop-ship where its type is DS, and who buys, by no number of a buyer in the order’s id but a GLN', () => {
    const text = po((segments) => [
      ...swap('BEG*00*SA', 'BEG*00*DS')(segments).slice(0, 4),
      'N1*BY*Shop*92*0010',
      ...segments.slice(4),
    ])
    expect(eventsOf(recordOf(text), 'OrderPlaced')[0]).toMatchObject({
      flow: 'dropShip',
      customer: 'x12:92:0010',
      order: 'x12:order:PO-500',
    })
  })

  it('keeps orders of two buyers with one number apart where they have GLNs', () => {
    const text = po((segments) => [segments[0]!, `N1*BY*Shop*UL*${SHOP}`, ...segments.slice(1)])
    expect(eventsOf(recordOf(text), 'OrderPlaced')[0]?.order).toBe(`x12:order:${SHOP}:PO-500`)
  })

  it('was placed on its day, where it is written later, and not after it was written', () => {
    const at = (day: string) => new Date(recordOf(po(swap('20240305', day))).occurredAt).toISOString()
    expect(at('20240301')).toBe('2024-03-01T00:00:00.000Z')
    expect(at('20240501')).toBe('2024-03-05T12:00:00.000Z')
  })

  it.each([
    ['BEG', without('BEG')],
    ['BEG-01', swap('BEG*00', 'BEG*99')],
    ['BEG-03', swap('PO-500', '')],
    ['BEG-05', swap('20240305', '20241305')],
    ['CUR-02', swap('USD', 'dollars')],
    ['DTM-02', swap('DTM*002*20240312', 'DTM*002*soon')],
    ['DTM-03', swap('0930', '2560')],
    ['DTM-04', swap('*MT', '*QQ')],
    ['PO1-01', swap('PO1*002', 'PO1*1')],
    ['PO1-02', swap('*10*EA', '*ten*EA')],
    ['PO1-02', swap('*10*EA', '**EA')],
    ['PO1-02', swap('*10*EA', '*-1*EA')],
    ['PO1-02', swap('*10*EA', '*0.0000001*EA')],
    ['PO1-04', swap('9.25', '9,25')],
    ['PO1-04', swap('9.25', '999999999999999999')],
    ['PO1-07', swap('*UP*614141073467*VN*AB35', '')],
    ['CTT-01', swap('CTT*2', 'CTT*3')],
  ])('is refused whole for %s', (field, change) => {
    const refused = refusalOf(po(change))
    expect(refused.field).toBe(field)
    expect(refused.reason).toContain(field)
  })
})

describe('items', () => {
  it.each([
    [[['UP', '614141073467']], 'EA', 'gtin:00614141073467'],
    [[['UP', '614141073467']], 'CA', 'gtin:00614141073467@CA'],
    [[['UK', '10614141073464']], 'CA', 'gtin:10614141073464'],
    [
      [
        ['UP', '614141073460'],
        ['VP', 'A'],
      ],
      'EA',
      'x12:vendor:A',
    ],
    [[['UP', '614141073460']], 'EA', 'x12:UP:614141073460'],
    [
      [
        ['BP', 'B'],
        ['VN', 'A'],
        ['SK', 'S'],
      ],
      '',
      'x12:sku:S',
    ],
    [
      [
        ['CB', 'B'],
        ['PR', 'RO'],
        ['VN', 'A'],
      ],
      'DZ',
      'x12:vendor:A@DZN',
    ],
    [[['ZZ', 'x']], 'LB', 'x12:ZZ:x@LBR'],
    [[], 'EA', undefined],
  ] as const)('%j in %s are %s', (pairs, unit, sku) => {
    expect(skuOf(pairs, unit)).toBe(sku)
  })
  it('have lines whose leading zeros do not count', () => {
    expect(['001', '1', '0', '00', 'A01', '000100001'].map(lineId)).toEqual([
      '1',
      '1',
      '0',
      '0',
      'A01',
      '100001',
    ])
  })
  it('have units of measure that EPCIS writes alike', () => {
    expect(['EA', 'PC', '', 'YD', 'constructor'].map(unitSuffix)).toEqual([
      '',
      '',
      '',
      '@YRD',
      '@constructor',
    ])
  })
})

describe('amounts', () => {
  const segment = (value: string) => ({ elements: ['PO1', value], start: 0, end: 0 })
  it.each([
    ['9.25', '', 'USD', 925],
    ['.5', '', 'USD', 50],
    ['5.', '', 'USD', 500],
    ['1499.955', '', 'USD', 149_996],
    ['1000', '', 'JPY', 1000],
    ['1.2345', '', 'BHD', 1235],
    ['12.5', 'HP', 'USD', 13],
    ['999.99', 'TP', 'USD', 100],
    ['45', 'PN', undefined, 450],
    ['-1.50', '', 'USD', -150],
    ['', '', 'USD', undefined],
  ])('a price of %s %s %s is %s', (value, basis, currency, minor) => {
    expect(priceMinorOf(segment(value), 1, basis, currency)).toBe(minor)
  })
  it.each(['1e3', '0x10', '1 000', '٣', '--1', 'NaN', '.'])('%s is no quantity', (value) => {
    expect(quantityOf(segment(value), 1)).toMatchObject({ field: 'PO1-01' })
  })
})
