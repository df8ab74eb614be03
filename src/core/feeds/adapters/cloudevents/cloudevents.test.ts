/** Proves the CloudEvents adapter: single, batch and lines; identity, extensions, refusals by field. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_TYPES, sampleCloudEvent } from '../../publishedSchemas.ts'
import { SAMPLE_EVENTS } from '../../sampleEvents.ts'
import { cloudeventsAdapter } from './adapter.ts'

const counted = sampleCloudEvent('StockCounted')
const read = (value: unknown) => [
  ...cloudeventsAdapter.read({ text: typeof value === 'string' ? value : JSON.stringify(value) }),
]
const data = (changes: object) => ({ ...counted, data: { ...(counted.data as object), ...changes } })

it.each(EVENT_TYPES)('takes %s', (type) => {
  const [reading] = read(sampleCloudEvent(type))
  expect(reading).toMatchObject({
    outcome: 'record',
    record: { identity: `ce:urn:example:shop|${type}-1`, occurredAt: Date.parse('2026-03-12T12:00:00Z') },
  })
  expect(reading?.outcome === 'record' && reading.record.events).toEqual([SAMPLE_EVENTS[type]])
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
  ['body', '[7]'],
  ['body', '{"specversion":"1.0"'],
  ['body', `{"specversion":"1.0","data":${'['.repeat(5000)}`],
  ['data.__proto__', JSON.stringify(data({})).replace('"units"', '"__proto__":{"polluted":1},"units"')],
])('a refusal names %s', (field, value) => {
  expect(read(value)[0]).toMatchObject({ outcome: 'refused', field })
  expect({}).not.toHaveProperty('polluted')
})
