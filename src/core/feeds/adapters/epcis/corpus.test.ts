/** Tests on documents that others published, with GS1's own JSON Schema as the judge. Skipped where the folder is absent. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { EVENT_SCHEMAS } from '../../../../shared/events.ts'
import { BIZ_STEPS } from './bizSteps.ts'
import { DISPOSITIONS } from './dispositions.ts'
import { epcisAdapter } from './epcisAdapter.ts'
import { files, FOLDERS, GS1, isValid, judge } from './corpus.fixture.ts'

const compiled = Object.fromEntries(
  Object.entries(EVENT_SCHEMAS).map(([name, schema]) => [name, TypeCompiler.Compile(schema)]),
)

/** Compiles a schema whose formats are annotations, as they are in draft 7 where nobody asks for more. */
function compiler() {
  const ajv = new Ajv({ strict: false, validateFormats: false })
  return (schema: object) => ajv.compile(schema)
}

/**
 * What the schema accepts with formats as annotations and the standard's text forbids; no published document needs
 * more: instants without offset or that do not exist, identifiers that are no URIs, and names without a prefix that
 * are neither fields of the standard nor JSON-LD's `id`, `@id`, `type`, `@type`.
 */
const REFUSED_BY_THE_TEXT: Readonly<Record<string, string>> = {}

/** The documents of GS1 that the schema rejects, and the field that is at fault. */
const REFUSED_BY_THE_SCHEMA: Readonly<Record<string, string>> = {
  'JSON-simple-context/Example-TransactionEvents-2020_07_03y.jsonld': 'epcisBody.eventList[1].sourceList',
  'JSON-simple-context/WithFullCombinationOfFields/object_event_all_possible_fields.jsonld':
    'epcisBody.eventList[0].ilmd',
  'JSON-simple-context/WithSensorData/SensorDataExample12.jsonld': 'schemaVersion',
  'JSON-simple-context/WithSensorData/SensorDataExample17.jsonld': 'schemaVersion',
  'XML/WithEventHashID/event_with_identical_hash_id_7.json': 'epcisBody.eventList[0].bizStep',
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

describe.skipIf(!existsSync(GS1))(
  'documents that others published (published files, in the folder TOWER_CORPUS)',
  () => {
    it.each(FOLDERS)('%s: what the schema accepts is taken, what it rejects is refused', (folder) => {
      const schema = judge(compiler())
      for (const { name, text } of files(folder)) {
        if (!epcisAdapter.recognise({ text })) continue
        const taken = [...epcisAdapter.read({ text })].every(({ outcome }) => outcome === 'record')
        expect(taken, name).toBe(!(name in REFUSED_BY_THE_TEXT) && isValid(JSON.parse(text), schema))
      }
    })

    it("of GS1's own documents exactly those are refused that the schema rejects, by the field at fault", () => {
      const refused = files('epcis-gs1-official').flatMap(({ name, text }) => {
        if (!epcisAdapter.recognise({ text })) return []
        const fields = [...epcisAdapter.read({ text })].flatMap((reading) =>
          reading.outcome === 'refused' ? [reading.field] : [],
        )
        return fields.length > 0 ? [[name, fields.join(' ')]] : []
      })
      expect(Object.fromEntries(refused)).toEqual(REFUSED_BY_THE_SCHEMA)
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
          accepted: 111,
          refused: {
            'epcisBody.eventList[].sourceList': 1,
            // Master data of instances with an action other than ADD.
            'epcisBody.eventList[].ilmd': 1,
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
          if (reading.outcome !== 'record') continue
          expect(text.includes(reading.raw)).toBe(true)
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
  },
)
