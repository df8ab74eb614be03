/** Owns the published JSON Schemas: event data, the CloudEvent envelope and CSV mappings, made from the code's own. */
import { EVENT_SCHEMAS, type EventType } from '../../shared/events.ts'
import { CloudEventSchema, TYPE_PREFIX } from './adapters/cloudevents/envelope.ts'
import { CsvMappingSchema } from './adapters/csv/mapping.ts'
import { SAMPLE_EVENTS } from './sampleEvents.ts'

export type JsonSchema = Record<string, unknown>

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

export const EVENT_TYPES = Object.keys(EVENT_SCHEMAS) as EventType[]

/** A copy without the symbols that the schema library keeps for itself. */
function plain(schema: unknown): JsonSchema {
  return JSON.parse(JSON.stringify(schema)) as JsonSchema
}

function sampleData(type: EventType): JsonSchema {
  const { type: _, ...data } = SAMPLE_EVENTS[type]
  return data
}

/** Schema of a CloudEvent's `data` for one event type; the envelope's `type` names the event, so `type` may be left out. */
export function dataSchema(type: EventType): JsonSchema {
  const { required, ...schema } = plain(EVENT_SCHEMAS[type])
  const needed = (required as string[]).filter((name) => name !== 'type')
  return {
    $schema: DIALECT,
    $id: `urn:omnitower:schema:${type}`,
    title: type,
    ...schema,
    required: needed,
    examples: [sampleData(type)],
  }
}

/** A whole CloudEvent that carries the sample of one type. */
export function sampleCloudEvent(type: EventType): JsonSchema {
  return {
    specversion: '1.0',
    id: `${type}-1`,
    source: 'urn:example:shop',
    type: `${TYPE_PREFIX}${type}`,
    time: '2026-03-12T12:00:00Z',
    datacontenttype: 'application/json',
    data: sampleData(type),
  }
}

export function envelopeSchema(): JsonSchema {
  return {
    $schema: DIALECT,
    $id: 'urn:omnitower:schema:CloudEvent',
    ...plain(CloudEventSchema),
    examples: EVENT_TYPES.map(sampleCloudEvent),
  }
}

/** The recursive expression is written once, under `$defs`, as the standard dialect wants it. */
export function mappingSchema(): JsonSchema {
  let expression: JsonSchema | undefined
  const hoist = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(hoist)
    if (typeof node !== 'object' || node === null) return node
    const { $id, ...rest } = node as JsonSchema
    if ($id !== undefined) {
      expression ??= hoist(rest) as JsonSchema
      return { $ref: '#/$defs/expression' }
    }
    if (rest.$ref !== undefined) return { $ref: '#/$defs/expression' }
    return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, hoist(value)]))
  }
  const body = hoist(plain(CsvMappingSchema)) as JsonSchema
  return { $schema: DIALECT, $id: 'urn:omnitower:schema:csv-mapping', ...body, $defs: { expression } }
}
