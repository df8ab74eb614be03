/** Proves that one process at a time has a data folder, and that a dead one's lock is no hindrance. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FolderInUse, lockHolder, takeLock } from './lockFile.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tower-lock-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('is held until it is released, and told to other processes', () => {
  const lock = takeLock(folder)
  expect(() => takeLock(folder)).toThrow(FolderInUse)
  expect(statSync(join(folder, 'hub.json')).mode & 0o777).toBe(0o600)
  lock.update({ address: 'http://127.0.0.1:1', certificate: null })
  expect(lockHolder(folder)).toMatchObject({ pid: process.pid, address: 'http://127.0.0.1:1' })
  expect(lockHolder(folder)?.operatorToken).toBe(lock.content.operatorToken)
  lock.release()
  expect(lockHolder(folder)).toBeNull()
  takeLock(folder).release()
  expect(readdirSync(folder)).toEqual([])
})

it('of a process that is gone is taken over', () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  const content = { pid: gone, pidStartedAt: null, address: null, operatorToken: 'x', certificate: null }
  writeFileSync(join(folder, 'hub.json'), JSON.stringify(content))
  expect(lockHolder(folder)).toBeNull()
  const lock = takeLock(folder)
  expect(lockHolder(folder)?.pid).toBe(process.pid)
  lock.release()
})

it('of an earlier process with the same pid is taken over, as is a damaged file', () => {
  const earlier = {
    pid: process.pid,
    pidStartedAt: 'another boot/1',
    address: null,
    operatorToken: 'x',
    certificate: null,
  }
  writeFileSync(join(folder, 'hub.json'), JSON.stringify(earlier))
  if (process.platform === 'linux') takeLock(folder).release()
  writeFileSync(join(folder, 'hub.json'), '{"pid":')
  const lock = takeLock(folder)
  expect(JSON.parse(readFileSync(join(folder, 'hub.json'), 'utf8'))).toMatchObject({ pid: process.pid })
  lock.release()
})
