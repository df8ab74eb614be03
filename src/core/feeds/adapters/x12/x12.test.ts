/** Proves the X12 adapter on hand-made interchanges: separators, counts, times, codes, identity, damage. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reading } from '../../adapter.ts'
import { x12Adapter } from './adapter.ts'
import { withoutNumbers } from './interchange.fixture.ts'
import { STATUS_CODES } from './statusCodes.ts'
import { readX12Time, zoneOfPlace } from './timeZones.ts'

const ISA =
  'ISA*00*          *00*          *02*FAST           *ZZ*SHOP           *240305*1200*U*00401*000000042*0*P*>~'
const body = (statuses: string[], extra: string[] = []) => [
  'B10*PRO77*SHIP-9*FAST~',
  'L11*PO-500*PO~',
  'N1*SH*North DC*UL*9506000134369~',
  'N4*Columbus*OH*43215*US~',
  'N1*CN*Jo Customer~',
  'N4*Denver*CO*80202*US~',
  ...extra,
  'LX*1~',
  ...statuses,
]
function setOf(segments: string[], number = '0001', type = '214') {
  return [`ST*${type}*${number}~`, ...segments, `SE*${segments.length + 2}*${number}~`]
}
function interchange(sets: string[][], changes: (text: string) => string = (text) => text) {
  const lines = [
    ISA,
    'GS*QM*FAST*SHOP*20240305*1200*7*X*004010~',
    ...sets.flat(),
    `GE*${sets.length}*7~`,
    'IEA*1*000000042~',
  ]
  return changes(lines.join('\n'))
}
const DELIVERED = 'AT7*D1*NS***20240305*1430*LT~'
const good = interchange([setOf(body([DELIVERED, 'MS1*Denver*CO*US~']))])
const read = (text: string): Reading[] =>
  [...x12Adapter.read({ text })].map((reading) =>
    reading.outcome === 'record' ? { ...reading, record: withoutNumbers(reading.record) } : reading,
  )
const only = (text: string) => {
  const readings = read(text)
  expect(readings).toHaveLength(1)
  return readings[0]!
}
const record = (text: string) => {
  const reading = only(text)
  if (reading.outcome === 'refused') throw new Error(reading.reason)
  return reading.record
}
const refusal = (text: string) => {
  const reading = only(text)
  if (reading.outcome === 'record') throw new Error('was taken')
  return reading
}
const milestones = (text: string) =>
  record(text).events.flatMap((event) => (event.type === 'ShipmentMilestoneReached' ? [event] : []))

describe('a 214', () => {
  it('describes the shipment and its delivery, in local time of the place', () => {
    const { events, occurredAt, identity } = record(good)
    expect(identity).toMatch(/^x12:02:FAST:ZZ:SHOP:240305:000000042:7:0001:[0-9a-f]{32}$/)
    expect(new Date(occurredAt).toISOString()).toBe('2024-03-05T21:30:00.000Z')
    const shipment = 'urn:epcglobal:cbv:bt:9506000134369:SHIP-9'
    expect(events).toEqual([
      {
        type: 'ShipmentDescribed',
        shipment,
        order: 'x12:order:PO-500',
        carrier: 'FAST',
        trackingNumber: 'PRO77',
        origin: {
          location: 'gln:9506000134369',
          name: 'North DC',
          city: 'Columbus',
          region: 'OH',
          postalCode: '43215',
          country: 'US',
        },
        destination: {
          name: 'Jo Customer',
          city: 'Denver',
          region: 'CO',
          postalCode: '80202',
          country: 'US',
        },
      },
      {
        type: 'ShipmentMilestoneReached',
        shipment,
        milestone: 'delivered',
        at: Date.parse('2024-03-05T21:30:00Z'),
        place: { city: 'Denver', region: 'CO', country: 'US' },
        code: 'D1/NS',
        detail: 'completed unloading at the delivery location',
      },
    ])
  })

  it('takes several statuses, estimates, appointments and coordinates of one set as one record', () => {
    const { events } = record(
      interchange([
        setOf(
          body([
            'AT7*AF*NS***20240304*0800*ET~',
            'MS1****0740010*404200*W*N~',
            'AT7*AG****20240306*1700*MT~',
            'AT7***AA*NA*20240304*0700*ET~',
            'AT7*SD*AO***20240305*0900*UT~',
          ]),
        ),
      ]),
    )
    expect(events.map(({ type }) => type)).toEqual([
      'ShipmentDescribed',
      'ShipmentMilestoneReached',
      'ShipmentEstimateChanged',
      'ObservationRecorded',
      'ShipmentMilestoneReached',
    ])
    expect(events[1]).toMatchObject({ milestone: 'pickedUp', at: Date.parse('2024-03-04T13:00:00Z') })
    expect(events[2]).toMatchObject({ estimatedDeliveryAt: Date.parse('2024-03-07T00:00:00Z') })
    expect(events[4]).toMatchObject({
      milestone: 'delayed',
      code: 'SD/AO',
      detail: 'shipment delayed; reason AO',
    })
  })

  it('reads coordinates, and says where it had to assume a zone or a time', () => {
    const [step] = milestones(
      interchange([setOf(body(['AT7*X4*NS***20240305~', 'MS1****0740010*0404200*W*N~']))]),
    )
    expect(step?.place).toEqual({ longitude: -74.002778, latitude: 40.7 })
    expect(step?.at).toBe(Date.parse('2024-03-05T00:00:00Z'))
    expect(step?.detail).toContain('local time of an unknown place, read as UTC')
    expect(step?.detail).toContain('no time of day given')
  })

  it('falls back on the destination for the zone of a delivery without MS1', () => {
    expect(milestones(interchange([setOf(body([DELIVERED]))]))[0]?.at).toBe(
      Date.parse('2024-03-05T21:30:00Z'),
    )
  })

  it('names a shipment by carrier and number where no GLN is given', () => {
    const text = good.replace('*UL*9506000134369', '')
    expect(record(text).events[0]).toMatchObject({ shipment: 'x12:FAST:SHIP-9' })
  })
})

describe('separators', () => {
  it.each([
    [
      'line ends inside the ISA and a byte-order mark left over',
      (text: string) => `\uFEFF${text.replace('*ZZ*SHOP           *', '*ZZ*SHOP           \r\n*')}`,
    ],
    ['no line ends', (text: string) => text.replaceAll('\n', '')],
    ['line ends as terminators', (text: string) => text.replaceAll('~', '')],
    ['CR LF as terminators', (text: string) => text.replaceAll('~', '').replaceAll('\n', '\r\n')],
    ['indented segments', (text: string) => text.replaceAll('\n', '\r\n\t   ')],
    [
      'other characters',
      (text: string) => text.replaceAll('~', '}').replaceAll('*', '|').replaceAll('>', '^'),
    ],
    ['a tilde between elements', (text: string) => text.replaceAll('~', '…').replaceAll('*', '~')],
    ['elements of the ISA not filled up', (text: string) => text.replaceAll(/ +\*/g, '*')],
  ])('are read from the ISA: %s', (_, change) => {
    const text = change(good)
    expect(x12Adapter.recognise({ text })).toBe(true)
    const changed = record(text)
    expect(changed.events).toHaveLength(2)
    if (!text.includes('|')) expect(changed.occurredAt).toBe(record(good).occurredAt)
  })
})

describe('identity', () => {
  it('is the same for a file sent again, however its lines are broken', () => {
    expect(record(good.replaceAll('\n', '\r\n  ')).identity).toBe(record(good).identity)
  })
  it('differs where a careless sender gave other content the same numbers', () => {
    expect(record(good.replace('SHIP-9', 'SHIP-8')).identity).not.toBe(record(good).identity)
  })
  it('differs on another day', () => {
    expect(record(good.replace('*240305*1200*U', '*240306*1200*U')).identity).not.toBe(record(good).identity)
  })
})

describe('refusals', () => {
  it.each([
    ['SE01', (text: string) => text.replace('SE*11', 'SE*12')],
    ['SE02', (text: string) => text.replace('SE*11*0001', 'SE*11*0002')],
    ['GE01', (text: string) => text.replace('GE*1*7', 'GE*2*7')],
    ['GE02', (text: string) => text.replace('GE*1*7', 'GE*1*8')],
    ['IEA01', (text: string) => text.replace('IEA*1', 'IEA*3')],
    ['IEA02', (text: string) => text.replace('IEA*1*000000042', 'IEA*1*000000043')],
    ['IEA', (text: string) => text.slice(0, text.indexOf('IEA'))],
    ['GE', (text: string) => text.replace('GE*1*7~\n', '')],
    ['SE', (text: string) => text.slice(0, text.indexOf('SE*'))],
    ['GS', (text: string) => text.replace(/GS.*\n/, '')],
    ['ISA', (text: string) => text.slice(0, 60)],
    ['ISA', (text: string) => text.slice(text.indexOf('GS*'))],
    ['B10', (text: string) => text.replace('B10*', 'B11*')],
    ['B10-02', (text: string) => text.replace('B10*PRO77*SHIP-9', 'B10**')],
    ['AT7-01', (text: string) => text.replace('AT7*D1', 'AT7*QQ')],
    ['AT7-01', (text: string) => text.replace('AT7*D1*NS*', 'AT7*D1*NS*AA')],
    ['AT7-05', (text: string) => text.replace('20240305*1430', '20241305*1430')],
    ['AT7-06', (text: string) => text.replace('1430*LT', '2560*LT')],
    ['AT7-07', (text: string) => text.replace('1430*LT', '1430*QQ')],
  ])('name %s', (field, change) => {
    const text = change(good)
    expect(x12Adapter.recognise({ text })).toBe(true)
    const refused = refusal(text)
    expect(refused.field).toBe(field)
    expect(refused.reason).toContain(field.slice(0, 3))
    expect(text).toContain(refused.raw.slice(0, 40))
  })

  it('name sets that are not read yet, set by set, and take the others', () => {
    const readings = read(
      interchange([setOf(['BAK*00*SA*1~'], '0001', '855'), setOf(body([DELIVERED]), '0002')]),
    )
    expect(readings.map(({ outcome }) => outcome)).toEqual(['refused', 'record'])
    expect(readings[0]).toMatchObject({
      field: 'ST01',
      reason: 'X12 855 is not read yet; 214, 850, 856, 940, 944, 945 and 947 are',
    })
  })

  it('keep the set in an envelope of its own, which can be mended and sent alone', () => {
    const bad = setOf(body(['AT7*QQ*NS***20240305*1430*LT~']), '0002')
    const [, refused] = read(interchange([setOf(body([DELIVERED])), bad]))
    expect(refused?.outcome).toBe('refused')
    expect(record(refused!.raw.replace('AT7*QQ', 'AT7*X1')).events).toHaveLength(2)
  })

  it('hold an empty interchange and stray segments, never silence', () => {
    expect(refusal(interchange([], (text) => text.replace('GE*0', 'GE*0'))).field).toBe('ST')
    expect(read(good.replace('GS*', 'ZZZ*1~\nGS*'))[0]).toMatchObject({ outcome: 'refused', field: 'ZZZ' })
  })
})

describe('times', () => {
  it.each([
    ['20240305', '1200', 'ET', '2024-03-05T17:00:00Z'],
    ['20240705', '1200', 'ET', '2024-07-05T16:00:00Z'],
    ['20240705', '1200', 'ES', '2024-07-05T17:00:00Z'],
    ['20240705', '1200', 'PD', '2024-07-05T19:00:00Z'],
    ['20240705', '1200', 'NS', '2024-07-05T15:30:00Z'],
    ['20240705', '1200', 'GM', '2024-07-05T12:00:00Z'],
    ['20240705', '1200', '05', '2024-07-05T07:00:00Z'],
    ['20240705', '1200', '20', '2024-07-05T17:00:00Z'],
    ['240705', '12003012', 'UT', '2024-07-05T12:00:30.120Z'],
  ])('%s %s %s', (date, time, code, expected) => {
    expect(readX12Time(date, time, code, undefined)).toEqual({ instant: Date.parse(expected) })
  })
  it('knows the zones of states and provinces, and none abroad', () => {
    expect(zoneOfPlace('AZ', 'US')).toBe('America/Phoenix')
    expect(zoneOfPlace('nl', undefined)).toBe('America/St_Johns')
    expect(zoneOfPlace('CO', 'MX')).toBeUndefined()
  })
  it('has a meaning for every code that the standard lists for tracking', () => {
    const codes =
      'A3 A7 A9 AF AG AH AI AJ AM AN AP AR AV B6 BA BC C1 CA CB CD CL CP D1 I1 J1 K1 L1 OA OO P1 PR R1 RL S1 SD X1 X2 X3 X4 X5 X6 X8 XB'
    expect(codes.split(' ').filter((code) => !STATUS_CODES.has(code))).toEqual([])
  })
})

it('never throws, whatever is done to an interchange', () => {
  const edit = fc.record({
    at: fc.nat(good.length),
    cut: fc.nat(30),
    put: fc.string({ maxLength: 12, unit: 'binary' }),
  })
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      let text = good
      for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut)
      const readings = read(text)
      if (x12Adapter.recognise({ text })) expect(readings.length).toBeGreaterThan(0)
    }),
    { numRuns: 200 },
  )
})

it('tells the control numbers of interchange and group, each for sender and receiver', () => {
  const [reading] = x12Adapter.read({ text: good })
  const [isa, gs, ...more] =
    reading?.outcome === 'record'
      ? reading.record.events.filter(({ type }) => type === 'FeedSequenceTold')
      : []
  expect(more).toEqual([])
  expect(isa).toMatchObject({ sequence: expect.stringMatching(/^x12:isa:02:FAST:ZZ:SHOP$/), number: 42 })
  expect(gs).toMatchObject({ sequence: expect.stringMatching(/^x12:gs:.+:.+$/), number: 7 })
})
