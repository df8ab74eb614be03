/** Proves that receipts are bounded, outlive a restart, and shrug at a line that a crash cut short. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { captureJob, openCaptureJobs } from './httpCaptureJobs.ts'

const folder = mkdtempSync(join(tmpdir(), 'tower-jobs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const REPORT = {
  format: 'epcis',
  received: 1,
  accepted: 1,
  duplicates: 0,
  quarantined: 0,
  problems: [],
  position: 1,
}
const newJob = () => captureJob(REPORT, 'proceed', { createdAt: 0, finishedAt: 1 })

it('keeps at least the latest file’s worth, in memory and over a restart', async () => {
  const file = join(folder, 'jobs.jsonl')
  const jobs = await openCaptureJobs(file, 10)
  const made = Array.from({ length: 47 }, newJob)
  await Promise.all(made.slice(0, 23).map((job) => jobs.add('east', job)))
  for (const job of made.slice(23)) await jobs.add('east', job)
  for (const open of [jobs, await openCaptureJobs(file, 10)]) {
    for (const job of made.slice(-10)) expect(open.find('east', job.captureID)).toEqual(job)
    expect(open.list('east', 5, null).map(({ captureID }) => captureID)).toEqual(
      made
        .slice(-5)
        .toReversed()
        .map(({ captureID }) => captureID),
    )
    expect(open.list('east', 1000, null).length).toBeLessThanOrEqual(33)
    expect(open.list('west', 1000, null)).toEqual([])
  }
})

it('leaves out a line that was cut short', async () => {
  const file = join(folder, 'cut.jsonl')
  const job = newJob()
  await (await openCaptureJobs(file)).add('east', job)
  appendFileSync(file, '{"feed":"east","job":{"capt')
  const again = await openCaptureJobs(file)
  expect(again.list(null, 10, null)).toEqual([job])
  const next = newJob()
  await again.add('east', next)
  expect((await openCaptureJobs(file)).list(null, 10, null)).toEqual([next, job])
})
