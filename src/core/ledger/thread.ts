/** Owns the loop of the writing thread: everything that waits is committed together, then answered. */
import type { MessagePort } from 'node:worker_threads'
import type {
  Changes,
  DecisionOutcome,
  DecisionRequest,
  FeedSettings,
  OutboxAct,
  SettingAct,
} from './types.ts'
import { fromCrossing, toCrossingOutcome, type CrossingBatch, type CrossingOutcome } from './crossing.ts'
import { packRefusal, unpackRaw, type PackedBatch } from './packing.ts'
import type { Projection } from './subjects.ts'
import { mayPass, openWriter } from './database.ts'
import { openAppender } from './append.ts'
import { openAudit } from './audit.ts'
import { openCheckpoints } from './checkpoints.ts'
import { applyOutboxAct } from './outbox.ts'

/** Records that one transaction may hold at most; a single larger batch is written whole all the same. */
const RECORDS_PER_COMMIT = 5_000

/** Quiet time after which the write-ahead file is moved into the main one. */
const QUIET_MS = 100
/** Records after which that is worth doing. */
const RECORDS_PER_TIDYING = 2_000

export type ThreadRequest =
  | { kind: 'append'; id: number; batch: CrossingBatch }
  | { kind: 'decide'; id: number; request: DecisionRequest }
  | { kind: 'saveFeed'; id: number; settings: FeedSettings; act?: SettingAct; at: number }
  | { kind: 'noteOutbox'; id: number; act: OutboxAct; at: number }
  | { kind: 'close'; id: number }

type AppendRequest = Extract<ThreadRequest, { kind: 'append' }>
type DecideRequest = Extract<ThreadRequest, { kind: 'decide' }>

export type ThreadReply =
  | { kind: 'ready' }
  | { kind: 'done'; id: number; outcome?: CrossingOutcome }
  | { kind: 'decided'; id: number; outcome: DecisionOutcome }
  /** `mayPass`: the same may succeed later without a change. */
  | { kind: 'failed'; id: number; message: string; mayPass: boolean }
  | { kind: 'changes'; changes: Changes }

const recordsOf = (batch: CrossingBatch) => batch.identities.length + batch.refusals.length

/** Turns the records that the store cannot take into refusals, so that the others go on and nothing vanishes. */
export function setAside(batch: PackedBatch, faults: ReadonlyMap<number, string>): PackedBatch {
  const records = batch.records.map((record, place) => {
    const fault = faults.get(place)
    if (fault === undefined || 'reason' in record) return record
    const reason = `The ledger cannot keep this record (${fault}). Nothing of it was counted. Please report it with its text.`
    return packRefusal(batch.format, reason, 'record', unpackRaw(batch.rawPack, record.rawIndex))
  })
  return { ...batch, records }
}

/**
 * Serves one writer over a port until it is told to close.
 * @param checkpointThread see `openCheckpoints`
 */
export function serveLedger(
  path: string,
  projections: readonly Projection[],
  port: MessagePort,
  checkpointThread: URL | null = null,
): void {
  const connection = openWriter(path)
  const checkpoints = openCheckpoints(connection, path, checkpointThread)
  const appender = openAppender(connection, projections)
  appender.refold()
  let waiting: ThreadRequest[] = []
  let scheduled = false
  let untidyRecords = 0
  let quiet: NodeJS.Timeout | null = null
  let replies: ThreadReply[] = []
  const reply = (message: ThreadReply) => replies.push(message)
  /** One crossing for many answers: each crossing costs more than a small answer. */
  function sendReplies(): void {
    if (replies.length > 0) port.postMessage(replies)
    replies = []
  }

  function fail(requests: readonly ThreadRequest[], thrown: unknown): void {
    const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    for (const { id } of requests) reply({ kind: 'failed', id, message, mayPass: mayPass(thrown) })
  }

  function commitRun(run: readonly AppendRequest[]): void {
    const batches = run.map((request) => fromCrossing(request.batch))
    let committed: ReturnType<typeof appender.commit>
    try {
      committed = appender.commit(batches)
    } catch (thrown) {
      // A full disk is nobody's own fault.
      if (mayPass(thrown)) return fail(run, thrown)
      // One bad batch must not take its neighbours down: each is tried alone.
      if (run.length > 1) return run.forEach((request) => commitRun([request]))
      try {
        committed = appender.commit(batches.map((batch) => setAside(batch, appender.rehearse(batch))))
      } catch (again) {
        return fail(run, again)
      }
    }
    committed.outcomes.forEach((outcome, index) => {
      const id = run[index]?.id
      if (id !== undefined) reply({ kind: 'done', id, outcome: toCrossingOutcome(outcome) })
    })
    reply({ kind: 'changes', changes: committed.changes })
  }

  function decideRun(run: readonly DecideRequest[]): void {
    let decided: ReturnType<typeof appender.decide>
    try {
      decided = appender.decide(run.map(({ request }) => request))
    } catch (thrown) {
      if (mayPass(thrown) || run.length === 1) return fail(run, thrown)
      return run.forEach((request) => decideRun([request]))
    }
    decided.outcomes.forEach((outcome, index) => {
      const id = run[index]?.id
      if (id !== undefined) reply({ kind: 'decided', id, outcome })
    })
    if (decided.changes) reply({ kind: 'changes', changes: decided.changes })
  }

  function act(request: Exclude<ThreadRequest, AppendRequest | DecideRequest>): void {
    if (request.kind === 'close') return void close(request.id)
    try {
      connection.snapshot(() => {
        if (request.kind === 'saveFeed') saveFeed(connection, request.settings)
        else applyOutboxAct(connection, request.act)
        const set = request.kind === 'saveFeed' ? request.act : outputSet(request.act)
        if (set) openAudit(connection).noteSetting(set, request.at)
      })
      reply({ kind: 'done', id: request.id })
    } catch (thrown) {
      fail([request], thrown)
    }
  }

  async function close(id: number): Promise<void> {
    if (quiet) clearTimeout(quiet)
    untidyRecords = 0
    await checkpoints.close()
    connection.database.close()
    reply({ kind: 'done', id })
    sendReplies()
    port.close()
  }

  /** Moves the write-ahead pages while nobody waits. */
  function tidySoon(): void {
    if (quiet) clearTimeout(quiet)
    quiet = null
    if (untidyRecords < RECORDS_PER_TIDYING) return
    quiet = setTimeout(() => {
      untidyRecords = 0
      checkpoints.start()
    }, QUIET_MS)
  }

  function work(): void {
    scheduled = false
    const requests = waiting
    waiting = []
    let run: AppendRequest[] = []
    let decisions: DecideRequest[] = []
    let records = 0
    const commit = () => {
      if (run.length > 0) commitRun(run)
      sendReplies()
      checkpoints.afterCommit()
      run = []
      records = 0
    }
    // What waits together is concurrent: decisions may come after records, and so share one commit.
    const commitAll = () => {
      commit()
      if (decisions.length === 0) return
      decideRun(decisions)
      sendReplies()
      checkpoints.afterCommit()
      decisions = []
    }
    for (const request of requests) {
      if (request.kind === 'decide') {
        decisions.push(request)
        untidyRecords += 1
        continue
      }
      if (request.kind !== 'append') {
        commitAll()
        act(request)
        continue
      }
      // Decisions wait for the records before them, not for all that came after.
      if (records > 0 && records + recordsOf(request.batch) > RECORDS_PER_COMMIT) commitAll()
      run.push(request)
      records += recordsOf(request.batch)
      untidyRecords += recordsOf(request.batch)
    }
    commitAll()
    tidySoon()
  }

  port.on('message', (requests: ThreadRequest[]) => {
    waiting.push(...requests)
    if (scheduled) return
    scheduled = true
    // Later than the messages that have already arrived, so that they share the commit.
    setImmediate(work)
  })
  reply({ kind: 'ready' })
  sendReplies()
}

/** What somebody did about an output or a document; what the program does with it by itself is no act of theirs. */
function outputSet(act: OutboxAct): SettingAct | undefined {
  if (!('by' in act) || !act.by) return undefined
  const { actor, role } = act.by
  switch (act.kind) {
    case 'saveOutput':
      return { act: 'outputSaved', of: act.output, actor, role }
    case 'removeOutput':
      return { act: 'outputRemoved', of: act.output, actor, role }
    case 'saveTransferRoute':
      return { act: 'transferRouteSaved', of: act.settings.route, actor, role }
    case 'removeTransferRoute':
      return { act: 'transferRouteRemoved', of: act.route, actor, role }
    case 'retryTransferDocument':
      return { act: 'transferDocumentRetried', of: act.document, actor, role }
  }
}

function saveFeed(connection: ReturnType<typeof openWriter>, settings: FeedSettings): void {
  connection.run(
    `INSERT INTO feeds (name, authentication, key_hash, sealed_secret, mapping, enabled, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET authentication = excluded.authentication, key_hash = excluded.key_hash,
       sealed_secret = excluded.sealed_secret, mapping = excluded.mapping, enabled = excluded.enabled`,
    [
      settings.feed,
      settings.authentication,
      settings.keyHash,
      settings.sealedSecret,
      settings.mapping,
      Number(settings.enabled),
      settings.createdAt,
    ],
  )
}
