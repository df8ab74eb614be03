/** Owns the contract's part about rules that users write, and about trying rules on the past. */
import { Type } from '@sinclair/typebox'
import { AlertRuleSettings, UserRuleSaved } from './alertEvents.ts'
import { command, Id, Instant, nothing, query, strict } from './contractParts.ts'
import type * as Alerts from './readModels/alerts.ts'

const { rule, title, subjectKind, expression, severity, pendingMs, recoverMs } = UserRuleSaved.properties
const Why = Type.String({ minLength: 1, maxLength: 2000 })

/** A rule that is not saved yet. */
const Draft = Type.Object({ title, subjectKind, expression, severity, pendingMs, recoverMs }, strict)

export const ownRuleContract = {
  /** What a condition may be about, and the words that it may use. */
  'alerts.conditions': query<Alerts.AlertConditions>()(nothing),
  /** Whether a condition can be understood. */
  'alerts.tryExpression': query<Alerts.AlertExpressionCheck>()(
    Type.Object({ subjectKind, expression }, strict),
  ),
  /**
   * What a rule would have done between two times of ours. The log is gone through from its beginning, on a thread: seconds
   * for 100,000 records.
   */
  'alerts.backTest': query<Alerts.AlertBackTest>()(
    Type.Object(
      {
        /** The program's rule, or a user's own; absent: `draft`. */
        rule: Type.Optional(Id),
        draft: Type.Optional(Draft),
        from: Instant,
        until: Instant,
        /** Absent: as it is set. */
        settings: Type.Optional(
          Type.Pick(AlertRuleSettings, ['threshold', 'parameters', 'pendingMs', 'recoverMs'], strict),
        ),
      },
      strict,
    ),
  ),
  /** Writes a rule, or changes one of one's own. */
  'alerts.saveRule': command<{ rule: string }>()(
    Type.Object(
      {
        rule,
        title,
        subjectKind,
        expression,
        severity,
        pendingMs,
        recoverMs,
        enabled: Type.Boolean(),
        why: Why,
      },
      strict,
    ),
  ),
  /** Its open alerts are resolved. */
  'alerts.removeRule': command<{ rule: string }>()(Type.Object({ rule, why: Why }, strict)),
} as const
