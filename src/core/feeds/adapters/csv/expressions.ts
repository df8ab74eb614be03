/** Owns the evaluation of a mapping's expressions: compiled once for a header, then run for every row. */
import { converter, type ConversionSettings } from './conversions.ts'
import type { Condition, Conversion, Expression } from './mapping.ts'

/** Thrown while a row is translated, caught by the row's reader: the column at fault and why. */
export class RowFault extends Error {
  readonly field: string

  constructor(field: string, reason: string) {
    super(reason)
    this.name = 'RowFault'
    this.field = field
  }
}

export type Value = string | number | boolean | null | Value[] | { [field: string]: Value }
/** Gives the value of one row; undefined where it is absent. @throws RowFault */
export type Evaluate = (cells: readonly string[]) => Value | undefined

const PLACEHOLDER = /\{([^{}]*)\}/g

/** The columns that an expression reads, in their order. */
export function columnsOf(expression: Expression): string[] {
  if (typeof expression === 'string')
    return Array.from(expression.matchAll(PLACEHOLDER), ([, name]) => name ?? '')
  if (typeof expression !== 'object' || expression === null) return []
  if ('from' in expression) return columnsOf(expression.from)
  if ('list' in expression) return columnsOf(expression.list)
  if ('first' in expression) return expression.first.flatMap(columnsOf)
  if ('items' in expression) return expression.items.flatMap(columnsOf)
  return Object.values(expression.fields).flatMap(columnsOf)
}

/** Compiles a template. `places` gives a column's index; a column that the header lacks is blank. */
export function compileTemplate(template: string, places: ReadonlyMap<string, number>) {
  const literals: string[] = []
  const indexes: number[] = []
  let end = 0
  for (const found of template.matchAll(PLACEHOLDER)) {
    literals.push(template.slice(end, found.index))
    indexes.push(places.get(found[1] ?? '') ?? -1)
    end = found.index + found[0].length
  }
  const tail = template.slice(end)
  return (cells: readonly string[]): string | undefined => {
    let text = ''
    for (let part = 0; part < indexes.length; part += 1) {
      const cell = cells[indexes[part] ?? -1]?.trim() ?? ''
      if (cell === '') return undefined
      text += literals[part] + cell
    }
    return text + tail
  }
}

export function compile(
  expression: Expression,
  places: ReadonlyMap<string, number>,
  settings: ConversionSettings,
): Evaluate {
  if (typeof expression === 'string') return compileTemplate(expression, places)
  if (typeof expression !== 'object' || expression === null) return () => expression
  if ('from' in expression) return compileConversion(expression, places, settings)
  if ('list' in expression) return compileList(expression, places)
  if ('first' in expression) {
    const options = expression.first.map((one) => compile(one, places, settings))
    return (cells) => {
      for (const option of options) {
        const value = option(cells)
        if (value !== undefined) return value
      }
      return undefined
    }
  }
  if ('items' in expression) {
    const items = expression.items.map((one) => compile(one, places, settings))
    return (cells) => {
      const values = items.map((item) => item(cells)).filter((value) => value !== undefined)
      return values.length === 0 ? undefined : values
    }
  }
  return compileFields(expression.fields, places, settings)
}

/** The texts of a cell between separators; absent where there is none. */
function compileList(
  { list, separator }: { list: string; separator: string },
  places: ReadonlyMap<string, number>,
): Evaluate {
  const template = compileTemplate(list, places)
  return (cells) => {
    const texts = (template(cells) ?? '')
      .split(separator)
      .map((text) => text.trim())
      .filter((text) => text !== '')
    return texts.length === 0 ? undefined : texts
  }
}

/** An object of those fields that are there; absent where none is. */
export function compileFields(
  fields: Record<string, Expression>,
  places: ReadonlyMap<string, number>,
  settings: ConversionSettings,
): (cells: readonly string[]) => { [field: string]: Value } | undefined {
  const entries = Object.entries(fields).map(
    ([name, expression]) => [name, compile(expression, places, settings)] as const,
  )
  // A constant alone says nothing about the row: an object is there only where one of its columns is.
  const varies = Object.values(fields).map((expression) => columnsOf(expression).length > 0)
  const constant = !varies.includes(true)
  return (cells) => {
    const result: { [field: string]: Value } = {}
    let there = constant
    for (let index = 0; index < entries.length; index += 1) {
      const [name, evaluate] = entries[index]!
      const value = evaluate(cells)
      if (value === undefined) continue
      result[name] = value
      if (varies[index]) there = true
    }
    return there ? result : undefined
  }
}

function compileConversion(
  conversion: Conversion,
  places: ReadonlyMap<string, number>,
  settings: ConversionSettings,
): Evaluate {
  const template = compileTemplate(conversion.from, places)
  const convert = converter(conversion, settings)
  const blank = new Set(conversion.blank)
  const take = conversion.take === undefined ? undefined : new RegExp(conversion.take, 'u')
  const lookup = conversion.lookup && new Map(Object.entries(conversion.lookup))
  const column = columnsOf(conversion.from)[0] ?? conversion.from
  const refuse = (reason: string) => {
    if (conversion.lenient) return undefined
    throw new RowFault(column, reason)
  }
  return (cells) => {
    let text = template(cells)
    if (text === undefined || blank.has(text)) return undefined
    if (take) {
      const found = take.exec(text)
      if (!found) return refuse(`"${text.slice(0, 60)}" has not the expected form ${conversion.take}`)
      text = found[1] ?? found[0]
    }
    if (conversion.pad !== undefined) text = text.padStart(conversion.pad, '0')
    if (lookup) {
      const found = lookup.get(text)
      if (found === undefined && conversion.otherwise === 'blank') return undefined
      if (found === undefined && conversion.otherwise !== 'same') {
        return refuse(
          `"${text.slice(0, 60)}" is none of the known codes: ${[...lookup.keys()].slice(0, 20).join(', ')}`,
        )
      }
      text = found ?? text
    }
    const converted = convert(text)
    if ('reason' in converted) return refuse(converted.reason)
    return conversion.prefix === undefined ? converted.value : `${conversion.prefix}${converted.value}`
  }
}

/** Compiles conditions: true where all hold. */
export function compileConditions(conditions: readonly Condition[], places: ReadonlyMap<string, number>) {
  const tests = conditions.map(({ column, in: among, notIn, present }) => {
    const index = places.get(column) ?? -1
    const wanted = among && new Set(among)
    const unwanted = notIn && new Set(notIn)
    return (cells: readonly string[]) => {
      const cell = cells[index]?.trim() ?? ''
      if (present !== undefined && present !== (cell !== '')) return false
      return (!wanted || wanted.has(cell)) && (!unwanted || !unwanted.has(cell))
    }
  })
  return (cells: readonly string[]) => tests.every((test) => test(cells))
}
