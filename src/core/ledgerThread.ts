/** Owns the entry of the ledger's worker threads: the one that writes, and those that rebuild or verify. */
import { parentPort, workerData } from 'node:worker_threads'
import { serveLedger } from './ledger/thread.ts'
import { rebuildLedger, type RebuildOptions } from './ledger/rebuild.ts'
import { PROJECTIONS } from './projections/projections.ts'

export type LedgerThreadTask =
  { task: 'write'; path: string } | ({ task: 'rebuild' } & Omit<RebuildOptions, 'projections'>)

if (!parentPort) throw new Error('ledgerThread runs as a worker thread only')
const work = workerData as LedgerThreadTask
if (work.task === 'write') {
  serveLedger(work.path, PROJECTIONS, parentPort)
} else {
  rebuildLedger({ ...work, projections: PROJECTIONS })
  parentPort.postMessage('done', [])
}
