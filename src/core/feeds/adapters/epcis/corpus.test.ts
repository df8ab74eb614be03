/** Tests on documents that others published, with GS1's own JSON Schema as the judge. Skipped where the folder is absent. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { EVENT_SCHEMAS } from '../../../../shared/events.ts'
import { BIZ_STEPS } from './bizSteps.ts'
import { DISPOSITIONS } from './dispositions.ts'
import { epcisAdapter } from './epcisAdapter.ts'
import { files, FOLDERS, GS1, isValid, judge } from './corpus.fixture.ts'

const compiled = Object.fromEntries(
  Object.entries(EVENT_SCHEMAS).map(([name, schema]) => [name, TypeCompiler.Compile(schema)]),
)

/** Compiles a schema with its formats checked. */
function compiler() {
  const ajv = new Ajv({ strict: false })
  // The package is CommonJS: its function stands under `default`.
  const { default: addFormats } = formats as unknown as { default: (ajv: Ajv) => void }
  addFormats(ajv)
  return (schema: object) => ajv.compile(schema)
}

function tally(folder: string) {
  const counts = { files: 0, documents: 0, accepted: 0, refused: {} as Record<string, number> }
  for (const { text } of files(folder)) {
    counts.files += 1
    if (!epcisAdapter.recognise({ text })) continue
    counts.documents += 1
    for (const reading of epcisAdapter.read({ text })) {
      if (reading.outcome === 'record') counts.accepted += 1
      else {
        const field = reading.field.replaceAll(/\[\d+\]/g, '[]')
        counts.refused[field] = (counts.refused[field] ?? 0) + 1
      }
    }
  }
  return counts
}

describe.skipIf(!existsSync(GS1))('documents that others published', () => {
  it.each(FOLDERS)('%s: what the schema accepts is taken, what it rejects is refused', (folder) => {
    const schema = judge(compiler())
    for (const { name, text } of files(folder)) {
      if (!epcisAdapter.recognise({ text })) continue
      const taken = [...epcisAdapter.read({ text })].every(({ outcome }) => outcome === 'record')
      expect(taken, name).toBe(isValid(JSON.parse(text), schema))
    }
  })

  it('every event of the valid documents in JSON/ is taken', () => {
    const readings = files('epcis-gs1-official', 'JSON').flatMap(({ text }) => [
      ...epcisAdapter.read({ text }),
    ])
    expect(readings.filter(({ outcome }) => outcome === 'refused')).toEqual([])
    expect(readings.length).toBe(56)
  })

  it('counts', () => {
    expect(Object.fromEntries(FOLDERS.map((folder) => [folder, tally(folder)]))).toEqual({
      'epcis-gs1-official': {
        files: 133,
        documents: 99,
        accepted: 103,
        refused: {
          // Fields of drafts before the standard was fixed: no prefix, or not as the standard has them.
          'epcisBody.eventList[].sensorElementList[].type': 7,
          'epcisBody.eventList[].id': 2,
          'epcisBody.eventList[].sourceList': 1,
          schemaVersion: 2,
          // CBV words are bare in JSON.
          'epcisBody.eventList[].bizStep': 1,
        },
      },
      'epcis-testdata-generator': { files: 22, documents: 5, accepted: 2, refused: { '[].bizStep': 19 } },
      'epcis2js-evrythng': {
        files: 26,
        documents: 18,
        accepted: 33,
        refused: { 'epcisBody.eventList': 1, schemaVersion: 1 },
      },
    })
  })

  it('everything taken fits the canonical schemas, and is the same each time', () => {
    for (const { name, text } of FOLDERS.flatMap((folder) => files(folder))) {
      if (!epcisAdapter.recognise({ text })) continue
      const readings = [...epcisAdapter.read({ text })]
      expect([...epcisAdapter.read({ text })]).toEqual(readings)
      for (const reading of readings) {
        expect(text.includes(reading.raw)).toBe(true)
        if (reading.outcome !== 'record') continue
        expect(reading.record.events.length).toBeGreaterThan(0)
        for (const each of reading.record.events)
          expect(compiled[each.type]!.Check(each), `${name} ${JSON.stringify(each)}`).toBe(true)
      }
    }
  })

  it('each word of the CBV ontology has a stated meaning, and there is no other word', () => {
    const ontology = JSON.parse(readFileSync(join(GS1, 'Ontology/CBV.jsonld'), 'utf8')) as {
      '@graph': { '@id': string; '@type'?: string }[]
    }
    const wordsOf = (type: string): string[] =>
      ontology['@graph']
        .filter((node) => node['@type'] === `cbv:${type}`)
        .map((node) => node['@id'].slice(`cbv:${type}-`.length))
        .sort()
    expect(Object.keys(BIZ_STEPS).sort()).toEqual(wordsOf('BizStep'))
    expect(Object.keys(DISPOSITIONS).sort()).toEqual(wordsOf('Disp'))
    expect([Object.keys(BIZ_STEPS).length, Object.keys(DISPOSITIONS).length]).toEqual([41, 33])
  })
})
