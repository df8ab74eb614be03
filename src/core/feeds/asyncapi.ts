/** Owns the AsyncAPI 3.0 page of the open door: the channels a system sends CloudEvents to, and the messages. */
import { RECORD_TYPE } from './adapters/cloudevents/data.ts'
import { TYPE_PREFIX } from './adapters/cloudevents/envelope.ts'
import {
  dataSchema,
  envelopeSchema,
  EVENT_TYPES,
  recordSchema,
  sampleCloudEvent,
  sampleRecordEvent,
  type JsonSchema,
} from './publishedSchemas.ts'

/** Parts of a schema that a document holds once, at its own top. */
function embedded(schema: JsonSchema): JsonSchema {
  const { $schema: _dialect, $id: _id, ...body } = schema
  return body
}

const MESSAGES = [...EVENT_TYPES, RECORD_TYPE] as const

const schemaOf = (message: (typeof MESSAGES)[number]) =>
  message === RECORD_TYPE ? recordSchema() : dataSchema(message)

/** References between published schemas point into the page's own components here. */
function inPage(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(embedded(schema)).replaceAll('"urn:omnitower:schema:', '"#/components/schemas/')
  return JSON.parse(text) as JsonSchema
}

const reference = (path: string) => ({ $ref: `#/${path}` })

/** Makes the page. `version` is the program's. */
export function asyncApiDocument(version: string): JsonSchema {
  const feed = { description: 'Name of the feed; its key must be the one that is sent.' }
  const channelMessages = Object.fromEntries(
    MESSAGES.map((type) => [type, reference(`components/messages/${type}`)]),
  )
  const operation = (channel: string, summary: string) => ({
    action: 'receive',
    channel: reference(`channels/${channel}`),
    summary,
    messages: MESSAGES.map((type) => reference(`channels/${channel}/messages/${type}`)),
    security: [reference('components/securitySchemes/feedKey')],
  })
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Omnitower feeds',
      version,
      license: { name: 'Apache-2.0' },
      description:
        'The canonical events as CloudEvents 1.0 JSON: one, a batch, or one a line; several that take effect together as a Record. An answer comes after the commit. Identity is source and id: a record sent again counts once.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: {
      feed: {
        address: '/feeds/{feed}',
        title: 'HTTP',
        description:
          'POST one event, a batch (application/cloudevents-batch+json) or newline-delimited JSON.',
        parameters: { feed },
        messages: channelMessages,
      },
      feedSocket: {
        address: '/feeds/{feed}/ws',
        title: 'WebSocket',
        description:
          'Each message is a line of JSON `{"id":"…"}`, a line feed, then the document as it would be posted. The answer carries the same id, after the commit.',
        parameters: { feed },
        messages: channelMessages,
      },
    },
    operations: {
      takeOverHttp: {
        ...operation('feed', 'Takes events that are posted.'),
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
      },
      takeOverSocket: operation('feedSocket', 'Takes events from an open socket.'),
    },
    components: {
      securitySchemes: {
        feedKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'The key that was shown when the feed was made.',
        },
      },
      messages: Object.fromEntries(
        MESSAGES.map((type) => [
          type,
          {
            name: `${TYPE_PREFIX}${type}`,
            title: type,
            summary: schemaOf(type).description,
            contentType: 'application/cloudevents+json',
            payload: {
              allOf: [
                reference('components/schemas/CloudEvent'),
                {
                  type: 'object',
                  properties: {
                    type: { const: `${TYPE_PREFIX}${type}` },
                    data: reference(`components/schemas/${type}`),
                  },
                },
              ],
            },
            examples: [
              { name: type, payload: type === RECORD_TYPE ? sampleRecordEvent() : sampleCloudEvent(type) },
            ],
          },
        ]),
      ),
      schemas: {
        CloudEvent: { ...embedded(envelopeSchema()), examples: undefined },
        ...Object.fromEntries(MESSAGES.map((type) => [type, inPage(schemaOf(type))])),
      },
    },
  }
}
