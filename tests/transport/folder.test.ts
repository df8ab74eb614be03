/** Proves the watched folder: what is moved where, what is refused, what waits. */
import { appendFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { MessageReport } from '../../src/core/feeds/intake.ts'
import { testServer, until, type TestServer } from './testServer.ts'

let test: TestServer
afterEach(() => test.close())

describe('folder', () => {
  const put = async (path: string, text: string) => {
    await mkdir(join(test.inbox, path, '..'), { recursive: true })
    await writeFile(join(test.inbox, path), text)
  }
  const names = (path: string) => readdir(join(test.inbox, path)).catch(() => [] as string[])

  it('moves aside what it does not understand, and never writes over a file', async () => {
    test = await testServer()
    await put('bad.txt', 'damaged')
    await until(async () => (await names('failed')).includes('bad.txt'))
    await put('bad.txt', 'damaged too')
    await until(async () => (await names('failed')).includes('bad.2.txt'))
    expect(await readFile(join(test.inbox, 'failed/bad.txt'), 'utf8')).toBe('damaged')
    const report = JSON.parse(
      await readFile(join(test.inbox, 'failed/bad.txt.report.json'), 'utf8'),
    ) as MessageReport
    expect(report).toMatchObject({ feed: 'folder', received: 1, quarantined: 1 })
  })

  it('refuses links and files that are too large, and leaves unfinished files alone', async () => {
    test = await testServer({ operatorBodyBytesMax: 100 })
    await writeFile(join(test.folder, 'outside.txt'), '{"id":"outside"}')
    await mkdir(test.inbox, { recursive: true })
    await symlink(join(test.folder, 'outside.txt'), join(test.inbox, 'link.txt'))
    await put('large.txt', ' '.repeat(200))
    await put('half.txt.part', '{"id":"half"}')
    await put('east/good.txt', '{"id":"good"}')
    await until(async () => (await names('east/done')).includes('good.txt'))
    await until(async () => (await names('failed')).includes('large.txt'))
    expect(test.intake.taken).toEqual(new Set(['good']))
    expect(await names('.')).toContain('half.txt.part')
  })

  it('keeps a file until the engine has room and its feed is enabled', async () => {
    test = await testServer()
    test.intake.busy = true
    await put('east/wait.txt', '{"id":"wait"}')
    await test.feeds.setEnabled('east', false)
    test.intake.busy = false
    await put('other.txt', '{"id":"other"}')
    await until(async () => (await names('done')).includes('other.txt'))
    expect(test.intake.taken.has('wait')).toBe(false)
    await test.feeds.setEnabled('east', true)
    await until(async () => (await names('east/done')).includes('wait.txt'))
    expect(test.intake.taken.has('wait')).toBe(true)
  })

  it('takes a file again that was written to while it was taken, and moves it once', async () => {
    test = await testServer()
    test.intake.hold = true
    await put('east/grows.txt', '{"id":"first"}\n')
    await until(() => test.intake.waiting() === 1)
    await appendFile(join(test.inbox, 'east/grows.txt'), '{"id":"second"}\n')
    test.intake.hold = false
    await until(async () => (await names('east/done')).includes('grows.txt'))
    expect(test.intake.taken).toEqual(new Set(['first', 'second']))
    expect(await readFile(join(test.inbox, 'east/done/grows.txt'), 'utf8')).toContain('second')
    expect(await names('east')).toEqual(['done'])
    expect((await names('east/done')).toSorted()).toEqual(['grows.txt', 'grows.txt.report.json'])
  })
})
