/** Owns `tower quarantine`: what was refused and why, and its replay. */
import type { QuarantinePage, QuarantineRow, RetryReport } from '../shared/readModels/feeds.ts'
import { callFolder, expectLedger, type Folder } from './openFolder.ts'
import { printJson, printLine, printTable, stderrLogger } from './output.ts'

export interface QuarantineOptions extends Folder {
  json: boolean
}

const PAGE = 1000
const REASON_WIDTH = 90

/** Prints every open record. */
export async function listQuarantine(options: QuarantineOptions): Promise<void> {
  expectLedger(options)
  const logger = stderrLogger()
  const rows: QuarantineRow[] = []
  for (;;) {
    const input = { offset: rows.length, limit: PAGE }
    const page = (await callFolder(options, logger, 'query', 'quarantine.list', input)) as QuarantinePage
    rows.push(...page.rows)
    if (page.rows.length === 0 || rows.length >= page.total) break
  }
  if (options.json) return printJson(rows.map(plain))
  if (rows.length === 0) return printLine('Nothing is in quarantine.')
  printTable(
    ['id', 'feed', 'format', 'field', 'reason'],
    rows.map((row) => [row.id, row.feed, row.format, row.field, row.reason.slice(0, REASON_WIDTH)]),
  )
}

/** Prints one record with its raw text. */
export async function showQuarantine(options: QuarantineOptions, id: number): Promise<void> {
  expectLedger(options)
  const row = (await callFolder(options, stderrLogger(), 'query', 'quarantine.show', { id })) as QuarantineRow
  if (options.json) return printJson([plain(row)])
  printLine(`${row.id}  ${row.feed}  ${row.format}  ${new Date(row.receivedAt).toISOString()}  ${row.state}`)
  printLine(`${row.field}: ${row.reason}`)
  printLine(row.raw)
}

/** Replays one record, or all that are open, as they are. */
export async function retryQuarantine(options: QuarantineOptions, id: number | undefined): Promise<void> {
  expectLedger(options)
  const input = id === undefined ? {} : { id }
  const report = (await callFolder(
    options,
    stderrLogger(),
    'command',
    'quarantine.retry',
    input,
  )) as RetryReport
  if (options.json) return printJson(report)
  printTable(
    ['retried', 'accepted', 'duplicates', 'still quarantined'],
    [[report.retried, report.accepted, report.duplicates, report.stillQuarantined]],
  )
}

function plain({ id, feed, format, reason, field, receivedAt, raw }: QuarantineRow) {
  return { id, feed, format, reason, field, receivedAt, raw }
}
