/** Owns the check of a mapping file at load: shape, columns, fields, formats and zones, each fault in words. */
import { EVENT_SCHEMAS } from '../../../../shared/events.ts'
import { isTimeZone } from '../../../../shared/timeZone.ts'
import { wallClockReader } from './conversions.ts'
import { columnsOf } from './expressions.ts'
import { shapeFaults, type Conversion, type CsvMapping, type Expression } from './mapping.ts'

export type CheckedMapping = { mapping: CsvMapping } | { faults: string[] }

/** The parts of a JSON Schema that name fields. */
interface SchemaNode {
  type?: unknown
  properties?: Record<string, SchemaNode>
  items?: SchemaNode
  anyOf?: SchemaNode[]
}

/** Checks a parsed mapping file. Never throws. */
export function checkMapping(value: unknown): CheckedMapping {
  const faults = shapeFaults(value)
  if (faults.length > 0) return { faults }
  const mapping = value as CsvMapping
  const known = new Set([...mapping.columns, ...(mapping.optionalColumns ?? [])])
  const check = (expression: Expression, where: string) => {
    for (const column of columnsOf(expression)) {
      if (!known.has(column)) {
        faults.push(`${where}: column "${column}" is neither in columns nor in optionalColumns`)
      }
    }
    faults.push(...expressionFaults(expression, where, mapping))
  }
  if (mapping.timeZone !== undefined && !isTimeZone(mapping.timeZone)) {
    faults.push(`timeZone: "${mapping.timeZone}" is no IANA time zone`)
  }
  if (mapping.key !== 'row') for (const [index, part] of mapping.key.entries()) check(part, `key[${index}]`)
  check(mapping.time, 'time')
  if (mapping.recordTime !== undefined) check(mapping.recordTime, 'recordTime')
  for (const [index, template] of mapping.events.entries()) {
    const where = `events[${index}]`
    for (const condition of template.when ?? []) {
      if (!known.has(condition.column)) {
        faults.push(
          `${where}.when: column "${condition.column}" is neither in columns nor in optionalColumns`,
        )
      }
    }
    for (const [name, expression] of Object.entries(template.fields))
      check(expression, `${where}.fields.${name}`)
    faults.push(...fieldFaults(template.fields, schemaNode(template.type), `${where}.fields`, template.type))
  }
  return faults.length > 0 ? { faults } : { mapping }
}

function expressionFaults(expression: Expression, where: string, mapping: CsvMapping): string[] {
  if (typeof expression !== 'object' || expression === null || 'list' in expression) return []
  if ('from' in expression) return conversionFaults(expression, where, mapping)
  if ('first' in expression) return expression.first.flatMap((one) => expressionFaults(one, where, mapping))
  if ('items' in expression) return expression.items.flatMap((one) => expressionFaults(one, where, mapping))
  return Object.entries(expression.fields).flatMap(([name, one]) =>
    expressionFaults(one, `${where}.${name}`, mapping),
  )
}

function conversionFaults(conversion: Conversion, where: string, mapping: CsvMapping): string[] {
  const faults: string[] = []
  const { take, format, timeZone } = conversion
  if (take !== undefined) {
    try {
      void new RegExp(take, 'u')
    } catch {
      faults.push(`${where}: take "${take}" is no regular expression`)
    }
  }
  if (format !== undefined && !wallClockReader(format)) {
    faults.push(
      `${where}: format "${format}" needs yyyy, MM or M, dd or d, and knows only HH, H, mm, ss, SSS besides`,
    )
  }
  if (timeZone !== undefined && !isTimeZone(timeZone))
    faults.push(`${where}: "${timeZone}" is no IANA time zone`)
  if (conversion.as === 'instant' && format !== undefined && (timeZone ?? mapping.timeZone) === undefined) {
    faults.push(`${where}: local times need a timeZone, here or in the mapping`)
  }
  return faults
}

function schemaNode(type: keyof typeof EVENT_SCHEMAS): SchemaNode {
  const schema: unknown = EVENT_SCHEMAS[type]
  return schema as SchemaNode
}

/** Names of fields that the event does not have. */
function fieldFaults(
  fields: Record<string, Expression>,
  schema: SchemaNode,
  where: string,
  owner: string,
): string[] {
  const options = schema.anyOf ?? [schema]
  const properties = options.find((option) => option.properties)?.properties ?? {}
  return Object.entries(fields).flatMap(([name, expression]) => {
    const property = Object.hasOwn(properties, name) && name !== 'type' ? properties[name] : undefined
    if (!property) return [`${where}: ${owner} has no field "${name}"`]
    if (typeof expression !== 'object' || expression === null) return []
    if ('fields' in expression) return fieldFaults(expression.fields, property, `${where}.${name}`, name)
    if (!('items' in expression)) return []
    const item = property.items ?? {}
    return expression.items.flatMap((one) =>
      typeof one === 'object' && one !== null && 'fields' in one
        ? fieldFaults(one.fields, item, `${where}.${name}[]`, name)
        : [],
    )
  })
}
