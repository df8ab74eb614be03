/** Owns the text of delimited files: rows with their cells and their exact text, one at a time, never throwing. */

export interface CsvRow {
  cells: string[]
  /** The row's text exactly as it came, without the line end that closes it. */
  raw: string
  /** Line on which the row begins, from 1. */
  line: number
  /** What is wrong with the row's quoting; its cells then end before the fault. */
  fault?: string
}

/** The longest cell that is taken; beyond it a quote is held to be unclosed. */
const LONGEST_CELL = 1_000_000
const QUOTE = 34

/** Where the line that holds `from` ends; `lineFeed` is a lone carriage return in files of old systems. */
function lineEnd(text: string, from: number, lineFeed: string): number {
  const feed = text.indexOf(lineFeed, from)
  if (feed === -1) return text.length
  return feed > from && text.charCodeAt(feed - 1) === 13 ? feed - 1 : feed
}

function afterLineEnd(text: string, end: number): number {
  if (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10) return end + 2
  return end + 1
}

function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

/**
 * Reads rows by RFC 4180, more kindly: line ends of any system, quotes inside an unquoted cell as they stand,
 * and a row with broken quotes is one fault, after which reading goes on with the next line. Blank lines are no rows.
 */
export function* csvRows(text: string, delimiter: string): Generator<CsvRow> {
  const lineFeed = text.includes('\n') ? '\n' : '\r'
  let at = 0
  let line = 1
  let quote = 0
  while (at < text.length) {
    // Looked up only when the last one found lies behind: a file without quotes is searched once.
    if (quote !== -1 && quote <= at) quote = text.indexOf('"', at)
    const end = lineEnd(text, at, lineFeed)
    const row: Cells =
      quote === -1 || quote >= end
        ? { cells: text.slice(at, end).split(delimiter), end }
        : readQuotedRow(text, delimiter, at, end, lineFeed)
    const raw = text.slice(at, row.end)
    if (raw.trim() !== '') {
      yield row.fault === undefined
        ? { cells: row.cells, raw, line }
        : { cells: row.cells, raw, line, fault: row.fault }
    }
    line += 1 + (row.end > end ? countLines(raw) : 0)
    at = afterLineEnd(text, row.end)
  }
}

interface Cells {
  cells: string[]
  end: number
  fault?: string
}

function readQuotedRow(
  text: string,
  delimiter: string,
  start: number,
  firstEnd: number,
  lineFeed: string,
): Cells {
  const cells: string[] = []
  let at = start
  let end = firstEnd
  for (;;) {
    if (text.charCodeAt(at) !== QUOTE) {
      const next = text.indexOf(delimiter, at)
      if (next === -1 || next >= end) {
        cells.push(text.slice(at, end))
        return { cells, end }
      }
      cells.push(text.slice(at, next))
      at = next + delimiter.length
      continue
    }
    const close = closingQuote(text, at + 1)
    if (close === -1) return { cells, end: firstEnd, fault: 'a quote is opened and never closed' }
    if (close > end) end = lineEnd(text, close, lineFeed)
    const after = close + 1
    if (after < end && !text.startsWith(delimiter, after)) {
      return { cells, end: firstEnd, fault: 'text follows a closing quote' }
    }
    cells.push(text.slice(at + 1, close).replaceAll('""', '"'))
    if (after >= end) return { cells, end }
    at = after + delimiter.length
  }
}

/** The quote that closes the cell beginning at `from`; doubled quotes are text. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at !== -1 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2)
  return at === -1 || at - from > LONGEST_CELL ? -1 : at
}
