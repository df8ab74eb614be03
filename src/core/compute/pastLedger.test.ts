/** Proves how states of the past are made and kept: one at a time, shared by who asks, withdrawn with the last of them. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openPastLedger, type PastLedger } from './pastLedger.ts'

/** A thread that notes each beginning and end, and rebuilds once the gate is open. */
const THREAD = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
    import { parentPort, workerData } from 'node:worker_threads'
    const { sourcePath, targetPath, asOf } = workerData
    appendFileSync(sourcePath + '.log', 'begin ' + asOf + '\\n')
    while (!existsSync(sourcePath + '.gate')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    writeFileSync(targetPath, String(asOf))
    appendFileSync(sourcePath + '.log', 'end ' + asOf + '\\n')
    parentPort.postMessage('done')
  `)}`,
)

interface Store {
  folder: string
  text: string
  open: boolean
  close(): void
}

let folder: string
let path: string
let now: number
let position: number
let past: PastLedger<Store>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'omnitower-past-test-'))
  path = join(folder, 'ledger')
  now = 1_000_000
  position = 1
  past = openPastLedger<Store>({
    path,
    thread: THREAD,
    position: () => position,
    clock: { now: () => now },
    openReader(target) {
      const store = { folder: join(target, '..'), text: readFileSync(target, 'utf8'), open: true, close() {} }
      store.close = () => (store.open = false)
      return store
    },
  })
})
afterEach(() => {
  past.close()
  rmSync(folder, { recursive: true, force: true })
})

const log = () => (existsSync(`${path}.log`) ? readFileSync(`${path}.log`, 'utf8').trim().split('\n') : [])
const openGate = () => writeFileSync(`${path}.gate`, '')
const turns = () => new Promise((go) => setTimeout(go, 2))
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turns()
}

it('rebuilds one at a time, lets four wait and tells a fifth that it is busy', async () => {
  const asked = [1, 2, 3, 4, 5].map((asOf) => past.at({ asOf }))
  await until(() => log().length > 0)
  await expect(past.at({ asOf: 6 })).rejects.toMatchObject({ code: 'busy' })
  // Who asks for a state that comes anyway needs no room.
  const shared = past.at({ asOf: 5 })
  openGate()
  expect((await Promise.all(asked)).map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5'])
  expect(await shared).toBe(await asked[4])
  expect(log()).toEqual([1, 2, 3, 4, 5].flatMap((asOf) => [`begin ${asOf}`, `end ${asOf}`]))
})

it('goes on for the others when one withdraws, and ends the thread with the last of them', async () => {
  const [one, other, last] = [new AbortController(), new AbortController(), new AbortController()]
  const asked = [past.at({ asOf: 1 }, one.signal), past.at({ asOf: 1 }, other.signal)]
  const alone = past.at({ asOf: 2 }, last.signal)
  await until(() => log().length > 0)
  one.abort()
  await expect(asked[0]).rejects.toMatchObject({ code: 'cancelled' })
  last.abort()
  await expect(alone).rejects.toMatchObject({ code: 'cancelled' })
  const third = past.at({ asOf: 1 })
  openGate()
  expect(await asked[1]).toBe(await third)
  expect(log()).toEqual(['begin 1', 'end 1'])

  rmSync(`${path}.gate`)
  const leaving = new AbortController()
  const left = past.at({ asOf: 3 }, leaving.signal)
  const next = past.at({ asOf: 4 })
  await until(() => log().includes('begin 3'))
  leaving.abort()
  await expect(left).rejects.toMatchObject({ code: 'cancelled' })
  // The gate is still shut: the next begins only because the thread before it ended.
  await until(() => log().includes('begin 4'))
  openGate()
  expect((await next).text).toBe('4')
  expect(log()).not.toContain('end 3')
})

it('keeps a settled time for 30 seconds of live load, and anew once records were added', async () => {
  openGate()
  const first = await past.at({ asOf: now - 10_000 })
  const asOf = now - 10_000
  position += 1
  now += 29_999
  expect(await past.at({ asOf })).toBe(first)
  now += 1
  const second = await past.at({ asOf })
  expect(second).not.toBe(first)
  await until(() => !first.open && !existsSync(first.folder))
  now += 3_600_000
  expect(await past.at({ asOf })).toBe(second)
})

it('asks again for a time that is not yet settled as soon as a record was added', async () => {
  openGate()
  for (const times of [{ asOf: now - 9_999 }, { asOf: now + 1 }, { asKnownAt: now - 59_999 }]) {
    const first = await past.at(times)
    expect(await past.at(times)).toBe(first)
    position += 1
    expect(await past.at(times)).not.toBe(first)
  }
})

it('never asks again for what was known at a time of ours', async () => {
  openGate()
  const known = await past.at({ asKnownAt: now - 60_000 })
  position += 1
  now += 3_600_000
  expect(await past.at({ asKnownAt: now - 3_660_000 })).toBe(known)
})

it('tries again after a failure, and lets nobody wait once it is closed', async () => {
  appendFileSync(`${path}.gate`, '')
  const failing = openPastLedger<Store>({
    path,
    thread: new URL('data:text/javascript,throw new Error("no room")'),
    position: () => 1,
    clock: { now: () => now },
    openReader: () => {
      throw new Error('never opened')
    },
  })
  await expect(failing.at({ asOf: 1 })).rejects.toThrow('no room')
  await expect(failing.at({ asOf: 1 })).rejects.toThrow('no room')
  failing.close()

  rmSync(`${path}.gate`)
  const waiting = [past.at({ asOf: 1 }), past.at({ asOf: 2 })]
  await until(() => log().length > 0)
  past.close()
  for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'unavailable' })
  await expect(past.at({ asOf: 1 })).rejects.toMatchObject({ code: 'unavailable' })
})
