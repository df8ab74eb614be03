/** Owns the SQLite connections: how they are opened, and the narrow read and write faces that the rest sees. */
import { totalmem } from 'node:os'
import Database from 'better-sqlite3'
import type { Reader, SqlValue, Writer } from './types.ts'
import { migrate } from './migrations.ts'

type Statement = Database.Statement<unknown[]>

/**
 * Write-ahead pages (4 KiB each) that may gather under load before they are moved into the main file: a page that is
 * written often is then moved once. In quiet moments they are moved earlier (checkpoints.ts).
 */
const CHECKPOINT_PAGES = 65_536
export const CHECKPOINT_BYTES = CHECKPOINT_PAGES * 4_096
/** What the write-ahead file is cut back to once its pages have been moved. */
const KEPT_WAL_BYTES = 33_554_432

/** Pages that the writer may keep in memory: an eighth of the machine's, from 64 MiB to 2 GiB; taken only as the store grows. */
export function writerCacheKibibytes(memoryBytes: number): number {
  return Math.floor(Math.min(2_097_152, Math.max(65_536, memoryBytes / 8 / 1_024)))
}

/** Troubles of the store that are not the request's: no room, no memory, a lock, a fault of the disk. */
const PASSING = /^SQLITE_(FULL|NOMEM|BUSY|LOCKED|IOERR)/

/** Whether the same request may succeed later without a change. */
export function mayPass(thrown: unknown): boolean {
  return PASSING.test(String((thrown as { code?: unknown } | null)?.code))
}

class Connection implements Writer {
  readonly database: Database.Database
  readonly #statements = new Map<string, Statement>()

  constructor(database: Database.Database) {
    this.database = database
  }

  #statement(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  all<Row>(sql: string, parameters: readonly SqlValue[] = []): Row[] {
    return this.#statement(sql).all(parameters) as Row[]
  }
  get<Row>(sql: string, parameters: readonly SqlValue[] = []): Row | undefined {
    return this.#statement(sql).get(parameters) as Row | undefined
  }
  iterate<Row>(sql: string, parameters: readonly SqlValue[] = []): IterableIterator<Row> {
    // An iterator holds its statement busy, so it gets one of its own.
    return this.database.prepare(sql).iterate(parameters) as IterableIterator<Row>
  }
  run(sql: string, parameters: readonly SqlValue[] = []): void {
    this.#statement(sql).run(parameters)
  }
  snapshot<T>(read: () => T): T {
    return this.database.transaction(read)()
  }
}

export type WriterConnection = Connection

/**
 * Opens the store for its single writer and brings it up to date.
 * `synchronous=FULL`: a commit that returned survives a loss of power.
 * @param path the file, or `:memory:`.
 */
export function openWriter(path: string): WriterConnection {
  const database = new Database(path)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  checkpointItself(database, 1)
  database.pragma(`journal_size_limit = ${KEPT_WAL_BYTES}`)
  database.pragma(`cache_size = -${writerCacheKibibytes(totalmem())}`)
  database.pragma('temp_store = MEMORY')
  migrate(database)
  return new Connection(database)
}

/** Lets a connection move the pages by itself within a commit, once `times` as many as usual have gathered. */
export function checkpointItself(database: Database.Database, times: number): void {
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES * times}`)
}

/** Opens a connection that cannot write: SQLite itself refuses. */
export function openReader(path: string): Reader & { close(): void } {
  const database = new Database(path, { readonly: true })
  database.pragma('query_only = ON')
  database.pragma('cache_size = -131072')
  database.pragma('mmap_size = 1073741824')
  const connection = new Connection(database)
  return {
    all: (sql, parameters) => connection.all(sql, parameters),
    get: (sql, parameters) => connection.get(sql, parameters),
    iterate: (sql, parameters) => connection.iterate(sql, parameters),
    snapshot: (read) => connection.snapshot(read),
    close: () => database.close(),
  }
}
