/** Owns the rule that a rule failed, or was not evaluated for some time. */
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { lengthOf, MINUTE_MS } from './feeds.ts'

const SECOND_MS = 1_000

interface Run {
  rule: string
  lastAt: number | null
  fault: string | null
  faultAt: number | null
  faults: number
}

const RUN_SQL =
  'SELECT rule, last_at AS lastAt, fault, fault_at AS faultAt, faults FROM alert_rule_runs WHERE rule = ?'

/** Whether it was a user's own, and was taken away or switched off: nobody expects anything of it. */
const isGone = (reader: RuleContext['reader'], rule: string): boolean =>
  rule.startsWith('own:') &&
  !reader.get(`SELECT 1 FROM user_rules WHERE rule = ? AND definition ->> '$.enabled' = 1`, [rule])

export const ruleNotEvaluated: Rule = {
  rule: 'ruleNotEvaluated',
  area: 'feeds',
  title: 'Rule not evaluated',
  definition: 'A rule failed at its last evaluation, or was not evaluated while others were.',
  subjectKind: 'rule',
  figure: 'time since the rule was last evaluated without a fault',
  unit: 's',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 60, pendingMs: 0, recoverMs: 0 },
  parameters: [],
  touchedBy: (_, { reader, now }) =>
    reader
      .all<{ rule: string }>('SELECT rule FROM alert_rule_runs WHERE fault IS NOT NULL OR last_at < ?', [
        now - MINUTE_MS,
      ])
      .map(({ rule }) => rule),
  timed: ({ reader }) =>
    reader.all<{ rule: string }>('SELECT rule FROM alert_rule_runs').map(({ rule }) => rule),
  measure({ reader, now }, subjects) {
    const evaluatedAt = reader.get<{ at: number }>('SELECT evaluated_at AS at FROM alert_cursor')?.at ?? now
    return subjects.flatMap((rule): Measurement[] => {
      const run = reader.get<Run>(RUN_SQL, [rule])
      if (!run || isGone(reader, rule)) return []
      const since = run.lastAt ?? run.faultAt ?? evaluatedAt
      const until = run.fault === null ? evaluatedAt : now
      return [
        {
          subject: rule,
          labels: { rule },
          figure: Math.max(0, until - since) / SECOND_MS,
          since,
          dataAsOf: evaluatedAt,
          lookAgainAt: now + MINUTE_MS,
        },
      ]
    })
  },
  explain({ reader }, { subject, figure, since }) {
    const run = reader.get<Run>(RUN_SQL, [subject])
    const length = lengthOf((figure ?? 0) * SECOND_MS)
    return {
      summary:
        typeof run?.fault === 'string'
          ? `Rule ${subject} has failed for ${length}: ${run.fault}`.slice(0, 500)
          : `Rule ${subject} has not been evaluated for ${length}.`,
      evidence: [
        { text: 'Evaluated without a fault until then', at: since },
        { text: `Faults so far: ${run?.faults ?? 0}` },
      ],
      impact: {},
      action: { text: 'Look at the rule', link: `/alerts/rules/${encodeURIComponent(subject)}` },
    }
  },
}
