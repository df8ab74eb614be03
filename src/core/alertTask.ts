/** Owns the thread that evaluates rules: each question is one step over a snapshot of the store, each answer what it found. */
import type { MessagePort } from 'node:worker_threads'
import { openAlertEngine } from './alerts/alertEngine.ts'
import { makeOwnRule } from './alerts/ownRules/ownRule.ts'
import type { Rule } from './alerts/rule.ts'
import { RULES } from './alerts/rules.ts'
import { openWatch, type AlertAnswer, type AlertQuestion, type AlertTask } from './alerts/taskMessages.ts'
import { openReader } from './ledger/database.ts'
import { isPerson } from './queries/people.ts'
import { openOdds } from './riskOdds.ts'

/** Findings that are recorded in one transaction: records wait for no more of them. */
const FACTS_PER_DECISION = 250

/** Processor time, so that on a busy machine the evaluation does not rest for having been kept waiting. */
function spentMs(): number {
  // Not every version of Node can tell a thread's own.
  if (typeof process.threadCpuUsage !== 'function') return performance.now()
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** Answers questions over a port until the thread is ended. */
export function serveAlerts(
  { path, skipped, watch }: Omit<AlertTask, 'task'>,
  port: MessagePort,
  rules: readonly Rule[] = RULES,
): void {
  const reader = openReader(path)
  const engine = openAlertEngine({
    reader,
    rules,
    makeUserRule: makeOwnRule,
    odds: openOdds(reader),
    isPerson: (location) => isPerson(reader, location),
    elapsedMs: () => performance.now(),
    skipped: new Set(skipped),
    onRule: openWatch(watch),
  })

  function answer({ now, ...limits }: AlertQuestion): AlertAnswer {
    const before = spentMs()
    try {
      const { facts, ...rest } = engine.step(now, limits)
      const texts: string[] = []
      for (let place = 0; place < facts.length; place += FACTS_PER_DECISION) {
        texts.push(JSON.stringify(facts.slice(place, place + FACTS_PER_DECISION)))
      }
      return { ...rest, facts: texts, milliseconds: spentMs() - before }
    } catch (thrown) {
      return { fault: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }
    }
  }

  port.on('message', (question: AlertQuestion) => port.postMessage(answer(question), []))
}
