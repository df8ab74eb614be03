/** Proves on a real hub that what people did outlives its death, and that `tower verify` tells who tampered with it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AuditHead } from '../../src/shared/readModels/alerts.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

// Each step is a process of its own, and a machine may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 })

let data: string
let hub: Serving | null = null

beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'tower-audit-'))))
afterEach(async () => {
  await hub?.end('SIGKILL')
  hub = null
  rmSync(data, { recursive: true, force: true })
})

const asked = async <T>(...values: string[]): Promise<T> =>
  JSON.parse((await tower([...values, '--data', data, '--json'])).out) as T
const head = () => asked<AuditHead>('query', 'audit.head')
const verified = async (...more: string[]) => {
  const ended = await tower(['verify', ...more, '--data', data, '--json'])
  const { checks } = JSON.parse(ended.out) as { checks: { violations: string[] }[] }
  return { code: ended.code, violations: checks.flatMap(({ violations }) => violations) }
}
function tamper(sql: string): void {
  const database = new Database(join(data, 'ledger.sqlite'))
  database.exec(sql)
  database.close()
}

it('a chain of acts outlives kill -9, and is told from one that somebody changed', async () => {
  hub = await serveTower(['--data', data])
  for (const feed of ['till-1', 'till-2']) await tower(['feed', 'add', feed, '--data', data])
  const before = await head()
  expect(before.acts).toBe(2)
  await hub.end('SIGKILL')
  hub = null
  expect(await head()).toEqual(before)
  const noted = `${before.acts}:${before.hash}`
  expect(await verified('--head', noted)).toEqual({ code: 0, violations: [] })

  await tower(['feed', 'add', 'till-3', '--data', data])
  expect(await verified('--head', noted)).toEqual({ code: 0, violations: [] })
  tamper(`UPDATE audit SET setting = replace(setting, 'till-2', 'till-9') WHERE number = 2`)
  expect(await verified()).toEqual({
    code: 1,
    violations: ['act 2 (a setting) is not what was written, or not in its place'],
  })
  tamper('DELETE FROM audit WHERE number >= 2')
  expect(await verified()).toEqual({
    code: 1,
    violations: ['the chain ends with act 1; 3 were written'],
  })
  tamper(`UPDATE sqlite_sequence SET seq = 1 WHERE name = 'audit'`)
  expect(await verified()).toEqual({ code: 0, violations: [] })
  expect(await verified('--head', noted)).toEqual({
    code: 1,
    violations: ['act 2 was noted elsewhere, and the chain ends before it'],
  })
})
