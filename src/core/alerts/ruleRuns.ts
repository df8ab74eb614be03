/** Owns how each rule fares: how much it measured, how long that took, and what went wrong, by subject. */
import type { AlertRuleRun } from '../ledger/types.ts'

/** Subjects that a rule fails on of which is kept which; more of them change nothing. */
const KEPT_FAULTS = 1_000
const FAULT_TEXT_MAX = 500

interface Counts {
  evaluations: number
  microseconds: number
  faults: number
  /** What went wrong, by subject; blank: with the rule as a whole. */
  failing: Map<string, { text: string; at: number }>
  swept: boolean
}

export interface RuleRuns {
  note(rule: string, subjects: number, microseconds: number): void
  failed(rule: string, subject: string, thrown: unknown, now: number): void
  worked(rule: string, subject: string): void
  isFailing(rule: string): boolean
  isSwept(rule: string): boolean
  setSwept(rule: string, swept: boolean): void
  /** Rules that began to fail, or fail no more, since this was asked last. */
  takeTurned(): string[]
  /** What there is to add since this was asked last, for all rules that there are. */
  take(rules: readonly string[], now: number): AlertRuleRun[]
}

export function openRuleRuns(swept: ReadonlySet<string>): RuleRuns {
  const byRule = new Map<string, Counts>()
  const turned = new Set<string>()
  const countsOf = (rule: string): Counts => {
    let counts = byRule.get(rule)
    if (!counts) {
      counts = { evaluations: 0, microseconds: 0, faults: 0, failing: new Map(), swept: swept.has(rule) }
      byRule.set(rule, counts)
    }
    return counts
  }
  return {
    note(rule, subjects, microseconds) {
      const counts = countsOf(rule)
      counts.evaluations += subjects
      counts.microseconds += microseconds
    },
    failed(rule, subject, thrown, now) {
      const counts = countsOf(rule)
      counts.faults += 1
      if (counts.failing.size === 0) turned.add(rule)
      const known = counts.failing.get(subject)
      if (!known && counts.failing.size >= KEPT_FAULTS) return
      const text = thrown instanceof Error ? thrown.message : String(thrown)
      // Since when it fails, not when it failed last: a rule that never worked has no better beginning.
      counts.failing.set(subject, { text: text.slice(0, FAULT_TEXT_MAX), at: known?.at ?? now })
    },
    worked(rule, subject) {
      const { failing } = countsOf(rule)
      if (failing.size === 0 || !failing.delete(subject)) return
      if (failing.size === 0) turned.add(rule)
    },
    isFailing: (rule) => countsOf(rule).failing.size > 0,
    isSwept: (rule) => countsOf(rule).swept,
    setSwept(rule, isSwept) {
      countsOf(rule).swept = isSwept
    },
    takeTurned() {
      const rules = [...turned]
      turned.clear()
      return rules
    },
    take(rules, now) {
      return rules.map((rule) => {
        const counts = countsOf(rule)
        const [first] = counts.failing.values()
        const run: AlertRuleRun = {
          rule,
          evaluations: counts.evaluations,
          microseconds: counts.microseconds,
          lastAt: first ? null : now,
          fault: first?.text ?? null,
          faultAt: first?.at ?? null,
          faults: counts.faults,
          swept: counts.swept,
        }
        Object.assign(counts, { evaluations: 0, microseconds: 0, faults: 0 })
        return run
      })
    },
  }
}
