/** Owns the capture jobs of the EPCIS interface: receipts kept as lines of two files, the older one dropped in time. */
import { randomUUID } from 'node:crypto'
import { appendFile, readFile, rename } from 'node:fs/promises'
import type { MessageReport } from '../intake.ts'

export interface CaptureError {
  type: string
  title: string
  status: number
  detail: string
  /** Place of the event within the document, from 0. */
  index: number
  field: string | null
  quarantineId: number | null
}

/** A job as the EPCIS 2.0 REST binding shows it; what follows `errors` is our addition. */
export interface CaptureJob {
  captureID: string
  createdAt: string
  finishedAt: string
  running: boolean
  success: boolean
  captureErrorBehaviour: 'rollback' | 'proceed'
  errors: CaptureError[]
  received: number
  accepted: number
  duplicates: number
  quarantined: number
}

export interface CaptureJobs {
  /** Resolves once the receipt is written, so that a restarted tower still knows it. */
  add(feed: string, job: CaptureJob): Promise<void>
  /** Only the feed that sent it sees a job; null as feed sees all. */
  find(feed: string | null, captureID: string): CaptureJob | null
  /** Latest first, from after the given job on. */
  list(feed: string | null, limit: number, after: string | null): CaptureJob[]
}

/** Errors that one job tells of; the quarantine tells of all. */
const ERRORS_MAX = 100
const JOBS_PER_FILE = 5000

interface KeptJob {
  feed: string
  job: CaptureJob
}

/**
 * Opens the receipts at `file`; `<file>.old` holds the ones before. At least the latest 5,000 jobs are kept. The
 * events themselves are durable in the ledger: a receipt outlives the process, yet perhaps not a loss of power.
 */
export async function openCaptureJobs(file: string, jobsPerFile = JOBS_PER_FILE): Promise<CaptureJobs> {
  const older = await readLines(`${file}.old`)
  let current = await readLines(file)
  let kept = new Map([...older, ...current].map((entry) => [entry.job.captureID, entry]))
  let writing: Promise<void> = Promise.resolve()
  let waiting: string[] = []
  const writeWaiting = async () => {
    const lines = waiting
    const written = current.length
    waiting = []
    if (lines.length > 0) await appendFile(file, lines.join(''), { mode: 0o600 })
    if (written >= jobsPerFile) {
      await rename(file, `${file}.old`)
      kept = new Map(current.map((entry) => [entry.job.captureID, entry]))
      // What came meanwhile is written to the new file.
      current = current.slice(written)
    }
  }
  return {
    add(feed, job) {
      const entry = { feed, job }
      kept.set(job.captureID, entry)
      current.push(entry)
      waiting.push(`${JSON.stringify(entry)}\n`)
      const written = writing.then(writeWaiting)
      writing = written.catch(() => {})
      return written
    },
    find(feed, captureID) {
      const entry = kept.get(captureID)
      return entry && (feed === null || entry.feed === feed) ? entry.job : null
    },
    list(feed, limit, after) {
      const jobs: CaptureJob[] = []
      let reached = after === null
      for (const entry of [...kept.values()].toReversed()) {
        if (reached && (feed === null || entry.feed === feed)) jobs.push(entry.job)
        if (entry.job.captureID === after) reached = true
        if (jobs.length === limit) break
      }
      return jobs
    },
  }
}

/** Makes the receipt of what became of a document. */
export function captureJob(
  report: MessageReport,
  behaviour: CaptureJob['captureErrorBehaviour'],
  times: { createdAt: number; finishedAt: number },
): CaptureJob {
  const refused = report.problems.filter((problem) => problem.outcome === 'quarantined')
  return {
    captureID: randomUUID(),
    createdAt: new Date(times.createdAt).toISOString(),
    finishedAt: new Date(times.finishedAt).toISOString(),
    running: false,
    success: report.quarantined === 0,
    captureErrorBehaviour: behaviour,
    errors: refused.slice(0, ERRORS_MAX).map((problem) => ({
      type: 'epcisException:ValidationException',
      title: 'Event refused',
      status: 400,
      detail: problem.reason ?? 'The event was refused.',
      index: problem.index,
      field: problem.field ?? null,
      quarantineId: problem.quarantineId ?? null,
    })),
    received: report.received,
    accepted: report.accepted,
    duplicates: report.duplicates,
    quarantined: report.quarantined,
  }
}

async function readLines(file: string): Promise<KeptJob[]> {
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return ''
    throw thrown
  })
  // What follows a line that was cut short begins on a line of its own.
  if (text !== '' && !text.endsWith('\n')) await appendFile(file, '\n')
  const entries: KeptJob[] = []
  for (const line of text.split('\n')) {
    try {
      const entry = JSON.parse(line) as KeptJob
      if (typeof entry.feed === 'string' && typeof entry.job?.captureID === 'string') entries.push(entry)
    } catch {
      // A line that a crash cut short was never acknowledged.
    }
  }
  return entries
}
