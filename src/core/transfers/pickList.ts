/** Owns the pick list: what to take from the shelves, as a CSV that spreadsheets open and nothing runs in. */
import type { DocumentContent } from '../ledger/transferActs.ts'
import { articleOf } from './articleNumbers.ts'

const COLUMNS = [
  'transfer',
  'line',
  'sku',
  'gtin',
  'name',
  'units',
  'unit',
  'from',
  'from name',
  'to',
  'to name',
]
/** What a spreadsheet takes for a formula, or for the start of one after a blank. */
const FORMULA = /^\s*[=+\-@\t\r]/

/** One cell (RFC 4180): quoted where it must be, and never a formula. */
export function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function pickList({ transfer, from, to, lines }: DocumentContent): string {
  const rows = lines.map(({ line, sku, name, units }) => {
    const { gtin, unit } = articleOf(sku)
    const article = [transfer, line, sku, gtin ?? '', name ?? '', String(units), unit ?? 'EA']
    return [...article, from.location, from.name ?? '', to.location, to.name ?? '']
  })
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}
