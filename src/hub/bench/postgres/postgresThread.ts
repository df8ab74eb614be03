/** Owns the writing thread over PostgreSQL: it speaks as the ledger's own, so that the whole hub runs before it. */
import { parentPort } from 'node:worker_threads'
import type { Client } from 'pg'
import { fromCrossing, toCrossingOutcome } from '../../../core/ledger/crossing.ts'
import type { PackedBatch } from '../../../core/ledger/packing.ts'
import type { ThreadReply, ThreadRequest } from '../../../core/ledger/thread.ts'
import { connect } from './cluster.ts'
import { commitGroup, type Counters } from './group.ts'
import { openNames, type StoreNames } from './names.ts'

/** Records that one transaction may hold at most, as the ledger's own thread has it. */
const RECORDS_PER_COMMIT = 5_000

interface Append {
  id: number
  batch: PackedBatch
}

const port = parentPort
if (!port) throw new Error('postgresThread runs as a worker thread only')
const reply = (...messages: ThreadReply[]) => port.postMessage(messages)

const client = await connect({ host: process.env['OMNITOWER_BENCH_POSTGRES'] ?? '', user: 'bench' })
// A plan made while tables are small must hold when they have grown: always by the index, planned once.
for (const setting of ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) {
  await client.query(`SET ${setting} = off`)
}
await client.query(`SET plan_cache_mode = force_generic_plan`)
const names: StoreNames = await openNames(client)
const counters: Counters = await nextNumbers(client)

/** Events that were there when the plans were made. */
let plannedEvents = counters.event

/** Plans made over small tables are made anew each time the store has doubled: what autovacuum would see to. */
async function planAnew(): Promise<void> {
  if (counters.event < Math.max(1_000, plannedEvents * 2)) return
  plannedEvents = counters.event
  await client.query('ANALYZE')
  await client.query('DISCARD PLANS')
}

let waiting: Append[] = []
let working = false

/** Takes what waits, up to a commit's worth, for as long as anything does. */
async function work(): Promise<void> {
  working = true
  while (waiting.length > 0) {
    let records = 0
    const end = waiting.findIndex((request, index) => {
      records += request.batch.records.length
      return index > 0 && records > RECORDS_PER_COMMIT
    })
    const group = end < 0 ? waiting : waiting.slice(0, end)
    waiting = end < 0 ? [] : waiting.slice(end)
    const outcomes = await commitGroup(
      client,
      names,
      counters,
      group.map((request) => request.batch),
    )
    reply(
      ...group.flatMap(({ id }, index): ThreadReply[] => {
        const outcome = outcomes[index]
        return outcome ? [{ kind: 'done', id, outcome: toCrossingOutcome(outcome) }] : []
      }),
    )
    await planAnew()
  }
  working = false
}

port.on('message', (requests: ThreadRequest[]) => requests.forEach(take))

function take(request: ThreadRequest): void {
  if (request.kind === 'append') {
    waiting.push({ id: request.id, batch: fromCrossing(request.batch) })
    // Later than the messages that have already arrived, so that they share the commit.
    if (!working) setImmediate(() => void (working || work()))
    return
  }
  reply({ kind: 'done', id: request.id })
  if (request.kind === 'close') void client.end().then(() => port?.close())
}
reply({ kind: 'ready' })

async function nextNumbers(from: Client): Promise<Counters> {
  const { rows } = await from.query<Counters>(
    `SELECT (SELECT coalesce(max(event_number), 0) + 1 FROM events)::float8 AS event,
       (SELECT coalesce(max(entry_number), 0) + 1 FROM entries)::float8 AS entry,
       (SELECT coalesce(max(message_number), 0) + 1 FROM messages)::float8 AS message`,
  )
  return rows[0] ?? { event: 1, entry: 1, message: 1 }
}
