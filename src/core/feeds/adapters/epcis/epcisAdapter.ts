/** Owns GS1 EPCIS 2.0 in JSON and JSON-LD: what is one, and its way into records. */
import type { Adapter, MessageText, Reading } from '../../adapter.ts'
import { scanJson, type Slice, visitMembers } from '../../jsonText.ts'
import { fault, type Fields, isFields, shown } from './checks.ts'
import { checkDocument, type DocumentType, EVENT_LISTS } from './documentRules.ts'
import { EVENT_TYPES } from './eventRules.ts'
import { DocumentContext, readEvent, readEventText, refused } from './reading.ts'

const EVENT_FIELDS: ReadonlySet<string> = new Set([
  'eventTime',
  'eventTimeZoneOffset',
  'action',
  'bizStep',
  'epcList',
  'childEPCs',
  'inputEPCList',
  'quantityList',
])

/** True for the text of an event, or a damaged one: a type of GS1's with a field of events, or any type with a time and offset. */
function looksLikeEvent(text: string, from: number): boolean {
  let type = ''
  const fields = new Set<string>()
  let sure = false
  visitMembers(text, from, (name, kind, value) => {
    if (name === 'type' && kind === 'string') type = value
    if (EVENT_FIELDS.has(name)) fields.add(name)
    sure = EVENT_TYPES.has(type)
      ? fields.size > 0
      : type !== '' && fields.has('eventTime') && fields.has('eventTimeZoneOffset')
    return sure
  })
  return sure
}

/** True for the text of a document, or a damaged one: its type says so, or it has a body as only documents have. */
function looksLikeDocument(text: string, from: number): boolean {
  let sure = false
  visitMembers(text, from, (name, kind, value) => {
    sure =
      ((name === 'type' || name === 'isA' || name === '@type') &&
        kind === 'string' &&
        Object.hasOwn(EVENT_LISTS, value)) ||
      (name === 'epcisBody' && (kind === 'object' || kind === 'array'))
    return sure
  })
  return sure
}

const firstCharacter = (text: string, from: number): number => {
  let at = from
  while (at < text.length && (text.charCodeAt(at) <= 0x20 || text.charCodeAt(at) === 0xfeff)) at += 1
  return at
}

function recognise({ text }: MessageText): boolean {
  const start = firstCharacter(text, 0)
  if (text[start] === '{') return looksLikeDocument(text, start) || looksLikeEvent(text, start)
  if (text[start] !== '[') return false
  return looksLikeEvent(text, firstCharacter(text, start + 1))
}

const PATHS: readonly (readonly string[])[] = [EVENT_LISTS.EPCISDocument, EVENT_LISTS.EPCISQueryDocument, []]
const TYPES: readonly DocumentType[] = ['EPCISDocument', 'EPCISQueryDocument']
const ARRAY_PATH = 2

function parse(text: string): { value: unknown } | { reason: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { reason: `is no JSON: ${error instanceof Error ? error.message : 'unreadable'}` }
  }
}

function* read({ text: given }: MessageText): Generator<Reading> {
  const text = given.charCodeAt(0) === 0xfeff ? given.slice(1) : given
  const scan = scanJson(text, PATHS)
  if (scan.outcome === 'damaged') {
    yield refused(
      fault(`The document ${scan.reason}. Nothing of it was taken; send it whole.`, 'document'),
      text,
    )
    return
  }
  const { array } = scan
  if (array?.path === ARRAY_PATH) {
    yield* readEvents(text, array.elements, '', undefined)
    return
  }
  // The document without its events is small: it is parsed by itself, and each event by itself.
  const shell = parse(
    array === undefined ? text : `${text.slice(0, array.whole.start)}[]${text.slice(array.whole.end)}`,
  )
  if ('reason' in shell) {
    yield refused(fault(`The document ${shell.reason}`, 'document'), text)
    return
  }
  const reading = isFields(shell.value) ? readHead(shell.value, array?.path, text) : undefined
  if (reading !== undefined) {
    yield reading
  } else if (!isFields(shell.value)) {
    yield refused(
      fault(
        `must be an EPCIS document, an event or a list of events; found ${shown(shell.value)}`,
        'document',
      ),
      text,
    )
  } else if (array !== undefined) {
    yield* readEvents(text, array.elements, PATHS[array.path]!.join('.'), shell.value['@context'])
  }
}

/** Checks what stands around the events; a fault there refuses the document as one record. */
function readHead(head: Fields, path: number | undefined, text: string): Reading | undefined {
  const type = head['type']
  if (typeof type === 'string' && EVENT_TYPES.has(type))
    return readEvent(head, text, '', new DocumentContext(undefined))
  if (type === 'EPCISDocument' || type === 'EPCISQueryDocument') {
    const wrong = checkDocument(head, type)
    if (wrong !== undefined) return refused(wrong, text)
    if (path !== undefined && TYPES[path] !== type) {
      return refused(fault(`is not where ${type} has its events`, PATHS[path]!.join('.')), text)
    }
    return undefined
  }
  if (Object.hasOwn(head, 'epcisBody') || Object.hasOwn(head, 'isA') || Object.hasOwn(head, '@type')) {
    return refused(
      fault(`must be "EPCISDocument" or "EPCISQueryDocument"; found ${shown(type)}`, 'type'),
      text,
    )
  }
  return readEvent(head, text, '', new DocumentContext(undefined))
}

function* readEvents(text: string, slices: Slice[], path: string, head: unknown): Generator<Reading> {
  const context = new DocumentContext(head)
  for (let at = 0; at < slices.length; at += 1) {
    const { start, end } = slices[at]!
    yield readEventText(text.slice(start, end), `${path}[${at}]`, context)
  }
}

export const epcisAdapter: Adapter = { name: 'epcis', recognise, read }
