/** Owns what `tower ingest` tells a person: each file while they are few, else sums by format and what had problems. */
import { printLine, printTable, type Cell } from './output.ts'

export interface Counts {
  received: number
  accepted: number
  duplicates: number
  quarantined: number
}

export interface FileReport extends Counts {
  path: string
  format: string
  note?: string
}

/** Files that are listed one by one; of more, only the sums are read. */
const LISTED_MAX = 20
const COUNT_HEADINGS = ['received', 'accepted', 'duplicates', 'quarantined']

export function totalsOf(counts: readonly Counts[]): Counts {
  const total = { received: 0, accepted: 0, duplicates: 0, quarantined: 0 }
  for (const each of counts) {
    total.received += each.received
    total.accepted += each.accepted
    total.duplicates += each.duplicates
    total.quarantined += each.quarantined
  }
  return total
}

/** Prints the reports as a table. */
export function printReports(files: readonly FileReport[], totals: Counts): void {
  if (files.length <= LISTED_MAX) {
    const rows = files.map((file) => [file.path, file.format, ...cells(file)])
    printTable(['file', 'format', ...COUNT_HEADINGS], [...rows, ['all', '', ...cells(totals)]])
    return
  }
  const byFormat = Map.groupBy(files, ({ format }) => format)
  const rows = [...byFormat].map(([format, those]) => [format, those.length, ...cells(totalsOf(those))])
  printTable(['format', 'files', ...COUNT_HEADINGS], [...rows, ['all', files.length, ...cells(totals)]])
  const troubled = files.filter(({ quarantined, note }) => quarantined > 0 || note !== undefined)
  if (troubled.length === 0) return
  printLine('')
  printTable(
    ['file with problems', 'format', 'quarantined', 'note'],
    troubled.map(({ path, format, quarantined, note }) => [path, format, quarantined, note ?? '']),
  )
}

function cells({ received, accepted, duplicates, quarantined }: Counts): Cell[] {
  return [received, accepted, duplicates, quarantined]
}
