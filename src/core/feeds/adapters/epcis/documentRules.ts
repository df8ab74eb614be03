/** Owns the rules for what stands around the events: documents, query documents, header and master data. */
import {
  below,
  type Check,
  type Fault,
  fault,
  type Fields,
  instant,
  isFields,
  list,
  members,
  pattern,
  record,
  shown,
  text,
  uri,
} from './checks.ts'
import { context } from './eventRules.ts'

/** An object whose own members are checked and which may have others. */
const open =
  (checks: Record<string, Check>, required: readonly string[] = []): Check =>
  (value) => {
    if (!isFields(value)) return fault(`must be an object in braces; found ${shown(value)}`)
    for (const name of required) {
      if (!Object.hasOwn(value, name)) return fault('is missing; the standard requires it', name)
    }
    for (const [name, check] of Object.entries(checks)) {
      if (!Object.hasOwn(value, name)) continue
      const wrong = check(value[name])
      if (wrong !== undefined) return below(name, wrong)
    }
    return undefined
  }

const attributeValue: Check = (value) =>
  typeof value === 'number' ||
  typeof value === 'string' ||
  (typeof value === 'object' && value !== null && !Array.isArray(value))
    ? undefined
    : fault(`must be a text, a number or an object; found ${shown(value)}`)
const vocabulary = open(
  {
    type: uri,
    vocabularyElementList: list(
      open(
        {
          id: uri,
          attributes: list(open({ id: uri, attribute: attributeValue }, ['id'])),
          children: list(uri),
        },
        ['id'],
      ),
    ),
  },
  ['type'],
)
const header = record(members({ epcisMasterData: open({ vocabularyList: list(vocabulary) }) }))
/** Its items are checked one by one, as records of their own. */
const eventList: Check = (value) =>
  Array.isArray(value)
    ? undefined
    : fault(`must be a list of events in square brackets; found ${shown(value)}`)
/** JSON-LD lets a document be a blank node, as `_:document1`; GS1's own examples use it. Nothing hangs on this id. */
const documentId: Check = (value) =>
  typeof value === 'string' && /^_:[\w.-]+$/.test(value) ? undefined : uri(value)
const version = pattern(/^\d+(\.\d+)*$/, '"2.0", in quotes')

const document = record(
  members({
    '@context': context,
    id: documentId,
    type: () => undefined,
    schemaVersion: version,
    creationDate: instant,
    instanceIdentifier: text,
    sender: text,
    receiver: text,
    epcisHeader: header,
    epcisBody: open({ eventList }, ['eventList']),
  }),
  { required: ['@context', 'type', 'schemaVersion', 'creationDate', 'epcisBody'] },
)

const results = record(
  members({
    queryName: text,
    subscriptionID: text,
    resultsBody: record(members({ eventList, vocabularyList: list(vocabulary) }), {
      required: ['eventList'],
    }),
  }),
  { required: ['queryName', 'resultsBody'] },
)
const queryDocument = record(
  members({
    '@context': context,
    id: documentId,
    type: () => undefined,
    schemaVersion: version,
    creationDate: instant,
    epcisBody: record(members({ queryResults: results }), { required: ['queryResults'] }),
  }),
  { required: ['@context', 'type', 'epcisBody'] },
)

/** Where the events stand, from the top of the document. */
export const EVENT_LISTS = {
  EPCISDocument: ['epcisBody', 'eventList'],
  EPCISQueryDocument: ['epcisBody', 'queryResults', 'resultsBody', 'eventList'],
} as const
export type DocumentType = keyof typeof EVENT_LISTS

/** Checks a document without its events. */
export function checkDocument(document_: Fields, type: DocumentType): Fault | undefined {
  if (!Object.hasOwn(document_, '@context')) {
    return fault(
      'is missing; EPCIS 2.0 requires it: add "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"] ' +
        'and the prefixes of your extensions',
      '@context',
    )
  }
  return (type === 'EPCISDocument' ? document : queryDocument)(document_)
}
