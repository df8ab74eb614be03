/** Proves that no adapter throws or drops a message, whatever text it is given. */
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { MessageText } from '../adapter.ts'
import { EVENT_TYPES, sampleCloudEvent, sampleRecordEvent } from '../publishedSchemas.ts'
import { loadMappings } from './csv/mappingFiles.ts'
import { createAdapters, recognise } from './registry.ts'

// Much text on a machine that may be busy: slow is not wrong.
vi.setConfig({ testTimeout: 120_000 })

const folder = join(import.meta.dirname, '../../../../resources/mappings')
const adapters = createAdapters(loadMappings([{ path: folder, source: 'shipped' }]).mappings)

const ISA =
  'ISA*00*          *00*          *02*FAST           *ZZ*SHOP           *240305*1200*U*00401*000000042*0*P*>~'
const SOUND = [
  `${ISA}\nGS*QM*FAST*SHOP*20240305*1200*7*X*004010~\nST*214*0001~\nB10*P*S*FAST~\nLX*1~\nAT7*D1*NS***20240305*1430*LT~\nSE*5*0001~\nGE*1*7~\nIEA*1*000000042~`,
  JSON.stringify({
    id: 'evt_1',
    object: 'Event',
    description: 'tracker.updated',
    created_at: '2026-03-12T18:00:01Z',
    result: {
      object: 'Tracker',
      tracking_code: '1',
      carrier: 'UPS',
      status: 'delivered',
      updated_at: '2026-03-12T18:00:01Z',
    },
  }),
  JSON.stringify([...EVENT_TYPES.map(sampleCloudEvent), sampleRecordEvent()]),
  EVENT_TYPES.map((type) => JSON.stringify(sampleCloudEvent(type))).join('\n'),
  'gln,gtin,units,counted_at,disposition\n9506000134352,9506000134352,41,2026-01-02T08:00:00-05:00,"sellable"\n',
  JSON.stringify({
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    epcisBody: { eventList: [{ type: 'ObjectEvent' }] },
  }),
]
/** Reads with every adapter; the one that recognises a message must account for it. */
function readWithAll(message: MessageText) {
  for (const adapter of adapters) {
    for (const reading of adapter.read(message)) {
      expect(typeof reading.raw).toBe('string')
      if (reading.outcome === 'record') expect(reading.record.events.length).toBeGreaterThan(0)
      else expect(reading.reason.length).toBeGreaterThan(0)
    }
  }
  const own = recognise(adapters, message)
  return own ? { format: own.name, readings: [...own.read(message)] } : undefined
}

it('each sound text is recognised by its own format', () => {
  expect(SOUND.map((text) => recognise(adapters, { text })?.name)).toEqual([
    'x12',
    'easypost',
    'cloudevents',
    'cloudevents',
    'csv',
    'epcis',
  ])
})

describe('no adapter throws', () => {
  it('on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void readWithAll({ text })),
      { numRuns: 200 },
    )
  })
  it('on sound texts with parts cut out and put in', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('\0', '"', '{', ']', '\n', '__proto__', '*', '~', ',', '\uFEFF'),
    )
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(20), put: junk })
    fc.assert(
      fc.property(
        fc.constantFrom(...SOUND),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        (sound, edits) => {
          let text = sound
          for (const { at, cut, put } of edits) {
            const place = Math.floor(at * text.length)
            text = text.slice(0, place) + put + text.slice(place + cut)
          }
          readWithAll({ text })
        },
      ),
      { numRuns: 150 },
    )
  })
  it('on any JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => void readWithAll({ text })),
      { numRuns: 100 },
    )
  })
  it.each([
    ['nothing', ''],
    ['blanks', ' \r\n\t'],
    ['NUL characters', '\0'.repeat(1000)],
    ['deep nesting', `{"object":"Event","specversion":${'['.repeat(100_000)}`],
    ['an enormous field', `gln,gtin,units\n${'9'.repeat(2_000_000)},1,1\n`],
    ['an enormous element', `${ISA}\nGS*QM~\nST*214*1~\nB10*${'9'.repeat(1_000_000)}~`],
    ['a quote that never closes', `gln,gtin,units\n"${'x,\n'.repeat(10_000)}`],
    ['quotes everywhere', `gln,gtin,units\n${'"\n'.repeat(10_000)}`],
    ['many separators', `${ISA}\n${'~'.repeat(200_000)}`],
    ['columns named after prototypes', '__proto__,constructor,toString\n1,2,3'],
    ['lone surrogates', '{"object":"Event","id":"\uD800"}'],
  ])('on %s', (_, text) => {
    readWithAll({ text })
    readWithAll({ text, mapping: 'safety-stock' })
    expect(Object.prototype).not.toHaveProperty('polluted')
  })
})
