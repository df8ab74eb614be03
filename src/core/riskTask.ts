/** Owns the thread that reckons the risk of open lines: it answers questions one after another, or makes one proof and ends. */
import type { MessagePort } from 'node:worker_threads'
import type { RiskAnswer, RiskQuestion } from './compute/risk/riskDesk.ts'
import { readPastOrders } from './compute/risk/pastOrders.ts'
import { calibrate } from './compute/risk/riskCalibration.ts'
import type { RiskModel } from './compute/risk/riskModel.ts'
import { learn, score } from './compute/risk/riskScores.ts'
import { openReader } from './ledger/database.ts'
import { foldOrderAt } from './projections/riskReplay.ts'
import { ledgerPosition } from './queries/context.ts'

/** What was learned is good for so long for each line that it was learned from: many take long to learn from and move slowly. */
const LEARNED_FOR_MS_PER_LINE = 2
const LEARNED_FOR_MS_MAX = 30_000

/** Lines are always read as they stand; what is learned of past ones is at most `LEARNED_FOR_MS_MAX` behind. */
export function serveRisk(path: string, port: MessagePort): void {
  const reader = openReader(path)
  let learned: { model: RiskModel; position: number; at: number } | null = null
  port.on('message', ({ id, scope, page, now }: RiskQuestion) => {
    let answer: RiskAnswer
    try {
      const found = reader.snapshot(() => {
        const position = ledgerPosition(reader)
        const goodForMs = Math.min(LEARNED_FOR_MS_MAX, LEARNED_FOR_MS_PER_LINE * (learned?.model.lines ?? 0))
        if (!learned || (position !== learned.position && Math.abs(now - learned.at) >= goodForMs)) {
          learned = { model: learn(reader, now), position, at: now }
        }
        return score(reader, learned.model, scope, page, now)
      })
      answer = { id, page: found }
    } catch (thrown) {
      answer = { id, fault: thrown instanceof Error ? thrown.message : String(thrown) }
    }
    port.postMessage(answer, [])
  })
}

/** Holds the probabilities against the past, on one snapshot of the store. */
export function proveRisk(path: string, port: MessagePort): void {
  const reader = openReader(path)
  try {
    port.postMessage(
      reader.snapshot(() => calibrate(readPastOrders(reader, foldOrderAt))),
      [],
    )
  } finally {
    reader.close()
  }
}
