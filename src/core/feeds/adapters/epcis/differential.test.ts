/** Tests the rules against GS1's own JSON Schema on damaged copies of published documents. Skipped where they are absent. */
import { existsSync } from 'node:fs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '../../../platform.ts'
import { type Fields, isFields } from './checks.ts'
import { files, FOLDERS, GS1, judge } from './corpus.fixture.ts'
import { epcisAdapter } from './epcisAdapter.ts'
import { checkEvent, EVENT_TYPES } from './eventRules.ts'
import type { Json } from './events.fixture.ts'

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  '',
  'x',
  'a:b',
  'http://a b',
  'http://a/%zz',
  'http://a/%20',
  'a:é',
  'a:',
  'a:b#c#d',
  'a:?',
  [],
  {},
  [1],
  ['a:b'],
  ['a:b', 'a:b'],
  { id: 'a:b' },
  { 'a:b': 1 },
  'urn:epcglobal:cbv:disp:damaged',
  'https://gs1.org/voc/Temperature',
  'damaged',
  'shipping',
  '2020-01-01T00:00:00Z',
  '2020-01-01 00:00:00Z',
  '2020-13-01T00:00:00Z',
  '2020-01-01T00:00:60Z',
  '2020-01-01T23:59:60Z',
  '2020-01-01T00:00:00+0100',
  '+14:00',
  '-13:59',
  'KGM',
  'Temperature',
  'ADD',
  'DELETE',
  'OBSERVE',
  'ObjectEvent',
  'TransformationEvent',
  'AssociationEvent',
  'ex:Own',
  'F0',
  'po',
]
const NAMES = [
  'x',
  'a:b',
  'type',
  'id',
  '@context',
  'ilmd',
  'epcList',
  'quantityList',
  'parentID',
  'childEPCs',
  'action',
  'uom',
  '__proto__',
  'persistentDisposition',
  'transformationID',
  'errorDeclaration',
  'certificationInfo',
  'set',
  'value',
  'disposition',
  'sensorElementList',
]

/** Compiles a schema with its formats checked. */
function compiler() {
  const ajv = new Ajv({ strict: false })
  // The package is CommonJS: its function stands under `default`.
  const { default: addFormats } = formats as unknown as { default: (ajv: Ajv) => void }
  addFormats(ajv)
  return (schema: object) => ajv.compile(schema)
}

/** All objects and lists of a value. */
function nodes(value: unknown): (Json | unknown[])[] {
  if (typeof value !== 'object' || value === null) return []
  return [value as Json, ...Object.values(value).flatMap(nodes)]
}

/** Takes a part away, replaces it, or adds one. */
function damage(value: unknown, random: Random): void {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)]!
  const node = pick(nodes(value)) as Json
  const name = Array.isArray(node)
    ? String(Math.floor(random.next() * (node.length + 1)))
    : pick(Object.keys(node).concat('x'))
  const put = (at: string): unknown =>
    Object.defineProperty(node, at, {
      value: structuredClone(pick(VALUES)),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  const kind = random.next()
  if (kind < 0.35) {
    if (Array.isArray(node)) node.splice(Number(name), 1)
    else delete node[name]
  } else if (kind < 0.7 || Array.isArray(node)) put(name)
  else put(pick(NAMES))
}

const ANNOTATIONS = ['id', '@id', 'type', '@type']

/** Takes JSON-LD's names for a node away where the schema, once its formats are checked, lets no other name stand. */
function withoutAnnotations(node: unknown, ...own: string[]): void {
  if (!isFields(node)) return
  for (const name of ANNOTATIONS) if (!own.includes(name)) delete node[name]
}

/**
 * The event as the schema with its formats checked can judge it: without node annotations, which formats alone
 * forbid, and with the persistent disposition judged by itself in the types of event that do not name it.
 */
function judged(given: Fields): Fields[] {
  const event = structuredClone(given)
  const type = event['type']
  if (!EVENT_TYPES.has(String(type))) return [event]
  withoutAnnotations(event, 'type')
  withoutAnnotations(event['errorDeclaration'])
  withoutAnnotations(event['ilmd'])
  const elements: unknown = event['sensorElementList']
  for (const element of Array.isArray(elements) ? elements : []) {
    withoutAnnotations(element)
    if (!isFields(element)) continue
    withoutAnnotations(element['sensorMetadata'])
    const reports = element['sensorReport']
    for (const report of Array.isArray(reports) ? reports : []) withoutAnnotations(report, 'type')
  }
  const { persistentDisposition, ...rest } = event
  if (persistentDisposition === undefined || type === 'ObjectEvent' || type === 'TransformationEvent')
    return [event]
  const { eventTime, eventTimeZoneOffset } = event
  const alone = { type: 'ObjectEvent', eventTime, eventTimeZoneOffset, action: 'ADD', epcList: ['a:b'] }
  return [rest, { ...alone, persistentDisposition }]
}

function publishedEvents(): unknown[] {
  return FOLDERS.flatMap((folder) => files(folder)).flatMap(({ text }) => {
    if (!epcisAdapter.recognise({ text })) return []
    const document = JSON.parse(text) as { epcisBody?: { eventList?: unknown[] } } | unknown[]
    return Array.isArray(document) ? document : (document.epcisBody?.eventList ?? [])
  })
}

describe.skipIf(!existsSync(GS1))('damaged events (published files, in the folder TOWER_CORPUS)', () => {
  it('are judged as the schema judges them', () => {
    const { event: schema } = judge(compiler())
    const random = seededRandom(20_260_301)
    const published = publishedEvents()
    let valid = 0
    for (let round = 0; round < 6000; round += 1) {
      const damaged = structuredClone(published[Math.floor(random.next() * published.length)])
      for (let times = 1 + Math.floor(random.next() * 2); times > 0; times -= 1) damage(damaged, random)
      const event: unknown = JSON.parse(JSON.stringify(damaged))
      if (!isFields(event)) continue
      const accepted = judged(event).every((each) => schema(each) === true)
      if (accepted) valid += 1
      expect({ event, fault: checkEvent(event) === undefined }).toEqual({ event, fault: accepted })
    }
    // The damage must leave enough of both kinds to judge.
    expect(valid).toBeGreaterThan(600)
    expect(valid).toBeLessThan(5400)
  })
})
