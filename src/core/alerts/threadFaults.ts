/** Owns what is done where the evaluation itself fails: it is an alert of its own, and a rule that never comes back is left out. */
import type { FeedRecord } from '../../shared/events.ts'
import type { AlertRuleRun, Decision, Ledger } from '../ledger/types.ts'
import { factOf, nameSpell } from './findings.ts'

/** The rule under whose name it is told. */
const RULE = 'ruleNotEvaluated'
/** The subject where no one rule is known to be at fault. */
const WHOLE = 'engine'
/** Losses within a day after which a rule is left out until the engine is opened again. */
const LOSSES_MAX = 2
const LOSSES_WITHIN_MS = 86_400_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

type Record = (decision: Extract<Decision, { kind: 'recordAlerts' }>) => Promise<void>

export interface ThreadFaults {
  /** Notes that the thread was lost, at a rule or not. @returns how long to wait before another one is started */
  failed(fault: { rule: string | null; message: string; now: number }, record: Record): Promise<number>
  /** Notes that a step came to its end. */
  worked(now: number, record: Record): Promise<void>
  /** Rules that are left out. */
  skipped(): readonly string[]
  /** What was failing and is to be judged again; each once. */
  suspects(): readonly string[]
}

const run = (rule: string, now: number, fault: string | null): AlertRuleRun => ({
  rule,
  evaluations: 0,
  microseconds: 0,
  lastAt: fault === null ? now : null,
  fault,
  faultAt: fault === null ? null : now,
  faults: fault === null ? 0 : 1,
  swept: false,
})

export function openThreadFaults({ reader }: Pick<Ledger, 'reader'>): ThreadFaults {
  /** When the thread was lost at a rule. */
  const losses = new Map<string, number[]>()
  const skipped = new Set<string>()
  /** What failed since a step last came to its end. */
  let failing = new Set<string>()
  let suspects: string[] = []
  let inARow = 0

  /** The alert that the subject is not evaluated; null where it fires already. */
  function alertOf(subject: string, message: string, now: number): FeedRecord | null {
    const open = reader.get<{ alert: string; changes: number; state: string; since: number }>(
      'SELECT alert, changes, state, since FROM alerts WHERE rule = ? AND subject = ? AND open = 1',
      [RULE, subject],
    )
    if (open?.state === 'firing') return null
    const summary =
      subject === WHOLE
        ? `No rule is evaluated: ${message}`
        : `The rule ${subject} brings the evaluation to a stop: ${message}`
    const since = open?.since ?? now
    return factOf(
      {
        alert: open?.alert ?? nameSpell(reader, RULE, subject, now),
        rule: RULE,
        subject,
        state: 'firing',
        stateAt: now,
        severity: 'critical',
        setSeverity: null,
        since,
        firedAt: now,
        dataAsOf: now,
        figure: 1,
        threshold: 0,
        labels: { evaluated: subject },
        inhibitedBy: null,
        changes: (open?.changes ?? 0) + 1,
        toldAt: now,
      },
      'firing',
      {
        summary: summary.slice(0, 500),
        evidence: [{ text: message.slice(0, 500), at: now }],
        impact: {},
        action: {
          text: 'See how the rules fare; the evaluation is started again by itself',
          link: '/alerts/rules',
        },
      },
      now,
    )
  }

  return {
    async failed({ rule, message, now }, record) {
      const subject = rule ?? WHOLE
      inARow += 1
      failing.add(subject)
      if (rule !== null) {
        const lately = (losses.get(rule) ?? []).filter((at) => Math.abs(now - at) < LOSSES_WITHIN_MS)
        losses.set(rule, [...lately, now])
        if (lately.length + 1 >= LOSSES_MAX) skipped.add(rule)
      }
      const fact = alertOf(subject, message, now)
      await record({
        kind: 'recordAlerts',
        facts: JSON.stringify(fact ? [fact] : []),
        place: null,
        runs: [run(subject, now, message.slice(0, 500))],
        evaluatedAt: null,
      })
      return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (inARow - 1))
    },
    async worked(now, record) {
      inARow = 0
      if (failing.size === 0) return
      const over = [...failing].filter((subject) => !skipped.has(subject))
      failing = new Set()
      await record({
        kind: 'recordAlerts',
        facts: '[]',
        place: null,
        runs: over.map((subject) => run(subject, now, null)),
        evaluatedAt: null,
      })
      suspects = over
    },
    skipped: () => [...skipped],
    suspects() {
      const taken = suspects
      suspects = []
      return taken
    },
  }
}
