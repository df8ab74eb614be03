/** Owns the entry of the ledger's worker threads: the one that writes, the one that tidies beside it, those that rebuild or reckon. */
import { parentPort, workerData } from 'node:worker_threads'
import { serveAlerts } from './alertTask.ts'
import { tryOnThePast, type BackTestTask } from './backTestTask.ts'
import type { AlertTask } from './alerts/taskMessages.ts'
import { serveLedger } from './ledger/thread.ts'
import { serveCheckpoints } from './ledger/checkpoints.ts'
import { rebuildLedger, type RebuildOptions } from './ledger/rebuild.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { proveRisk, serveRisk } from './riskTask.ts'
import type { WhatifBaseTask, WhatifTask } from './whatif/runs/runTypes.ts'
import { runWhatif, tellBase } from './whatifTask.ts'

export type LedgerThreadTask =
  | { task: 'write'; path: string }
  | { task: 'checkpoint'; path: string }
  | { task: 'risk'; path: string }
  | { task: 'riskProof'; path: string }
  | AlertTask
  | BackTestTask
  | WhatifTask
  | WhatifBaseTask
  | ({ task: 'rebuild' } & Omit<RebuildOptions, 'projections'>)

if (!parentPort) throw new Error('ledgerThread runs as a worker thread only')
const work = workerData as LedgerThreadTask
if (work.task === 'write') {
  serveLedger(work.path, PROJECTIONS, parentPort, new URL(import.meta.url))
} else if (work.task === 'checkpoint') {
  serveCheckpoints(work.path, parentPort)
} else if (work.task === 'risk') {
  serveRisk(work.path, parentPort)
} else if (work.task === 'riskProof') {
  proveRisk(work.path, parentPort)
} else if (work.task === 'alerts') {
  serveAlerts(work, parentPort)
} else if (work.task === 'backTest') {
  tryOnThePast(work, parentPort)
} else if (work.task === 'whatif') {
  void runWhatif(work, parentPort)
} else if (work.task === 'whatifBase') {
  tellBase(work, parentPort)
} else {
  rebuildLedger({ ...work, projections: PROJECTIONS })
  parentPort.postMessage('done', [])
}
