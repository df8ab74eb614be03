/** Proves that a run in a folder is whole, with labels and counts beside. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { simulateToFolder } from './folder.ts'

let out = ''
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'omnitower-simulate-'))
})
afterEach(() => rm(out, { recursive: true, force: true }))

const json = async (name: string) => JSON.parse(await readFile(join(out, name), 'utf8'))

describe('a run in a folder', () => {
  it('has a file for each message, by feed, with labels and counts beside', async () => {
    const faults = {
      late: 0.1,
      outOfOrder: 0,
      duplicate: 0.1,
      malformed: 0.01,
      silence: 0.1,
      correction: 0.01,
      illegalStep: 0,
    }
    const counts = await simulateToFolder({ seed: 8, stores: 10, dcs: 1, days: 1, out, faults })
    for (const [feed, { messages }] of Object.entries(counts)) {
      expect(await readdir(join(out, feed))).toHaveLength(messages)
    }
    expect(await json('counts.json')).toEqual(counts)
    const labels: { type: string; subject: string; expect: string }[] = await json('labels.json')
    expect(labels.length).toBeGreaterThan(10)
    expect(labels.every(({ type, subject, expect: what }) => type && subject && what)).toBe(true)
    expect((await readdir(join(out, 'master-data'))).toSorted()[0]).toBe('locations-001.csv')
  })

  it('has an empty list of labels where nothing was injected', async () => {
    await simulateToFolder({ seed: 8, stores: 1, dcs: 1, days: 0, out, faults: 'none' })
    expect(await json('labels.json')).toEqual([])
  })
})
