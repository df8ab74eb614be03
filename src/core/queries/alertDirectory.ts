/** Owns what questions about alerts know of rules: those that come with the program, and those that users wrote. */
import type { EventOf } from '../../shared/events.ts'
import type { AlertRuleParameter, AlertRuleSettingsRow } from '../../shared/readModels/alerts.ts'
import type { AlertArea } from '../../shared/vocabulary.ts'
import type { Reader } from '../ledger/types.ts'

/** What is said of a rule; the engine's own rules are such. */
export interface RuleInfo {
  rule: string
  area: AlertArea
  title: string
  definition: string
  subjectKind: string
  figure: string
  unit: string
  direction: 'above' | 'below'
  defaults: Omit<AlertRuleSettingsRow, 'enabled' | 'parameters'>
  parameters: readonly AlertRuleParameter[]
  groupBy?: readonly string[]
}

/** A rule of a user's own. */
export interface OwnRuleInfo extends RuleInfo {
  expression: string
  enabled: boolean
}

/** How far the engine is, and how its rules fare. */
export interface AlertEngineStatus {
  progress(): { evaluatedAt: number | null; behindRecords: number }
  /** Null: never evaluated. */
  ruleStatus(rule: string): {
    lastEvaluatedAt: number | null
    evaluationMicroseconds: number | null
    fault: string | null
  } | null
}

export interface RuleDirectory {
  of(rule: string): RuleInfo | undefined
  all(): readonly RuleInfo[]
}

const AREAS: Readonly<Record<string, AlertArea>> = {
  listing: 'channels',
  channel: 'channels',
  promotion: 'channels',
  feed: 'feeds',
  order: 'speed',
  orderLine: 'speed',
  return: 'speed',
  shipment: 'speed',
  lane: 'speed',
  carrier: 'speed',
}

/** What a user's rule is about says which area it stands in. */
export const areaOfSubject = (subjectKind: string): AlertArea => AREAS[subjectKind] ?? 'stock'

export function ownRule(saved: EventOf<'UserRuleSaved'>): OwnRuleInfo {
  const { rule, title, subjectKind, expression, severity, pendingMs, recoverMs, enabled } = saved
  return {
    rule,
    area: areaOfSubject(subjectKind),
    title,
    definition: expression,
    subjectKind,
    figure: 'whether the condition holds',
    unit: '',
    direction: 'above',
    defaults: { severity, threshold: 0, pendingMs, recoverMs },
    parameters: [],
    expression,
    enabled,
  }
}

export const isOwn = (rule: RuleInfo): rule is OwnRuleInfo => 'expression' in rule

/** All rules as they stand: `shipped` come with the program. */
export function ruleDirectory(reader: Reader, shipped: readonly RuleInfo[]): RuleDirectory {
  const own = reader
    .all<{ definition: string }>('SELECT definition FROM user_rules ORDER BY rule')
    .map(({ definition }) => ownRule(JSON.parse(definition) as EventOf<'UserRuleSaved'>))
  const all = [...shipped, ...own]
  const byName = new Map(all.map((rule) => [rule.rule, rule]))
  return { of: (rule) => byName.get(rule), all: () => all }
}
