/** Owns the adapter for delimited files: which mapping reads a file, and the preview of what its rows become. */
import type { MappingPreview } from '../../../../shared/readModels/feeds.ts'
import type { Adapter, MessageText } from '../../adapter.ts'
import { csvRows } from './csvText.ts'
import type { CsvMapping } from './mapping.ts'
import { headerFor, readRows } from './rows.ts'

/** Below this share of its columns a mapping does not claim a damaged header. */
const DAMAGED_HEADER_SHARE = 0.6

/** The longest header row that is looked at. */
const HEADER_CHARACTERS = 65_536

/** The mapping whose columns are all in the header, most columns first; else one whose header seems damaged. */
export function mappingFor(mappings: readonly CsvMapping[], message: MessageText): CsvMapping | undefined {
  if (message.mapping !== undefined) return mappings.find((mapping) => mapping.name === message.mapping)
  const head = message.text.slice(0, HEADER_CHARACTERS)
  if (/^\s*[[{<]/.test(head)) return undefined
  let best: { mapping: CsvMapping; score: number } | undefined
  for (const mapping of mappings) {
    if (mapping.byNameOnly) continue
    const header = headerFor(head, mapping)
    if (!header) return undefined
    const share = 1 - header.missing.length / mapping.columns.length
    const damaged = header.missing.length > 0
    if (damaged && (mapping.columns.length < 3 || share < DAMAGED_HEADER_SHARE)) continue
    const optional = (mapping.optionalColumns ?? []).filter((column) =>
      header.columns.includes(column),
    ).length
    const matched = mapping.columns.length - header.missing.length + optional
    const score = damaged ? share : 1000 + matched
    if (!best || score > best.score) best = { mapping, score }
  }
  return best?.mapping
}

/** Makes the adapter from mappings that were checked at load. */
export function createCsvAdapter(mappings: readonly CsvMapping[]): Adapter {
  return {
    name: 'csv',
    recognise: (message) =>
      message.mapping !== undefined ||
      message.contentType?.startsWith('text/csv') === true ||
      mappingFor(mappings, message) !== undefined,
    *read(message) {
      const mapping = mappingFor(mappings, message)
      if (mapping) {
        yield* readRows(mapping, message.text)
        return
      }
      const known = mappings.map(({ name }) => name).join(', ')
      yield {
        outcome: 'refused',
        reason:
          message.mapping === undefined
            ? `no mapping knows this header row: name a mapping (${known}) or add one`
            : `there is no mapping "${message.mapping}": the mappings are ${known}`,
        field: message.mapping === undefined ? 'header' : 'mapping',
        raw: message.text,
      }
    },
  }
}

/** What the first rows of a text become by a mapping; nothing is written. */
export function previewMapping(mapping: CsvMapping, text: string, maximumRows = 50): MappingPreview {
  const rows: MappingPreview['rows'] = []
  for (const reading of readRows(mapping, text)) {
    rows.push(
      reading.outcome === 'record'
        ? { raw: reading.raw, events: reading.record.events, reason: null, field: null }
        : { raw: reading.raw, events: null, reason: reading.reason, field: reading.field },
    )
    if (rows.length >= maximumRows) break
  }
  return { rows }
}

/** The header's columns of a text, for choosing a mapping by hand. */
export function headerColumns(text: string, delimiter = ','): string[] {
  for (const row of csvRows(text.slice(0, HEADER_CHARACTERS), delimiter)) return row.cells
  return []
}
