/** Owns the rest of dear rules: a subject that was measured only just now is measured again when its time has come. */
import type { LookAgain } from './lookAgain.ts'
import type { Rule } from './rule.ts'

/** Times of measuring that are kept of a rule before all are let go. */
const KEPT_TIMES = 100_000

export interface Rest {
  /** Those of the touched subjects that may be measured now; the others are set down for later. */
  after(rule: Rule, touched: Iterable<string>, now: number): Iterable<string>
  note(rule: Rule, subjects: readonly string[], now: number): void
}

export function openRest(lookAgain: LookAgain): Rest {
  const measuredAt = new Map<string, Map<string, number>>()
  return {
    after({ rule, restMs }, touched, now) {
      const ofRule = measuredAt.get(rule)
      if (restMs === undefined || !ofRule) return touched
      return [...touched].filter((subject) => {
        const mayAt = (ofRule.get(subject) ?? -Infinity) + restMs
        if (mayAt > now) lookAgain.atLatest(rule, subject, mayAt)
        return mayAt <= now
      })
    },
    note({ rule, restMs }, subjects, now) {
      if (restMs === undefined) return
      let ofRule = measuredAt.get(rule)
      if (!ofRule || ofRule.size > KEPT_TIMES) measuredAt.set(rule, (ofRule = new Map()))
      for (const subject of subjects) ofRule.set(subject, now)
    },
  }
}
