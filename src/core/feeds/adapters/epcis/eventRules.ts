/** Owns the rules for events: the five types of EPCIS 2.0 and types of one's own. */
import {
  bareWord,
  ERROR_REASONS,
  PARTY_TYPES,
  TRANSACTION_TYPES,
  type Vocabulary,
} from '../../gs1/vocabulary.ts'
import {
  below,
  type Check,
  extensionName,
  type Fault,
  fault,
  type Fields,
  instant,
  isFields,
  isUri,
  list,
  members,
  number,
  object,
  pattern,
  record,
  shown,
  uri,
  wordOrUri,
} from './checks.ts'
import { BIZ_STEPS } from './bizSteps.ts'
import { DISPOSITIONS } from './dispositions.ts'
import { sensorElement } from './sensorRules.ts'

const CBV_SPELT_OUT = /^(?:urn:epcglobal:cbv|https?:\/\/ns\.gs1\.org\/cbv\/)/
const OFFSET = /^[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)$/

/** A word of CBV; a web address of GS1 must name a word that exists, a URI of another vocabulary may name anything. */
function vocabularyWord(words: ReadonlySet<string>, vocabulary: Vocabulary, name: string): Check {
  const spelling = wordOrUri(words, CBV_SPELT_OUT, name)
  return (value) => {
    const wrong = spelling(value)
    if (wrong !== undefined || typeof value !== 'string' || words.has(value)) return wrong
    const word = bareWord(value, vocabulary)
    return word === undefined || words.has(word)
      ? undefined
      : fault(`CBV 2.0 has no ${name} "${word.slice(0, 60)}"`)
  }
}

export const context: Check = (value) => {
  const one = (item: unknown): Fault | undefined => (typeof item === 'string' ? uri(item) : object(item))
  return Array.isArray(value) ? list(one, { unique: true })(value) : one(value)
}

/** Places keep any further member: the standard leaves them open. */
const place: Check = (value) => {
  if (!isFields(value)) return object(value)
  if (!Object.hasOwn(value, 'id')) return fault('is missing; the standard requires it', 'id')
  const wrong = uri(value['id'])
  return wrong === undefined ? undefined : below('id', wrong)
}

const epcs = list(uri)
const differentEpcs = list(uri, { unique: true })
const quantities = list(
  record(
    members({
      epcClass: uri,
      quantity: number,
      uom: pattern(/^[A-Z0-9]{2,3}$/, 'a UN/ECE unit code, as KGM'),
    }),
    { required: ['epcClass'], closed: true },
  ),
)
const disposition = vocabularyWord(new Set(Object.keys(DISPOSITIONS)), 'disposition', 'disposition')
const someDispositions = list(disposition, { least: 1, unique: true })
const persistentDisposition: Check = (value) => {
  const wrong = record(members({ set: someDispositions, unset: someDispositions }), { closed: true })(value)
  if (wrong !== undefined || !isFields(value) || Object.keys(value).length > 0) return wrong
  return fault('must name "set" or "unset"')
}
const partyType = vocabularyWord(PARTY_TYPES, 'partyType', 'source or destination type')
const transaction = record(
  members({
    type: vocabularyWord(TRANSACTION_TYPES, 'transactionType', 'business transaction type'),
    bizTransaction: uri,
  }),
  { required: ['bizTransaction'], closed: true },
)
const ilmd: Check = (value) => {
  if (!isFields(value)) return object(value)
  for (const name of Object.keys(value)) {
    const wrong = extensionName(name, '')
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** Members that every type of event may have. */
const COMMON = {
  '@context': context,
  type: (() => undefined) as Check,
  eventTime: instant,
  recordTime: instant,
  eventTimeZoneOffset: pattern(OFFSET, 'an offset from -14:00 to +14:00, as +01:00'),
  eventID: uri,
  certificationInfo: ((value) => (Array.isArray(value) ? epcs(value) : uri(value))) as Check,
  errorDeclaration: record(
    members({
      declarationTime: instant,
      reason: vocabularyWord(ERROR_REASONS, 'errorReason', 'error reason'),
      correctiveEventIDs: epcs,
    }),
    { required: ['declarationTime'] },
  ),
}

const PLACE_AND_PURPOSE = {
  bizStep: vocabularyWord(new Set(Object.keys(BIZ_STEPS)), 'bizStep', 'business step'),
  disposition,
  // The schema checks it in two types of event only and takes it in all; GS1's examples have it in others too.
  persistentDisposition,
  readPoint: place,
  bizLocation: place,
  bizTransactionList: list(transaction),
  sourceList: list(
    record(members({ type: partyType, source: uri }), { required: ['type', 'source'], closed: true }),
  ),
  destinationList: list(
    record(members({ type: partyType, destination: uri }), {
      required: ['type', 'destination'],
      closed: true,
    }),
  ),
  sensorElementList: list(sensorElement),
}
const action = pattern(/^(?:OBSERVE|ADD|DELETE)$/, 'OBSERVE, ADD or DELETE')

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0

function nameAnObject(event: Fields, mayBeEmpty: string, filled: string): Fault | undefined {
  if (Object.hasOwn(event, mayBeEmpty) || isFilled(event[filled])) return undefined
  return fault(`is missing: name the objects in ${mayBeEmpty} or in ${filled}`, mayBeEmpty)
}

function objectEvent(event: Fields): Fault | undefined {
  if (Object.hasOwn(event, 'ilmd') && event['action'] !== 'ADD') {
    return fault('goes with action ADD only: master data is given when an object is made', 'ilmd')
  }
  if (isFilled(event['sensorElementList']) && Object.hasOwn(event, 'readPoint')) return undefined
  return nameAnObject(event, 'epcList', 'quantityList')
}

function withChildren(event: Fields): Fault | undefined {
  if (event['action'] === 'DELETE' || isFilled(event['childEPCs']) || isFilled(event['childQuantityList'])) {
    return undefined
  }
  return fault(
    'is missing: name the children in childEPCs or childQuantityList (only DELETE may leave them out)',
    'childEPCs',
  )
}

function transactionEvent(event: Fields): Fault | undefined {
  return event['action'] === 'DELETE' ? undefined : nameAnObject(event, 'epcList', 'quantityList')
}

function transformationEvent(event: Fields): Fault | undefined {
  const hasInput = isFilled(event['inputEPCList']) || isFilled(event['inputQuantityList'])
  const hasOutput = isFilled(event['outputEPCList']) || isFilled(event['outputQuantityList'])
  if (Object.hasOwn(event, 'transformationID') ? hasInput || hasOutput : hasInput && hasOutput)
    return undefined
  return hasInput
    ? fault(
        'is missing: name the outputs, or give a transformationID that joins this event to the one that does',
        'outputEPCList',
      )
    : fault(
        'is missing: name the inputs, or give a transformationID that joins this event to the one that does',
        'inputEPCList',
      )
}

interface EventRule {
  shape: Check
  whole(event: Fields): Fault | undefined
}

const ALWAYS = ['type', 'eventTime', 'eventTimeZoneOffset']
const eventRule = (own: Record<string, Check>, required: string[], whole: EventRule['whole']): EventRule => ({
  shape: record(members({ ...COMMON, ...PLACE_AND_PURPOSE, ...own }), { required: [...ALWAYS, ...required] }),
  whole,
})
const children = { parentID: uri, childEPCs: epcs, childQuantityList: quantities, action }

const RULES: ReadonlyMap<string, EventRule> = new Map([
  [
    'ObjectEvent',
    eventRule({ epcList: differentEpcs, quantityList: quantities, action, ilmd }, ['action'], objectEvent),
  ],
  ['AggregationEvent', eventRule(children, ['action'], withChildren)],
  ['AssociationEvent', eventRule(children, ['action', 'parentID'], withChildren)],
  [
    'TransactionEvent',
    eventRule(
      {
        parentID: uri,
        epcList: epcs,
        quantityList: quantities,
        action,
        bizTransactionList: list(transaction, { least: 1 }),
      },
      ['bizTransactionList', 'action'],
      transactionEvent,
    ),
  ],
  [
    'TransformationEvent',
    eventRule(
      {
        inputEPCList: differentEpcs,
        inputQuantityList: quantities,
        outputEPCList: differentEpcs,
        outputQuantityList: quantities,
        transformationID: uri,
        ilmd,
      },
      [],
      transformationEvent,
    ),
  ],
])

/** Names of the five event types. */
export const EVENT_TYPES: ReadonlySet<string> = new Set(RULES.keys())

/** Checks one event as it stands in a list of events. */
export function checkEvent(value: unknown): Fault | undefined {
  if (!isFields(value)) return object(value)
  const type = value['type']
  if (typeof type !== 'string')
    return fault(`must name the type of event, as "ObjectEvent"; found ${shown(type)}`, 'type')
  const rule = RULES.get(type)
  if (rule !== undefined) return rule.shape(value) ?? rule.whole(value)
  if (!isUri(type)) {
    return fault(
      `must be one of ${[...EVENT_TYPES].join(', ')}, or a type of your own with a prefix; found ${shown(type)}`,
      'type',
    )
  }
  for (const [name, check] of Object.entries(COMMON)) {
    if (!Object.hasOwn(value, name)) {
      if (ALWAYS.includes(name)) return fault('is missing; the standard requires it', name)
      continue
    }
    const wrong = check(value[name])
    if (wrong !== undefined) return below(name, wrong)
  }
  return undefined
}
