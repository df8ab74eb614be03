/** Owns what the tests on published documents share: the files, and GS1's own JSON Schema as the judge. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Json } from './events.fixture.ts'

export const CORPUS =
  process.env['TOWER_CORPUS'] ?? resolve(import.meta.dirname, '../../../../../../shared/data')
export const GS1 = join(CORPUS, 'epcis-gs1-official')
export const FOLDERS = ['epcis-gs1-official', 'epcis-testdata-generator', 'epcis2js-evrythng']

/** A schema made into a function that says whether a value fits it. */
export type Verdict = (value: unknown) => unknown
export interface Judge {
  document: Verdict
  event: Verdict
}

/** GS1's schema; `compile` comes from the test and says whether formats are checked or are annotations. */
export function judge(compile: (schema: object) => Verdict): Judge {
  const schema = JSON.parse(readFileSync(join(GS1, 'EPCIS-JSON-Schema.json'), 'utf8')) as { $id: string }
  return {
    document: compile(schema),
    event: compile({ $ref: `${schema.$id}#/definitions/EPCIS-Document-Event` }),
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
  if (Array.isArray(value)) return value.every((each) => event(each) === true)
  // A blank node as the id of a document is right in JSON-LD; the schema asks for a URI.
  const blank = String((value as Json)['id']).startsWith('_:')
  return document(blank ? { ...(value as Json), id: 'urn:x:blank' } : value) === true
}
