/** Proves that a store is brought up to date step by step, keeps its data, and is left alone where it cannot be. */
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TowerError } from '../../shared/errors.ts'
import { LOG_TABLES, MIGRATIONS, migrate } from './migrations.ts'

let database: Database.Database

beforeEach(() => {
  database = new Database(':memory:')
})
afterEach(() => database.close())

const version = () => Number(database.pragma('user_version', { simple: true }))
const tables = () =>
  database
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1`)
    .all()
    .map((row) => (row as { name: string }).name)
const layout = () => database.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2').all()

describe('the layout', () => {
  it('of a fresh store is the latest, and a second run changes nothing', () => {
    migrate(database)
    const fresh = layout()
    expect(version()).toBe(MIGRATIONS.at(-1)?.version)
    expect(tables()).toEqual(expect.arrayContaining([...LOG_TABLES]))
    migrate(database)
    expect(layout()).toEqual(fresh)
  })

  it('has steps that are numbered without a gap', () => {
    expect(MIGRATIONS.map((step) => step.version)).toEqual(MIGRATIONS.map((_step, index) => index + 1))
  })

  it('is reached step by step from the first version, and the log is kept', () => {
    migrate(database, MIGRATIONS.slice(0, 1))
    database.exec(`
      INSERT INTO feeds VALUES (1, 'store', 'bearer', NULL, NULL, 'stock', 1, 7);
      INSERT INTO messages VALUES (1, 1, 'http', 'csv', 'a.csv', 8, 2, 1, 0, 1, NULL, x'00');
      INSERT INTO events VALUES (1, 1, 0, 'csv:a', x'01', 9, NULL, 0, '[]');
      INSERT INTO quarantine VALUES (1, 1, 1, 'csv', 'why', 'units', 8, x'02', 'raw', 'open', NULL);`)
    const rows = () => LOG_TABLES.map((table) => database.prepare(`SELECT * FROM ${table}`).all())
    const before = rows()
    for (let step = 2; step <= MIGRATIONS.length; step += 1) {
      migrate(database, MIGRATIONS.slice(0, step))
      expect(version()).toBe(step)
      expect(rows()).toMatchObject(before)
    }
    const stepwise = layout()
    const fresh = new Database(':memory:')
    migrate(fresh)
    expect(fresh.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2').all()).toEqual(stepwise)
    fresh.close()
    expect(database.prepare('SELECT mapping FROM messages').all()).toEqual([{ mapping: null }])
  })

  it('that is newer than this version is refused and left as it is', () => {
    database.pragma('user_version = 999')
    expect(() => migrate(database)).toThrow(TowerError)
    expect(() => migrate(database)).toThrow(/newer version \(layout 999/)
    expect([version(), tables()]).toEqual([999, []])
  })

  it('is rolled back to the step before where a step fails', () => {
    const failing = {
      version: 2,
      title: 'fails halfway',
      sql: 'CREATE TABLE half (a); INSERT INTO half VALUES (1); INSERT INTO nowhere VALUES (1);',
    }
    expect(() => migrate(database, [...MIGRATIONS.slice(0, 1), failing])).toThrow(/nowhere/)
    expect(version()).toBe(1)
    expect(tables()).not.toContain('half')
    migrate(database)
    expect(version()).toBe(MIGRATIONS.at(-1)?.version)
  })
})
