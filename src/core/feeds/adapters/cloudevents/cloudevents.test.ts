/** Proves the CloudEvents adapter: single, batch and lines; identity, extensions, refusals by field. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_TYPES, sampleCloudEvent, sampleRecordEvent } from '../../publishedSchemas.ts'
import { SAMPLE_EVENTS } from '../../sampleEvents.ts'
import { cloudeventsAdapter } from './adapter.ts'
import { RECORD_EVENTS_MAX } from './data.ts'

const counted = sampleCloudEvent('StockCounted')
const read = (value: unknown) => [
  ...cloudeventsAdapter.read({ text: typeof value === 'string' ? value : JSON.stringify(value) }),
]
const record = (events: unknown, more: object = {}) => ({ ...sampleRecordEvent(), data: { events, ...more } })
const data = (changes: object) => ({ ...counted, data: { ...(counted.data as object), ...changes } })

it.each(EVENT_TYPES)('takes %s', (type) => {
  const [reading] = read(sampleCloudEvent(type))
  expect(reading).toMatchObject({
    outcome: 'record',
    record: { identity: `ce:urn:example:shop|${type}-1`, occurredAt: Date.parse('2026-03-12T12:00:00Z') },
  })
  expect(reading?.outcome === 'record' && reading.record.events).toEqual([SAMPLE_EVENTS[type]])
})

it.each(['ClaimTaken', 'ClaimConfirmed', 'ClaimReleased'] as const)(
  'leaves %s to be decided here',
  (type) => {
    const [alone] = read(sampleCloudEvent(type))
    expect(alone).toMatchObject({ outcome: 'refused', field: 'type' })
    const [within] = read(record([SAMPLE_EVENTS.StockMoved, SAMPLE_EVENTS[type]]))
    expect(within).toMatchObject({ outcome: 'refused', field: 'data.events[1]' })
    for (const one of [alone, within])
      expect(one).toMatchObject({ reason: expect.stringMatching('decided here') })
  },
)

describe('a record of several events', () => {
  it('is one record with all of them, in their order', () => {
    const events = EVENT_TYPES.map((type) => SAMPLE_EVENTS[type])
    const readings = read(record(events))
    expect(readings).toHaveLength(1)
    expect(readings[0]).toMatchObject({
      outcome: 'record',
      record: {
        identity: 'ce:urn:example:shop|Record-1',
        occurredAt: Date.parse('2026-03-12T12:00:00Z'),
        events,
      },
    })
  })
  it('is refused whole for one fault in one event, with its place', () => {
    const { StockMoved } = SAMPLE_EVENTS
    expect(read(record([StockMoved, { ...StockMoved, units: -1 }]))[0]).toMatchObject({
      outcome: 'refused',
      field: 'data.events[1].units',
    })
  })
  it('may be taken back without its data', () => {
    const { data: _, ...bare } = sampleRecordEvent()
    expect(read({ ...bare, retracted: true })[0]).toMatchObject({ record: { retracted: true } })
  })
  it('is bounded', () => {
    const many = (count: number) => Array.from({ length: count }, () => SAMPLE_EVENTS.StockMoved)
    expect(read(record(many(RECORD_EVENTS_MAX)))[0]).toMatchObject({ outcome: 'record' })
    expect(read(record(many(RECORD_EVENTS_MAX + 1)))[0]).toMatchObject({
      outcome: 'refused',
      field: 'data.events',
    })
  })
})

describe('forms', () => {
  const one = JSON.stringify(counted)
  it.each([
    ['one', one, 1],
    ['one over several lines', JSON.stringify(counted, null, 2), 1],
    ['a batch', `[ ${one} , ${one} ]`, 2],
    ['an empty batch', '[]', 0],
    ['lines', `${one}\n\n${one}\r\n`, 2],
  ])('%s', (_, text, count) => {
    const contentType = 'application/cloudevents+json; charset=utf-8'
    expect(cloudeventsAdapter.recognise({ text, contentType })).toBe(true)
    if (count > 0) expect(cloudeventsAdapter.recognise({ text })).toBe(true)
    expect(read(text).map(({ outcome }) => outcome)).toEqual(Array(count).fill('record'))
  })
  it('hold one line for its damage and take the others', () => {
    expect(read(`${one}\n{"specversion":\n${one}`).map(({ outcome }) => outcome)).toEqual([
      'record',
      'refused',
      'record',
    ])
  })
})

describe('identity', () => {
  const identity = (source: string, id: string) => {
    const [reading] = read({ ...counted, source, id })
    return reading?.outcome === 'record' ? reading.record.identity : undefined
  }
  it('is source and id as they stand', () => {
    expect(identity('https://shop.example/till/4?lane=2', 'a|b%7C')).toBe(
      'ce:https://shop.example/till/4?lane=2|a|b%7C',
    )
  })
  it('tells a bar in the source from the one between source and id', () => {
    expect(identity('a|b', 'c')).toBe('ce:a%7Cb|c')
    expect(identity('a', 'b|c')).toBe('ce:a|b|c')
    expect(identity('a%7Cb', 'c')).toBe('ce:a%257Cb|c')
  })
  it('is one for one pair of source and id alone', () => {
    const text = fc.string({
      unit: fc.constantFrom('|', '%', '7', 'C', '2', '5', 'a'),
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(text, text, text, text, (source, id, otherSource, otherId) => {
        const same = source === otherSource && id === otherId
        expect(identity(source, id) === identity(otherSource, otherId)).toBe(same)
      }),
    )
  })
})

it('takes record time and retraction as extensions', () => {
  expect(read({ ...counted, recordtime: '2026-03-13T00:00:00Z', retracted: true })[0]).toMatchObject({
    record: { recordTime: Date.parse('2026-03-13T00:00:00Z'), retracted: true },
  })
  const { data: _, ...bare } = counted
  expect(read({ ...bare, retracted: 'true' })[0]).toMatchObject({
    record: { retracted: true, events: [{ type: 'ObservationRecorded' }] },
  })
})

it('takes the place in its source’s order, where that is counted', () => {
  const numbers = (changes: object) => {
    const [reading] = read({ ...counted, ...changes })
    return reading?.outcome === 'record' ? reading.record.events.slice(1) : reading
  }
  const told = { type: 'FeedSequenceTold', sequence: 'ce:urn:example:shop', number: 41 }
  expect(numbers({ sequence: '41' })).toEqual([told])
  expect(numbers({ sequence: '0041', sequencetype: 'Integer' })).toEqual([told])
  expect(numbers({ sequence: '0041', sequencetype: 'Ticks' })).toEqual([])
  expect(numbers({ sequence: 'a7' })).toEqual([])
  expect(numbers({ sequence: 41 })).toEqual([told])
  expect(numbers({ sequence: 4.5 })).toEqual([])
})

it.each([
  ['id', { ...counted, id: '' }],
  ['source', { ...counted, source: undefined }],
  ['specversion', { ...counted, specversion: '0.3' }],
  ['type', { ...counted, type: 'org.omnitower.Toast' }],
  ['type', { ...counted, type: 'com.example.StockCounted' }],
  ['type', { ...counted, type: 'org.omnitower.__proto__' }],
  ['time', { ...counted, time: undefined }],
  ['time', { ...counted, time: '2026-03-12T12:00:00' }],
  ['recordtime', { ...counted, recordtime: 'later' }],
  ['datacontenttype', { ...counted, datacontenttype: 'text/xml' }],
  ['data', { ...counted, data: undefined }],
  ['data', { ...counted, data: 'x' }],
  ['data.type', data({ type: 'StockMoved' })],
  ['data.sku', data({ sku: undefined })],
  ['data.units', data({ units: -1 })],
  ['data.units', data({ units: 0.1234567 })],
  ['data.disposition', data({ disposition: 'lovely' })],
  ['data.extra', data({ extra: 1 })],
  ['data', { ...sampleRecordEvent(), data: undefined }],
  ['data', { ...sampleRecordEvent(), data: [SAMPLE_EVENTS.StockMoved] }],
  ['data.events', record(undefined)],
  ['data.events', record({ length: 1, 0: SAMPLE_EVENTS.StockMoved })],
  ['data.events', record([])],
  ['data.type', record([SAMPLE_EVENTS.StockMoved], { type: 'Record' })],
  ['data.events[0]', record([null])],
  ['data.events[0]', record([[SAMPLE_EVENTS.StockMoved]])],
  ['data.events[0].type', record([{ ...SAMPLE_EVENTS.StockMoved, type: undefined }])],
  ['data.events[0].type', record([{ type: 'Record', events: [SAMPLE_EVENTS.StockMoved] }])],
  ['data.events[0].type', record([{ type: '__proto__' }])],
  ['data.events[0].type', record([{ type: ['StockMoved'] }])],
  ['data.events[0].order', record([{ type: 'OrderStepTaken', step: 'picked' }])],
  ['data.events[0].units', record([{ ...SAMPLE_EVENTS.OrderStepTaken, units: 0.1234567 }])],
  ['data.__proto__', JSON.stringify(record([])).replace('"events"', '"__proto__":{"polluted":1},"events"')],
  [
    'data.events[0].__proto__',
    JSON.stringify(record([SAMPLE_EVENTS.StockMoved])).replace(
      '"units"',
      '"__proto__":{"polluted":1},"units"',
    ),
  ],
  ['body', '[7]'],
  ['body', '{"specversion":"1.0"'],
  ['body', `{"specversion":"1.0","data":${'['.repeat(5000)}`],
  ['data.__proto__', JSON.stringify(data({})).replace('"units"', '"__proto__":{"polluted":1},"units"')],
])('a refusal names %s', (field, value) => {
  expect(read(value)[0]).toMatchObject({ outcome: 'refused', field })
  expect({}).not.toHaveProperty('polluted')
})
