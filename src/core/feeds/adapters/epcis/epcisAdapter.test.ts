/** Tests of the EPCIS adapter from text to readings: recognition, documents, identity, and hostile input. */
import { TypeCompiler } from '@sinclair/typebox/compiler'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_SCHEMAS } from '../../../../shared/events.ts'
import { epcisAdapter } from './epcisAdapter.ts'
import {
  CONTEXT,
  documentOf,
  event,
  ITEM,
  type Json,
  readEvents,
  readText,
  recordOf,
} from './events.fixture.ts'

/** Any UTF-16, halves of surrogate pairs included. */
const anyText = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) })

const recognises = (text: string): boolean => epcisAdapter.recognise({ text })
const asText = (value: unknown): string => JSON.stringify(value)
const QUERY = {
  '@context': CONTEXT,
  type: 'EPCISQueryDocument',
  epcisBody: { queryResults: { queryName: 'all', resultsBody: { eventList: [event()] } } },
}
const compiled = Object.fromEntries(
  Object.entries(EVENT_SCHEMAS).map(([name, schema]) => [name, TypeCompiler.Compile(schema)]),
)

function refusals(text: string): string[] {
  return readText(text).flatMap((each) =>
    each.outcome === 'refused' ? [`${each.field}: ${each.reason}`] : [],
  )
}

describe('recognition', () => {
  it.each([
    ['a document', asText(documentOf([]))],
    ['a document with a mark and white space before it', `\uFEFF \n${asText(documentOf([]))}`],
    ['a document whose type stands last', asText({ epcisBody: {}, type: 'EPCISDocument' })],
    ['a query document', asText(QUERY)],
    ['an event', asText(event())],
    ['an event of its own type', asText(event({ type: 'example:Baking' }))],
    ['a list of events', asText([event(), event()])],
    ['a document cut off', asText(documentOf([event()])).slice(0, 150)],
    ['an older document', '{"isA": "EPCISDocument", "schemaVersion"'],
    ['a document without type', asText({ epcisBody: { eventList: [] } })],
  ])('takes %s', (_name, text) => expect(recognises(text)).toBe(true))

  it.each([
    [
      'a JSON Schema',
      asText({
        $schema: 'x',
        type: 'object',
        properties: { type: { enum: ['EPCISDocument'] }, eventTime: {} },
      }),
    ],
    ['a context', asText({ '@context': { EPCISDocument: 'epcis:EPCISDocument', epcisBody: {} } })],
    [
      'an ontology',
      asText({ '@context': {}, '@graph': [{ '@id': 'epcis:ObjectEvent', type: 'ObjectEvent' }] }),
    ],
    ['a template', asText({ events: [{ nodeId: 1, eventType: 'ObjectEvent' }] })],
    ['a canonical event', asText({ specversion: '1.0', type: 'StockMoved', id: '1' })],
    ['a list of something else', '[{"a":1}]'],
    ['a list of numbers', '[1,2]'],
    ['a table', 'type,eventTime\nObjectEvent,x'],
    ['nothing', ''],
  ])('leaves %s', (_name, text) => expect(recognises(text)).toBe(false))
})

describe('documents', () => {
  it('keep each event with its text, byte for byte', () => {
    const own = asText(event())
      .replace('"action"', '"example:weight": 1.50, "action"')
      .replace(',"bizStep"', ' ,\n "bizStep"')
    const text = asText(documentOf([event(), 0])).replace(',0]', `, ${own} ]`)
    expect(readText(text).map(({ raw }) => raw)).toEqual([asText(event()), own])
  })

  it('read query documents, bare events and lists the same', () => {
    const [reading] = readEvents(event())
    const bare = asText({ '@context': CONTEXT, ...event() })
    for (const text of [asText(QUERY), asText([event()])]) expect(readText(text)).toEqual([reading])
    expect(readText(bare)).toEqual([{ ...reading, raw: bare }])
    expect(readText(asText(event()))).toEqual([reading])
    expect(readText(`\uFEFF${asText(documentOf([event()]))}`)).toEqual([reading])
  })

  it('refuse an event so that it can be mended and sent alone, with the identity that it has in the document', () => {
    for (const change of [{}, { eventID: undefined }, { eventID: undefined, 'example:lot': 'A' }]) {
      const [whole] = readEvents(event({ ...change, action: 'ADD' }))
      const [broken] = readEvents(event({ ...change, action: 'PLUS' }))
      expect(broken).toMatchObject({ outcome: 'refused', field: 'epcisBody.eventList[0].action' })
      const [alone] = readText(broken!.raw.replace('PLUS', 'ADD'))
      expect(whole?.outcome).toBe('record')
      expect(alone?.outcome === 'record' && alone.record).toEqual(whole?.outcome === 'record' && whole.record)
    }
  })

  it('without events yield nothing', () => expect(readText(asText(documentOf([])))).toEqual([]))

  it.each<[string, unknown, RegExp]>([
    ['no context', documentOf([event()], { '@context': undefined }), /^@context: .*requires it: add/],
    ['a number as version', documentOf([event()], { schemaVersion: 2 }), /^schemaVersion: .*found 2/],
    ['no creation date', documentOf([event()], { creationDate: undefined }), /^creationDate: is missing/],
    ['a bad creation date', documentOf([event()], { creationDate: 'today' }), /^creationDate: .*"today"/],
    ['a member without prefix', documentOf([event()], { note: 1 }), /^note: .*prefix/],
    [
      'a bad header',
      documentOf([], { epcisHeader: { epcisMasterData: { vocabularyList: [{}] } } }),
      /^epcisHeader.epcisMasterData.vocabularyList\[0\].type: is missing/,
    ],
    ['no list', documentOf([], { epcisBody: { event: event() } }), /^epcisBody.eventList: is missing/],
    [
      'an object as list',
      documentOf([], { epcisBody: { eventList: {} } }),
      /^epcisBody.eventList: must be a list/,
    ],
    [
      'an older type',
      { isA: 'EPCISDocument', epcisBody: { eventList: [event()] } },
      /^type: must be "EPCISDocument"/,
    ],
    [
      'an event with a prefix, without context and eventID',
      event({ eventID: undefined, 'example:lot': 'A' }),
      /^@context: is missing: without eventID .*"example"/,
    ],
    [
      'a list of events in a query document',
      documentOf([event()], { type: 'EPCISQueryDocument' }),
      /^epcisBody.eventList: is not a field/,
    ],
  ])('are refused as one record: %s', (_name, value, reason) => {
    const text = asText(value)
    expect(refusals(text)).toEqual([expect.stringMatching(reason)])
    expect(readText(text)[0]!.raw).toBe(text)
  })

  it('may be blank nodes', () =>
    expect(refusals(asText(documentOf([event()], { id: '_:document1' })))).toEqual([]))

  it('lose only the event that is wrong', () => {
    const readings = readEvents(
      event(),
      event({ quantityList: [{ epcClass: `${ITEM}*`, quantity: '10' }] }),
      event(),
    )
    expect(readings.map(({ outcome }) => outcome)).toEqual(['record', 'refused', 'record'])
    expect(readings[1]).toMatchObject({ field: 'epcisBody.eventList[1].quantityList[0].quantity' })
    const broken = asText(documentOf([0, event()])).replace('[0,', '[{"type": 01},')
    expect(readText(broken).map(({ outcome }) => outcome)).toEqual(['refused', 'record'])
  })
})

describe('identity', () => {
  const changed = (change: Json) => recordOf({ eventID: undefined, ...change })
  it('is the event id, with uuids in lower case', () => {
    expect(recordOf().identity).toBe('epcis:urn:uuid:8b9c1c9e-0d2c-4a3b-9a52-1df8cd4b6f11')
    expect(recordOf({ eventID: 'URN:UUID:8B9C1C9E-0D2C-4A3B-9A52-1DF8CD4B6F11' }).identity).toBe(
      recordOf().identity,
    )
  })
  it('is the hash where there is no id, the same for URN and Digital Link', () => {
    expect(changed({}).identity).toMatch(/^epcis:ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/)
    expect(changed({ bizLocation: { id: 'https://example.com/414/9506000134352' } }).identity).toBe(
      changed({}).identity,
    )
    expect(changed({ epcList: [`${ITEM}2`, `${ITEM}1`] }).identity).toBe(changed({}).identity)
    expect(changed({ eventTime: '2026-03-01T08:30:00Z' }).identity).toBe(changed({}).identity)
    expect(changed({ action: 'DELETE' }).identity).not.toBe(changed({}).identity)
  })
  it('of a declaration of error is that of the event it retracts, and counts later', () => {
    const errorDeclaration = { declarationTime: '2026-03-02T00:00:00Z', reason: 'did_not_occur' }
    const recordTime = '2026-03-01T09:31:00.000Z'
    const declared = changed({ errorDeclaration, recordTime })
    expect(declared).toMatchObject({
      identity: changed({}).identity,
      retracted: true,
      recordTime: Date.UTC(2026, 2, 2),
    })
    expect(changed({ recordTime }).recordTime).toBe(Date.UTC(2026, 2, 1, 9, 31))
    expect(changed({}).retracted).toBeUndefined()
  })
  it('keeps the time of the source', () => expect(recordOf().occurredAt).toBe(Date.UTC(2026, 2, 1, 8, 30)))
})

describe('hostile input', () => {
  const whole = asText(documentOf([event()]))
  it('of any length is refused by its cut', () => {
    for (let end = 1; end < whole.length; end += 1) {
      expect(readText(whole.slice(0, end)).map(({ outcome }) => outcome)).toEqual(['refused'])
    }
  })
  it('that nests too deep is refused', () => {
    expect(
      refusals(asText(documentOf([])).replace('[]', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
    ).toEqual([expect.stringMatching(/^document: .*deeper than 64/)])
  })
  it('with half a surrogate pair is refused, with the field', () => {
    expect(refusals(asText(documentOf([event({ 'example:note': { deep: ['x', '\ud800'] } })])))).toEqual([
      expect.stringMatching(/^epcisBody.eventList\[0\].example:note.deep\[1\]: has half/),
    ])
    expect(readText(whole.replace('+01:00', '\udc00')).map(({ outcome }) => outcome)).toEqual(['refused'])
    expect(refusals(asText(documentOf([event({ 'example:note': 'caf\u00e9 \ud83d\ude00' })])))).toEqual([])
  })
  it('with `__proto__` is refused and changes nothing', () => {
    const text = whole.replace('"action"', '"__proto__":{"polluted":true},"action"')
    expect(refusals(text)).toEqual([expect.stringMatching(/eventList\[0\].__proto__/)])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
  it('with a name twice: the last counts, as JSON.parse has it; two lists of events are refused', () => {
    expect(readText(whole.replace('"action"', '"action":"ADD","action"'))[0]!.outcome).toBe('record')
    expect(refusals(whole.replace('"eventList"', '"eventList":[],"eventList"'))).toEqual([
      expect.stringMatching(/twice/),
    ])
  })
  it.each([null, true, 7, 'x', [], {}, [null], [[]], { type: null }])('%j as event is refused', (value) => {
    expect(readEvents(value).map(({ outcome }) => outcome)).toEqual(['refused'])
  })
  it('with any value in any field never throws, and what is accepted fits the canonical schemas', () => {
    const names = ['epcList', 'quantityList', 'bizLocation', 'readPoint', 'bizStep', 'disposition', 'sourceList', 'parentID', 'type',
      'bizTransactionList', 'eventTime', 'eventID', 'errorDeclaration', 'action', '@context', 'ilmd', 'sensorElementList', '__proto__'] // prettier-ignore
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom<unknown>({ id: 'geo:1,2' }, { id: 'geo:91,2' }, [{ epcClass: 'urn:epc:idpat:sgtin:9506000.013435.*', quantity: 1e-9 }], 'shipping',
        ['urn:epc:id:sgtin:1'], [{ type: 'desadv', bizTransaction: 'urn:x:y' }], 'damaged', 'ADD', 'TransformationEvent'), // prettier-ignore
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 }), (changes) => {
        for (const reading of readEvents({ ...event(), ...Object.fromEntries(changes) })) {
          if (reading.outcome === 'refused') expect(reading.field).toMatch(/^epcisBody\.eventList\[0\]/)
          else
            for (const each of reading.record.events)
              expect(compiled[each.type]!.Check(each), asText(each)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
  it('that breaks conversion to text is no trouble', () => {
    const trap = { toString: 1, valueOf: null, toJSON: 2 }
    const type = 'example:Baking'
    const trapped = {
      type,
      bizStep: trap,
      epcList: [[trap]],
      sensorElementList: [{ sensorReport: [trap] }],
      'example:x': [[trap]],
      eventTime: trap,
    }
    for (const each of [
      trapped,
      { ...trapped, eventTime: undefined },
      { 'example:x': [[trap], trap] },
      { type: trap },
      { eventID: trap },
    ]) {
      readEvents({ ...event({ eventID: undefined }), ...each })
      readText(asText({ '@context': CONTEXT, ...event({ eventID: undefined }), ...each }))
    }
    expect(readEvents(event({ eventID: undefined, 'example:x': [[trap], trap] }))[0]!.outcome).toBe('record')
  })
  it('of any text never throws', () => {
    fc.assert(
      fc.property(anyText, fc.nat(whole.length), fc.nat(20), (noise, at, cut) => {
        for (const text of [noise, whole.slice(0, at) + noise + whole.slice(at + cut)]) {
          epcisAdapter.recognise({ text })
          readText(text)
        }
      }),
      { numRuns: 500 },
    )
  })
})
