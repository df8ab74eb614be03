/** Owns inserting many rows with few statements: rows gather and go in by the dozen, in the order in which they were added. */
import type { SqlValue, Writer } from './types.ts'

/** Rows of one statement. More saves little and makes the statement's text long. */
const ROWS_PER_STATEMENT = 24

export interface BulkInsert {
  add(row: readonly SqlValue[]): void
  /** Writes what has gathered. */
  flush(): void
  /** Forgets what has gathered. */
  discard(): void
}

/**
 * @param head `INSERT INTO table (columns)`
 * @param columns how many there are
 * @param tail what follows the values, such as a conflict clause
 */
export function openBulkInsert(writer: Writer, head: string, columns: number, tail = ''): BulkInsert {
  const row = `(${Array.from({ length: columns }, () => '?').join(',')})`
  const statement = (rows: number) =>
    `${head} VALUES ${Array.from({ length: rows }, () => row).join(',')} ${tail}`
  const many = statement(ROWS_PER_STATEMENT)
  const one = statement(1)
  const full = ROWS_PER_STATEMENT * columns
  let values: SqlValue[] = []
  return {
    add(cells) {
      for (const cell of cells) values.push(cell)
      if (values.length < full) return
      writer.run(many, values)
      values = []
    },
    flush() {
      for (let start = 0; start < values.length; start += columns)
        writer.run(one, values.slice(start, start + columns))
      values = []
    },
    discard() {
      values = []
    },
  }
}
