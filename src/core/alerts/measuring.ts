/** Owns the measuring of many subjects by a rule that may fail on some of them: those that it can measure are measured. */
import type { Measurement, Rule, RuleContext } from './rule.ts'

export interface Measured {
  measurements: Measurement[]
  failed: { subject: string; thrown: unknown }[]
}

/** Failures after which the rest is taken to fail too: the rule is then wrong as a whole. */
const FAILURES_MAX = 16

/** Measures all at once; where that fails, halves, down to the subjects that it fails on. */
export function measureAll(rule: Rule, context: RuleContext, subjects: readonly string[]): Measured {
  const measurements: Measurement[] = []
  const failed: Measured['failed'] = []
  const measure = (some: readonly string[]): void => {
    if (some.length === 0) return
    if (failed.length >= FAILURES_MAX) {
      const thrown = failed.at(-1)?.thrown
      for (const subject of some) failed.push({ subject, thrown })
      return
    }
    try {
      for (const one of rule.measure(context, some)) measurements.push(one)
    } catch (thrown) {
      const [only] = some
      if (some.length === 1 && only !== undefined) {
        failed.push({ subject: only, thrown })
        return
      }
      const half = some.length >> 1
      measure(some.slice(0, half))
      measure(some.slice(half))
    }
  }
  measure(subjects)
  return { measurements, failed }
}
