/** Owns the published JSON Schemas: event data, the CloudEvent envelope and CSV mappings, made from the code's own. */
import { EVENT_SCHEMAS, type EventType } from '../../shared/events.ts'
import { RECORD_EVENTS_MAX, RECORD_TYPE } from './adapters/cloudevents/data.ts'
import { CloudEventSchema, TYPE_PREFIX } from './adapters/cloudevents/envelope.ts'
import { CsvMappingSchema } from './adapters/csv/mapping.ts'
import { FED_EVENT_TYPES } from './eventCheck.ts'
import { SAMPLE_EVENTS } from './sampleEvents.ts'

export type JsonSchema = Record<string, unknown>

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

/** Types that a feed may tell of. */
export const EVENT_TYPES = FED_EVENT_TYPES

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

/** Schema of the data of a record: several events that take effect together. References the schemas of the events. */
export function recordSchema(): JsonSchema {
  return {
    $schema: DIALECT,
    $id: `urn:omnitower:schema:${RECORD_TYPE}`,
    title: RECORD_TYPE,
    description: 'Several canonical events that take effect together: all of them, or none.',
    type: 'object',
    additionalProperties: false,
    required: ['events'],
    properties: {
      events: {
        type: 'array',
        minItems: 1,
        maxItems: RECORD_EVENTS_MAX,
        items: {
          type: 'object',
          required: ['type'],
          oneOf: EVENT_TYPES.map((type) => ({
            $ref: `urn:omnitower:schema:${type}`,
            properties: { type: { const: type } },
          })),
        },
      },
    },
    examples: [sampleRecordData()],
  }
}

/** Units leave a store and the order's step in which they do. */
function sampleRecordData(): JsonSchema {
  const { order } = SAMPLE_EVENTS.OrderPlaced
  const step = { ...SAMPLE_EVENTS.OrderStepTaken, order, step: 'collected', location: 'gln:9506000134352' }
  return { events: [SAMPLE_EVENTS.StockMoved, step] }
}

/** A whole CloudEvent that carries a record. */
export function sampleRecordEvent(): JsonSchema {
  return {
    ...sampleCloudEvent('StockMoved'),
    id: `${RECORD_TYPE}-1`,
    type: `${TYPE_PREFIX}${RECORD_TYPE}`,
    data: sampleRecordData(),
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
    examples: [...EVENT_TYPES.map(sampleCloudEvent), sampleRecordEvent()],
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
