/** Owns the other side of the benchmark `speed`: the same lines in a DuckDB of this process, where it is installed. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Reader } from '../../core/ledger/types.ts'
import { LINE_CAUSES, lineCause, SPEED_LINE_COLUMNS, type StoredSpeedLine } from '../../shared/speedLine.ts'
import { CAUSE_SHIFT, speedEntry, UNKNOWN_SECONDS } from '../../shared/speedPack.ts'
import type { PlainAnswer, Question } from './speedQuestions.ts'

export interface Duck {
  version: string
  /** Runs a question to the last row. @param exact percentiles by sorting, not by DuckDB's own sketch */
  ask(question: Question, exact: boolean): Promise<PlainAnswer>
  close(): void
}

const TABLE_SQL = `CREATE TABLE lines (order_id VARCHAR, line VARCHAR, region VARCHAR, channel VARCHAR, flow VARCHAR,
  carrier VARCHAR, location VARCHAR, week_hour INTEGER, placed BIGINT, handed BIGINT, elapsed INTEGER, promise INTEGER,
  transit INTEGER, late BOOLEAN, overdue BOOLEAN, late_by INTEGER, cause VARCHAR)`
const CHUNK_LINES = 2_048

type Value = string | number | bigint | boolean | null
type Row = readonly Value[]

/** @returns null where the package is not there: it is for benchmarks alone */
export async function openDuck(path: string, reader: Reader, now: number): Promise<Duck | null> {
  let duckdb: typeof import('@duckdb/node-api')
  try {
    duckdb = await import('@duckdb/node-api')
  } catch {
    return null
  }
  const instance = await duckdb.DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run(TABLE_SQL)
  const { VARCHAR, INTEGER, BIGINT, BOOLEAN } = duckdb
  const types = [
    VARCHAR,
    VARCHAR,
    VARCHAR,
    VARCHAR,
    VARCHAR,
    VARCHAR,
    VARCHAR,
    INTEGER,
    BIGINT,
    BIGINT,
    INTEGER,
    INTEGER,
    INTEGER,
    BOOLEAN,
    BOOLEAN,
    INTEGER,
    VARCHAR,
  ]
  const appender = await connection.createAppender('lines')
  let rows: Row[] = []
  const flush = () => {
    if (rows.length === 0) return
    const chunk = duckdb.DuckDBDataChunk.create(types, rows.length)
    chunk.setRows(rows)
    appender.appendDataChunk(chunk)
    rows = []
  }
  for (const line of reader.iterate<StoredSpeedLine & { order: string; line: string; open: number }>(
    `SELECT order_id AS "order", line, open, ${SPEED_LINE_COLUMNS} FROM order_lines`,
  )) {
    rows.push(rowOf(line, now))
    if (rows.length === CHUNK_LINES) flush()
  }
  flush()
  appender.closeSync()
  await connection.run('CHECKPOINT')
  return {
    version: duckdb.version(),
    async ask(question, exact) {
      const sql = question.sql((column, share) =>
        exact ? `quantile_disc(${column}, ${share})` : `approx_quantile(${column}, ${share})`,
      )
      return plainAnswer(question, await readRows(connection, sql))
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function readRows(connection: DuckDBConnection, sql: string): Promise<Record<string, Value>[]> {
  const answer = await connection.runAndReadAll(sql)
  return answer.getRowObjectsJS() as Record<string, Value>[]
}

const seconds = (value: number | undefined) =>
  value === undefined || value === UNKNOWN_SECONDS ? null : value

function rowOf(line: StoredSpeedLine & { order: string; line: string; open: number }, now: number): Row {
  const numbers = speedEntry(line)?.numbers
  const isOverdue = line.open === 1 && line.promisedAt !== null && line.promisedAt < now
  const isLate = line.late === 1
  const cause = isLate
    ? LINE_CAUSES[(numbers?.marks ?? 0) >> CAUSE_SHIFT]
    : isOverdue
      ? lineCause(line, now)
      : null
  const elapsed = seconds(numbers?.elapsed)
  const promise =
    line.promisedAt === null || line.placedAt === null
      ? null
      : Math.round((line.promisedAt - line.placedAt) / 1000)
  const lateBy = isLate
    ? (elapsed ?? 0) - (promise ?? 0)
    : isOverdue
      ? Math.round((now - (line.promisedAt ?? 0)) / 1000)
      : null
  return [
    line.order,
    line.line,
    line.region,
    line.channel,
    line.flow,
    line.carrier,
    line.location,
    line.weekHour,
    BigInt(line.placedAt ?? 0),
    line.handedOverAt === null ? null : BigInt(line.handedOverAt),
    elapsed,
    promise,
    seconds(numbers?.transit),
    line.late === null ? null : isLate,
    isOverdue,
    lateBy,
    cause ?? null,
  ]
}

function plainAnswer({ name }: Question, rows: readonly Record<string, Value>[]): PlainAnswer {
  const number = (value: Value | undefined) => (value == null ? null : Number(value))
  const text = (value: Value | undefined) => (value == null ? null : String(value))
  return Object.fromEntries(
    rows.map(({ key, median, p90, hours, cause, ...counts }) => [
      String(key),
      name === 'drillDown.orders'
        ? { counts: [text(cause)], hours: [number(hours)] }
        : {
            counts: Object.values(counts).map(number),
            hours: [number(median), ...(p90 === undefined ? [] : [number(p90)])],
          },
    ]),
  )
}
