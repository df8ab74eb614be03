/** Proves the published documents: written as the code says, valid, and true of the examples. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { publishedDocuments } from '../publishedDocuments.ts'
import { loadMappings } from './adapters/csv/mappingFiles.ts'
import { eventFault } from './eventCheck.ts'
import {
  dataSchema,
  envelopeSchema,
  EVENT_TYPES,
  mappingSchema,
  recordSchema,
  sampleCloudEvent,
  sampleRecordEvent,
} from './publishedSchemas.ts'
import { SAMPLE_EVENTS } from './sampleEvents.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const { version } = JSON.parse(read('package.json')) as { version: string }
const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }))

it.each([...publishedDocuments(version)])('%s is as the code says (else: npm run generate)', (path, text) => {
  expect(read(path)).toBe(text)
})

describe.each(EVENT_TYPES)('%s', (type) => {
  it('has a sound schema that its example fits, and that refuses what the engine refuses', () => {
    const validate = ajv.compile(dataSchema(type))
    const sample = SAMPLE_EVENTS[type]
    expect(validate(sample)).toBe(true)
    expect(eventFault(type, sample)).toBeUndefined()
    expect(validate({ ...sample, surprise: 1 })).toBe(false)
    expect(validate({})).toBe(false)
  })
})

it('the schema of a record fits what the engine takes, event by event', () => {
  const ours = addFormats.default(new Ajv2020({ strict: false, allErrors: true }))
  for (const type of EVENT_TYPES) ours.addSchema(dataSchema(type))
  const validate = ours.compile(recordSchema())
  for (const type of EVENT_TYPES) expect(validate({ events: [SAMPLE_EVENTS[type]] })).toBe(true)
  expect(validate(sampleRecordEvent()['data'])).toBe(true)
  expect(validate({ events: [] })).toBe(false)
  expect(validate({ events: [{ ...SAMPLE_EVENTS.StockMoved, type: 'StockCounted' }] })).toBe(false)
  expect(validate({ events: [SAMPLE_EVENTS.ClaimTaken] })).toBe(false)
})

it('the envelope fits every example', () => {
  const validate = ajv.compile(envelopeSchema())
  for (const type of EVENT_TYPES) expect(validate(sampleCloudEvent(type))).toBe(true)
  expect(validate(sampleRecordEvent())).toBe(true)
  expect(validate({ ...sampleCloudEvent('StockMoved'), specversion: '2.0' })).toBe(false)
})

it('the schema of mappings fits every shipped mapping', () => {
  const validate = ajv.compile(mappingSchema())
  const { mappings } = loadMappings([{ path: join(root, 'resources/mappings'), source: 'shipped' }])
  for (const mapping of mappings)
    expect([mapping.name, validate(mapping), validate.errors]).toEqual([mapping.name, true, null])
  expect(
    validate({ ...mappings[0], events: [{ type: 'StockMoved', fields: { sku: { form: '{x}' } } }] }),
  ).toBe(false)
})

it('the AsyncAPI page refers only to what it holds', () => {
  const page = JSON.parse(publishedDocuments(version).get('docs/schemas/asyncapi.json') ?? '{}')
  expect(page.asyncapi).toBe('3.0.0')
  const references = [...JSON.stringify(page).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '')
  expect(references.length).toBeGreaterThan(60)
  const find = (path: string) =>
    path
      .split('/')
      .reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], page)
  expect(references.filter((path) => find(path) === undefined)).toEqual([])
  expect(Object.keys(page.channels.feed.messages)).toEqual([...EVENT_TYPES, 'Record'])
})
