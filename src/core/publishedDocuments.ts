/** Owns the list of documents that are generated from the code, with their places in the repository. */
import { asyncApiDocument } from './feeds/asyncapi.ts'
import {
  dataSchema,
  envelopeSchema,
  EVENT_TYPES,
  mappingSchema,
  recordSchema,
} from './feeds/publishedSchemas.ts'

/** Text by path from the repository's root. `version` is the program's, of package.json. */
export function publishedDocuments(version: string): Map<string, string> {
  const documents = new Map<string, string>()
  const put = (name: string, value: unknown) =>
    documents.set(`docs/schemas/${name}`, `${JSON.stringify(value, null, 2)}\n`)
  for (const type of EVENT_TYPES) put(`${type}.schema.json`, dataSchema(type))
  put('Record.schema.json', recordSchema())
  put('cloudevent.schema.json', envelopeSchema())
  put('csv-mapping.schema.json', mappingSchema())
  put('asyncapi.json', asyncApiDocument(version))
  return documents
}
