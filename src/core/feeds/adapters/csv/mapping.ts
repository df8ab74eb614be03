/** Owns the mapping language: what a CSV mapping file may say, as a schema and as types. */
import { Type } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { EVENT_SCHEMAS, type EventType } from '../../../../shared/events.ts'

export const CONVERSIONS = [
  'text',
  'integer',
  'decimal',
  'minorUnits',
  'date',
  'instant',
  'timeZone',
  'gln',
  'gtin',
] as const
export type ConversionKind = (typeof CONVERSIONS)[number]

/** A text with `{column}` in it; absent where any of its columns is blank. */
export type Template = string

/** A template's text, cleaned and given a type. The steps are taken in the order in which they stand here. */
export interface Conversion {
  from: Template
  /** Texts that mean the same as a blank cell, e.g. `N/A`. */
  blank?: string[]
  /** A regular expression; its first group, else its whole match, is taken. No match is a fault. */
  take?: string
  /** Fills up with zeros on the left to this length. */
  pad?: number
  /** The source's code to ours. */
  lookup?: Record<string, string>
  /** For a code that `lookup` lacks: `refuse` (the default), `same` (as it stands), `blank`. */
  otherwise?: 'refuse' | 'same' | 'blank'
  as?: ConversionKind
  /** Put in front of a text that was converted. */
  prefix?: string
  /** For `date` and `instant`: `yyyy MM dd HH mm ss SSS` and shorter forms; ISO 8601 where absent. */
  format?: string
  /** For `instant`: the zone of a local time; the mapping's own zone where absent. */
  timeZone?: string
  /** For `minorUnits`: digits after the decimal point of the currency; 2 where absent. */
  digits?: number
  /** True: a text that cannot be converted is left out instead of refusing the row. */
  lenient?: boolean
}

export type Expression =
  | Template
  | number
  | boolean
  | null
  | Conversion
  | { list: Template; separator: string }
  | { first: Expression[] }
  | { fields: Record<string, Expression> }
  | { items: Expression[] }

export interface Condition {
  column: string
  in?: string[]
  notIn?: string[]
  present?: boolean
}

export interface EventTemplate {
  type: EventType
  when?: Condition[]
  fields: Record<string, Expression>
}

export interface CsvMapping {
  $schema?: string
  name: string
  title: string
  description: string
  columns: string[]
  optionalColumns?: string[]
  delimiter?: string
  decimal?: '.' | ','
  timeZone?: string
  byNameOnly?: boolean
  key: Template[] | 'row'
  time: Expression
  recordTime?: Expression
  events: EventTemplate[]
}

const strict = { additionalProperties: false } as const
const Column = Type.String({ maxLength: 200 })
const TemplateText = Type.String({ maxLength: 1000, description: 'Text with {column} in it.' })
const closed = (values: readonly string[]) => Type.Unsafe<string>({ type: 'string', enum: [...values] })

const ConversionSchema = Type.Object(
  {
    from: TemplateText,
    blank: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
    take: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    pad: Type.Optional(Type.Integer({ minimum: 1, maximum: 40 })),
    lookup: Type.Optional(Type.Record(Type.String(), Type.String())),
    otherwise: Type.Optional(closed(['refuse', 'same', 'blank'])),
    as: Type.Optional(closed(CONVERSIONS)),
    prefix: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    format: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    digits: Type.Optional(Type.Integer({ minimum: 0, maximum: 6 })),
    lenient: Type.Optional(Type.Boolean()),
  },
  { ...strict, description: 'A text, cleaned and given a type.' },
)

const ExpressionSchema = Type.Recursive(
  (This) =>
    Type.Union([
      TemplateText,
      Type.Number(),
      Type.Boolean(),
      Type.Null({ description: 'States that there is none.' }),
      ConversionSchema,
      Type.Object(
        { list: TemplateText, separator: Type.String({ minLength: 1, maxLength: 10 }) },
        { ...strict, description: 'The texts of one cell; blank ones are left out.' },
      ),
      Type.Object(
        { first: Type.Array(This, { minItems: 1, maxItems: 20 }) },
        { ...strict, description: 'The first of these that is there.' },
      ),
      Type.Object({ fields: Type.Record(Type.String(), This) }, { ...strict, description: 'An object.' }),
      Type.Object({ items: Type.Array(This, { maxItems: 100 }) }, { ...strict, description: 'A list.' }),
    ]),
  { $id: 'expression' },
)

const ConditionSchema = Type.Object(
  {
    column: Column,
    in: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    notIn: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    present: Type.Optional(Type.Boolean()),
  },
  { ...strict, description: 'Holds where every part that is given holds.' },
)

/** The schema of a mapping file; docs/schemas/csv-mapping.schema.json is generated from it. */
export const CsvMappingSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
    title: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.String({ maxLength: 4000 }),
    columns: Type.Array(Column, {
      minItems: 1,
      maxItems: 500,
      uniqueItems: true,
      description: 'Header columns that must be there; a file is recognised by them.',
    }),
    optionalColumns: Type.Optional(
      Type.Array(Column, { maxItems: 500, uniqueItems: true, description: 'Read where they are there.' }),
    ),
    delimiter: Type.Optional(closed([',', ';', '\t', '|'])),
    decimal: Type.Optional(closed(['.', ','])),
    timeZone: Type.Optional(
      Type.String({ maxLength: 64, description: 'IANA time zone of local times without an offset.' }),
    ),
    byNameOnly: Type.Optional(
      Type.Boolean({ description: 'True: never told by the header, only where the sender names it.' }),
    ),
    key: Type.Union([Type.Array(TemplateText, { minItems: 1, maxItems: 20 }), Type.Literal('row')], {
      description: 'What makes a row one fact: texts of columns, or the whole row.',
    }),
    time: Type.Intersect([ExpressionSchema], { description: 'When it happened: an instant.' }),
    recordTime: Type.Optional(
      Type.Intersect([ExpressionSchema], {
        description: 'When the source wrote it down; the later one counts.',
      }),
    ),
    events: Type.Array(
      Type.Object(
        {
          type: closed(Object.keys(EVENT_SCHEMAS)),
          when: Type.Optional(Type.Array(ConditionSchema)),
          fields: Type.Record(Type.String(), ExpressionSchema),
        },
        strict,
      ),
      { minItems: 1, maxItems: 50 },
    ),
  },
  { ...strict, title: 'Omnitower CSV mapping', description: 'What the rows of a delimited file become.' },
)

const compiled = TypeCompiler.Compile(CsvMappingSchema)

/** What is wrong with the shape of a mapping, in words; empty where nothing is. */
export function shapeFaults(value: unknown): string[] {
  if (compiled.Check(value)) return []
  const faults: string[] = []
  for (const error of compiled.Errors(value)) {
    faults.push(`${error.path === '' ? 'the file' : error.path}: ${error.message}`)
    if (faults.length === 5) break
  }
  return faults
}
