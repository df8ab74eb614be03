/** Owns the CloudEvents 1.0 envelope as this program takes it: the specification's attributes and two extensions. */
import { Type, type Static } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'

/** In front of an event's name in `type`. */
export const TYPE_PREFIX = 'org.omnitower.'

const Text = Type.String({ minLength: 1, maxLength: 400 })

/** CloudEvents 1.0.2, JSON format. `time` is optional there and needed here; other extensions are let pass. */
export const CloudEventSchema = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    id: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'With source: the identity of the record.',
    }),
    source: Type.String({
      minLength: 1,
      maxLength: 300,
      description: 'URI-reference of the system that says so.',
    }),
    type: Type.String({
      minLength: 1,
      maxLength: 200,
      description: `${TYPE_PREFIX} and the event's name, or ${TYPE_PREFIX}Record.`,
    }),
    time: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'When it happened, RFC 3339 with an offset.',
    }),
    datacontenttype: Type.Optional(
      Type.String({
        pattern: '^[Aa][Pp][Pp][Ll][Ii][Cc][Aa][Tt][Ii][Oo][Nn]/([A-Za-z0-9.-]+\\+)?json(;.*)?$',
      }),
    ),
    dataschema: Type.Optional(Type.String({ maxLength: 2000 })),
    subject: Type.Optional(Text),
    recordtime: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'Extension: when the source wrote it down; the later one counts.',
      }),
    ),
    retracted: Type.Optional(
      Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')], {
        description: 'Extension: true takes the effect of this identity back.',
      }),
    ),
    sequence: Type.Optional(
      Type.Union([Type.String(), Type.Number()], {
        description:
          'Extension: place in the order of what its source sends. Whole numbers, one up each, are watched for gaps.',
      }),
    ),
    sequencetype: Type.Optional(
      Type.String({ description: 'Extension: Integer, or the numbers are not watched.' }),
    ),
    data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  {
    title: 'CloudEvent',
    description:
      'A canonical event, or a record of several that take effect together, in a CloudEvents 1.0 envelope.',
  },
)
export type CloudEvent = Static<typeof CloudEventSchema>

const compiled = TypeCompiler.Compile(CloudEventSchema)

/** The first fault of the envelope, with its attribute. */
export function envelopeFault(value: unknown): { field: string; reason: string } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { field: 'body', reason: 'the event is no JSON object' }
  }
  if (compiled.Check(value)) return undefined
  const error = compiled.Errors(value).First()
  const field = (error?.path ?? '').slice(1).replaceAll('/', '.') || 'body'
  if (field === 'data' && Object.hasOwn(value, 'data_base64')) {
    return { field: 'data_base64', reason: 'data_base64 is not taken: data must be JSON' }
  }
  const missing = error?.value === undefined
  return {
    field,
    reason: missing ? `${field} is missing` : `${field} may not have this value: ${error?.message}`,
  }
}
