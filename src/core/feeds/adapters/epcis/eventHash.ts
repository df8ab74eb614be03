/** Owns the event hash of CBV 2.0 (section 8.9): the identity of an event that has no eventID. */
import { hash } from 'node:crypto'
import { canonicalLink, identify } from '../../gs1/identity.ts'
import { MEASUREMENT_TYPES, SENSOR_ALERTS, type Vocabulary, webAddress } from '../../gs1/vocabulary.ts'
import { type Fields, isFields } from './checks.ts'
import { parseInstant } from './instant.ts'

/** Prefixes of extensions and the addresses they stand for. */
export type Namespaces = ReadonlyMap<string, string>

/** Prefixes that the standard's own context declares. */
const STANDARD_PREFIXES: readonly (readonly [string, string])[] = [
  ['epcis', 'https://ref.gs1.org/epcis/'],
  ['cbv', 'https://ref.gs1.org/cbv/'],
  ['cbvmda', 'urn:epcglobal:cbv:mda:'],
  ['gs1', 'https://gs1.org/voc/'],
  ['rdfs', 'http://www.w3.org/2000/01/rdf-schema#'],
  ['owl', 'http://www.w3.org/2002/07/owl#'],
  ['xsd', 'http://www.w3.org/2001/XMLSchema#'],
  ['dcterms', 'http://purl.org/dc/terms/'],
]

/** Namespaces of the contexts of document and event; the later one counts. */
export function namespacesOf(...contexts: unknown[]): Namespaces {
  const found = new Map(STANDARD_PREFIXES)
  for (const context of contexts.flat()) {
    if (!isFields(context)) continue
    for (const [prefix, address] of Object.entries(context)) {
      if (typeof address === 'string') found.set(prefix, address)
    }
  }
  return found
}

/** Schemes of addresses that are never a prefix. */
const SCHEMES: ReadonlySet<string> = new Set([
  'urn',
  'http',
  'https',
  'geo',
  'ni',
  'tel',
  'mailto',
  'data',
  'did',
  'tag',
  'info',
  'file',
  'ftp',
  'ws',
  'wss',
])
/** The start of a `prefix:name`; an address with an authority is none, and a sentence with a colon neither. */
const PREFIXED = /^([A-Za-z][\w.-]*):(?!\/\/)\S*$/

/** The first prefix, in a name or a value at any depth, that only a context could explain. */
export function undeclaredPrefix(value: unknown, names: Namespaces): string | undefined {
  if (typeof value === 'string') {
    const prefix = PREFIXED.exec(value)?.[1]
    return prefix === undefined || names.has(prefix) || SCHEMES.has(prefix.toLowerCase()) ? undefined : prefix
  }
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, inner] of Object.entries(value)) {
    const found = undeclaredPrefix(name, names) ?? undeclaredPrefix(inner, names)
    if (found !== undefined) return found
  }
  return undefined
}

/** A GS1 identifier as constrained canonical Digital Link; other URIs with their CURIE prefix spelt out. */
function canonicalUri(value: string, names: Namespaces): string {
  const identity = identify(value)
  if (identity.outcome === 'key') return canonicalLink(identity.key)
  const colon = value.indexOf(':')
  const address =
    colon < 0 || value.startsWith('//', colon + 1) ? undefined : names.get(value.slice(0, colon))
  return address === undefined ? value : address + value.slice(colon + 1)
}

const isoInstant = (value: string): string => {
  const instant = parseInstant(value)
  return instant === undefined ? value : new Date(instant).toISOString()
}

/** Any value as text; events of private types may have anything anywhere, even what String() throws at. */
function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** A value as the hash sees it: trimmed, numbers without trailing zeros, identifiers canonical. */
function plain(value: unknown, names: Namespaces): string {
  return typeof value === 'string' ? canonicalUri(value.trim(), names) : asText(value)
}

type Writer = (value: unknown, names: Namespaces) => string

const field =
  (name: string): Writer =>
  (value, names) =>
    `${name}=${plain(value, names)}`
const time =
  (name: string): Writer =>
  (value) =>
    `${name}=${isoInstant(asText(value).trim())}`
const word = (name: string, vocabulary: Vocabulary): Writer => {
  const bare = `${name}=${webAddress('', vocabulary)}`
  return (value, names) => {
    const text = asText(value).trim()
    return text.includes(':') ? `${name}=${canonicalUri(webAddress(text, vocabulary), names)}` : bare + text
  }
}
const gs1Word =
  (name: string, words: ReadonlySet<string>): Writer =>
  (value, names) => {
    const text = asText(value).trim()
    return `${name}=${words.has(text) ? `https://gs1.org/voc/${text}` : canonicalUri(text, names)}`
  }

/** A list's name once, then its items in the order of their text. */
const sorted =
  (name: string, item: Writer): Writer =>
  (value, names) => {
    const items = (Array.isArray(value) ? value : [value]).map((each: unknown) => item(each, names)).sort()
    return items.length === 0 ? '' : name + items.join('')
  }

/** An object's known fields in their order, then its extensions; nothing for an empty one. */
const fields =
  (name: string, order: Record<string, Writer>): Writer =>
  (value, names) => {
    const content = isFields(value) ? ordered(value, order, names) + extensions(value, order, names) : ''
    return content === '' ? '' : name + content
  }

function ordered(value: Fields, order: Record<string, Writer>, names: Namespaces): string {
  let text = ''
  for (const [name, write] of Object.entries(order)) {
    if (Object.hasOwn(value, name)) text += write(value[name], names)
  }
  return text
}

/** Members that are no part of the hash, so that a declaration of error has the hash of what it retracts. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  '@context',
  'type',
  'eventID',
  'recordTime',
  'errorDeclaration',
  'certificationInfo',
  'id',
  '@id',
  'rdfs:comment',
  '@type',
  '#text',
])

/** Extension members: `{namespace}name=value`, in the order of their text. */
function extensions(value: Fields, order: Record<string, Writer>, names: Namespaces): string {
  const items: string[] = []
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(order, name) || LEFT_OUT.has(name) || name.startsWith('@xmlns')) continue
    const inner = value[name]
    for (const each of Array.isArray(inner) ? inner : [inner]) items.push(extension(name, each, names))
  }
  return items.sort().join('')
}

function extension(name: string, value: unknown, names: Namespaces): string {
  const inner = isFields(value) ? xmlNamespaces(value, names) : names
  const colon = name.indexOf(':')
  const address = colon < 0 ? undefined : inner.get(name.slice(0, colon))
  const key = address === undefined ? name : `{${address}}${name.slice(colon + 1)}`
  if (!isFields(value)) return `${key}=${plain(value, inner)}`
  const text = Object.hasOwn(value, '#text') ? `=${plain(value['#text'], inner)}` : ''
  return key + text + extensions(value, {}, inner)
}

/** Namespaces that a member declares for itself in the manner of XML. */
function xmlNamespaces(value: Fields, names: Namespaces): Namespaces {
  let found: Map<string, string> | undefined
  for (const [name, address] of Object.entries(value)) {
    if (!name.startsWith('@xmlns:') || typeof address !== 'string') continue
    found ??= new Map(names)
    found.set(name.slice(7), address)
  }
  return found ?? names
}

const epcs = (name: string): Writer => sorted(name, field('epc'))
const quantities = (name: string): Writer =>
  sorted(
    name,
    fields('quantityElement', {
      epcClass: field('epcClass'),
      quantity: field('quantity'),
      uom: field('uom'),
    }),
  )
const typed = (list: string, name: string, vocabulary: Vocabulary): Writer =>
  sorted(list, fields('', { type: word('type', vocabulary), [name]: field(name) }))

const SENSOR_METADATA = {
  time: time('time'),
  startTime: time('startTime'),
  endTime: time('endTime'),
  deviceID: field('deviceID'),
  deviceMetadata: field('deviceMetadata'),
  rawData: field('rawData'),
  dataProcessingMethod: field('dataProcessingMethod'),
  bizRules: field('bizRules'),
}
const SENSOR_REPORT: Record<string, Writer> = {
  type: gs1Word('type', MEASUREMENT_TYPES),
  exception: gs1Word('exception', SENSOR_ALERTS),
  deviceID: field('deviceID'),
  deviceMetadata: field('deviceMetadata'),
  rawData: field('rawData'),
  dataProcessingMethod: field('dataProcessingMethod'),
  bizRules: field('bizRules'),
  time: time('time'),
  microorganism: field('microorganism'),
  chemicalSubstance: field('chemicalSubstance'),
  value: field('value'),
  component: word('component', 'component'),
}
for (const name of [
  'stringValue',
  'booleanValue',
  'hexBinaryValue',
  'uriValue',
  'minValue',
  'maxValue',
  'meanValue',
  'sDev',
  'percRank',
  'percValue',
  'uom',
  'coordinateReferenceSystem',
])
  SENSOR_REPORT[name] = field(name)

/** The canonical property order. */
const EVENT: Record<string, Writer> = {
  eventTime: time('eventTime'),
  eventTimeZoneOffset: field('eventTimeZoneOffset'),
  certificationInfo: sorted('', field('certificationInfo')),
  epcList: epcs('epcList'),
  parentID: field('parentID'),
  inputEPCList: epcs('inputEPCList'),
  childEPCs: epcs('childEPCs'),
  quantityList: quantities('quantityList'),
  childQuantityList: quantities('childQuantityList'),
  inputQuantityList: quantities('inputQuantityList'),
  outputEPCList: epcs('outputEPCList'),
  outputQuantityList: quantities('outputQuantityList'),
  action: field('action'),
  transformationID: field('transformationID'),
  bizStep: word('bizStep', 'bizStep'),
  disposition: word('disposition', 'disposition'),
  persistentDisposition: fields('persistentDisposition', {
    set: sorted('', word('set', 'disposition')),
    unset: sorted('', word('unset', 'disposition')),
  }),
  readPoint: fields('readPoint', { id: field('id') }),
  bizLocation: fields('bizLocation', { id: field('id') }),
  bizTransactionList: typed('bizTransactionList', 'bizTransaction', 'transactionType'),
  sourceList: typed('sourceList', 'source', 'partyType'),
  destinationList: typed('destinationList', 'destination', 'partyType'),
  sensorElementList: sorted(
    'sensorElementList',
    fields('sensorElement', {
      sensorMetadata: fields('sensorMetadata', SENSOR_METADATA),
      sensorReport: sorted('', fields('sensorReport', SENSOR_REPORT)),
    }),
  ),
  ilmd: (value, names) => (isFields(value) ? `ilmd${extensions(value, {}, names)}` : ''),
}

/** The text that is hashed. */
export function preHash(event: Fields, names: Namespaces): string {
  return `eventType=${String(event['type'])}${ordered(event, EVENT, names)}${extensions(event, EVENT, names)}`
}

/** The hash as `ni:///sha-256;…?ver=CBV2.0` (RFC 6920). Of a valid event. */
export function eventHash(event: Fields, names: Namespaces): string {
  return `ni:///sha-256;${hash('sha256', preHash(event, names), 'hex')}?ver=CBV2.0`
}
