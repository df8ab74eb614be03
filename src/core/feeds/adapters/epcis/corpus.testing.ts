/** Owns what the tests on published documents share: the files, and GS1's own JSON Schema as the judge. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { Json } from './fixtures.testing.ts'

export const CORPUS =
  process.env['TOWER_CORPUS'] ?? resolve(import.meta.dirname, '../../../../../../shared/data')
export const GS1 = join(CORPUS, 'epcis-gs1-official')
export const FOLDERS = ['epcis-gs1-official', 'epcis-testdata-generator', 'epcis2js-evrythng']

export interface Judge {
  document: ValidateFunction
  event: ValidateFunction
}

/** GS1's schema with its format checks on; without them it lets impossible times and free words pass. */
export function judge(): Judge {
  const ajv = new Ajv({ strict: false, allErrors: true })
  // The package is CommonJS: its function stands under `default`.
  const addFormats = formats as unknown as { default: (ajv: Ajv) => void }
  addFormats.default(ajv)
  const schema = JSON.parse(readFileSync(join(GS1, 'EPCIS-JSON-Schema.json'), 'utf8')) as { $id: string }
  return {
    document: ajv.compile(schema),
    event: ajv.compile({ $ref: `${schema.$id}#/definitions/EPCIS-Document-Event` }),
  }
}

export function files(folder: string, under = ''): { name: string; text: string }[] {
  return (readdirSync(join(CORPUS, folder, under), { recursive: true }) as string[])
    .filter((name) => /\.(?:json|jsonld)$/.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(CORPUS, folder, under, name), 'utf8') }))
}

/** What the schema says of a document; a list of events, which it does not know, is judged event by event. */
export function isValid(value: unknown, { document, event }: Judge): boolean {
  if (Array.isArray(value)) return value.every((each) => event(each))
  // A blank node as the id of a document is right in JSON-LD; the schema asks for a URI.
  const blank = String((value as Json)['id']).startsWith('_:')
  return document(blank ? { ...(value as Json), id: 'urn:x:blank' } : value) === true
}
