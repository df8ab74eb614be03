/** Owns the translation of one file by one mapping: header matched, rows read, each a record or a refusal. */
import { createHash } from 'node:crypto'
import type { CanonicalEvent, FeedRecord } from '../../../../shared/events.ts'
import type { Reading } from '../../adapter.ts'
import { eventFault, type EventFault } from '../../eventCheck.ts'
import { csvRows, type CsvRow } from './csvText.ts'
import {
  columnsOf,
  compile,
  compileConditions,
  compileFields,
  compileTemplate,
  RowFault,
} from './expressions.ts'
import type { CsvMapping, EventTemplate, Expression } from './mapping.ts'

/** The header row, its delimiter, and which columns of the mapping it lacks. */
export interface Header {
  columns: string[]
  delimiter: string
  raw: string
  missing: string[]
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/** Reads the header as the mapping wants it; where the mapping names no delimiter, the best of the usual four. */
export function headerFor(text: string, mapping: CsvMapping): Header | undefined {
  let best: Header | undefined
  for (const delimiter of mapping.delimiter === undefined ? DELIMITERS : [mapping.delimiter]) {
    const row = csvRows(text, delimiter).next().value
    if (!row) return undefined
    const columns = (row as CsvRow).cells.map((cell) => cell.trim())
    const missing = mapping.columns.filter((column) => !columns.includes(column))
    if (!best || missing.length < best.missing.length)
      best = { columns, delimiter, raw: (row as CsvRow).raw, missing }
  }
  return best
}

/** The column that fills a field, for a refusal: the expression is followed along the path of the field. */
function columnBehind(template: EventTemplate, path: string): string {
  let expression: Expression | undefined = { fields: template.fields }
  for (const step of path.split('/').slice(1)) {
    if (typeof expression !== 'object' || expression === null) break
    if ('fields' in expression)
      expression = Object.hasOwn(expression.fields, step) ? expression.fields[step] : undefined
    else if ('items' in expression) expression = expression.items[Number(step)]
  }
  const column = expression === undefined ? undefined : columnsOf(expression)[0]
  return column ?? `${template.type}${path.replaceAll('/', '.')}`
}

function rowFaultOf(template: EventTemplate, { path, reason, missing }: EventFault): RowFault {
  const field = `${template.type}${path.replaceAll('/', '.')}`
  return new RowFault(
    columnBehind(template, path),
    missing ? `is blank, and ${field} needs it` : `gives ${field} a value that it may not have: ${reason}`,
  )
}

/** Makes the function that turns a row's cells into a record. @throws RowFault (the function) */
function rowTranslator(mapping: CsvMapping, header: Header): (row: CsvRow) => FeedRecord {
  const places = new Map<string, number>()
  for (const [index, column] of header.columns.entries()) if (!places.has(column)) places.set(column, index)
  const settings = { decimal: mapping.decimal ?? '.', timeZone: mapping.timeZone } as const
  const key = mapping.key === 'row' ? null : mapping.key.map((part) => compileTemplate(part, places))
  const time = compile(mapping.time, places, settings)
  const recordTime =
    mapping.recordTime === undefined ? undefined : compile(mapping.recordTime, places, settings)
  const templates = mapping.events.map((template) => ({
    template,
    applies: template.when ? compileConditions(template.when, places) : undefined,
    fields: compileFields(template.fields, places, settings),
  }))

  const identityOf = ({ cells }: CsvRow): string => {
    if (!key)
      return `csv:${mapping.name}:sha256-${createHash('sha256').update(JSON.stringify(cells)).digest('hex')}`
    let identity = `csv:${mapping.name}`
    for (const [index, part] of key.entries()) {
      const text = part(cells)
      const source = mapping.key[index] ?? ''
      if (
        text === undefined &&
        !(mapping.optionalColumns ?? []).some((column) => columnsOf(source).includes(column))
      ) {
        throw new RowFault(columnsOf(source)[0] ?? source, 'is part of the key and blank')
      }
      identity += index === 0 ? `:${text ?? ''}` : `|${text ?? ''}`
    }
    if (identity.length > 512)
      throw new RowFault(columnsOf(mapping.key[0] ?? '')[0] ?? 'key', 'makes too long a key')
    return identity
  }
  const instantFor = (value: unknown, expression: Expression): number => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    const column = columnsOf(expression)[0] ?? 'time'
    throw new RowFault(column, value === undefined ? 'is the time of the row and blank' : 'is no instant')
  }

  return (row) => {
    const events: CanonicalEvent[] = []
    for (const { template, applies, fields } of templates) {
      if (applies && !applies(row.cells)) continue
      const event = { type: template.type, ...fields(row.cells) }
      const fault = eventFault(template.type, event)
      if (fault) throw rowFaultOf(template, fault)
      events.push(event as unknown as CanonicalEvent)
    }
    if (events.length === 0) throw new RowFault(mapping.name, 'no event of the mapping applies to this row')
    const record: FeedRecord = {
      identity: identityOf(row),
      occurredAt: instantFor(time(row.cells), mapping.time),
      events,
    }
    const written = recordTime?.(row.cells)
    if (written !== undefined) record.recordTime = instantFor(written, mapping.recordTime ?? mapping.time)
    return record
  }
}

/** Reads a whole file. A refused row's raw text has the header above it, so that it can be mended and replayed alone. */
export function* readRows(mapping: CsvMapping, text: string): Generator<Reading> {
  const header = headerFor(text, mapping)
  if (!header || header.missing.length > 0) {
    const missing = header?.missing ?? mapping.columns
    yield {
      outcome: 'refused',
      reason: `the header row has no column "${missing.join('", "')}", which the mapping ${mapping.name} needs: add it, or name another mapping`,
      field: missing[0] ?? '',
      raw: text,
    }
    return
  }
  const translate = rowTranslator(mapping, header)
  const rows = csvRows(text, header.delimiter)
  rows.next()
  for (const row of rows) yield readOne(row, header, translate)
}

function readOne(row: CsvRow, header: Header, translate: (row: CsvRow) => FeedRecord): Reading {
  const refused = (field: string, reason: string): Reading => ({
    outcome: 'refused',
    reason: `row at line ${row.line}: ${reason}`,
    field,
    raw: `${header.raw}\n${row.raw}`,
  })
  const expected = header.columns.length
  if (row.fault !== undefined) return refused(header.columns[row.cells.length] ?? 'row', row.fault)
  if (row.cells.length > expected && row.cells.slice(expected).some((cell) => cell.trim() !== '')) {
    return refused(
      'row',
      `has ${row.cells.length} cells where the header has ${expected}: a cell with "${header.delimiter}" in it must be quoted`,
    )
  }
  if (row.cells.length < expected && row.cells.length < expected - trailingUnread(header)) {
    return refused(
      header.columns[row.cells.length] ?? 'row',
      `has ${row.cells.length} cells where the header has ${expected}`,
    )
  }
  const broken = row.cells.findIndex((cell) => cell.includes('\0'))
  if (broken >= 0) return refused(header.columns[broken] ?? 'row', 'holds a NUL character')
  try {
    return { outcome: 'record', record: translate(row), raw: row.raw }
  } catch (thrown) {
    if (thrown instanceof RowFault)
      return refused(thrown.field, `column ${thrown.field || '(unnamed)'} ${thrown.message}`)
    throw thrown
  }
}

/** Columns without a name at the header's end: programs write them by mistake, and rows may lack them. */
function trailingUnread(header: Header): number {
  let count = 0
  while (count < header.columns.length && header.columns[header.columns.length - 1 - count] === '') count += 1
  return count
}
