/** Owns the versions that a result names. */
import Database from 'better-sqlite3'
import { VERSION } from '../version.ts'
import type { Figures } from './result.ts'

export function versions(): Figures {
  const database = new Database(':memory:')
  try {
    const row = database.prepare('SELECT sqlite_version() AS version').get() as { version: string }
    return { omnitower: VERSION, sqlite: row.version }
  } finally {
    database.close()
  }
}
