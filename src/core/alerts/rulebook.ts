/** Owns the rules as they stand: the program's and the users' own, each with its settings, those that explain others first. */
import type { EventOf } from '../../shared/events.ts'
import type { Reader } from '../ledger/types.ts'
import type { AlertLabels, Rule } from './rule.ts'
import { readSettings, type SettingsOf } from './settings.ts'

export type UserRule = EventOf<'UserRuleSaved'>

export interface BookedRule {
  rule: Rule
  settings: SettingsOf
}

export interface Rulebook {
  rules: readonly BookedRule[]
  find(rule: string): BookedRule | undefined
  /** Rules of users that could not be made, with what is wrong with them. */
  faults: ReadonlyMap<string, unknown>
}

/** How many rules explain it one behind another: those that explain are judged before what they explain. */
function depths(rules: readonly Rule[]): Map<string, number> {
  const depth = new Map<string, number>(rules.map(({ rule }) => [rule, 0]))
  // As many turns as there are rules are enough where none goes round in a circle.
  for (let turn = 0; turn < rules.length; turn += 1) {
    let changed = false
    for (const { rule, inhibits } of rules) {
      for (const other of (inhibits ?? []).flatMap((one) => one.rules)) {
        const least = (depth.get(rule) ?? 0) + 1
        if ((depth.get(other) ?? least) >= least) continue
        depth.set(other, least)
        changed = true
      }
    }
    if (!changed) break
  }
  return depth
}

export function openRulebook(
  reader: Reader,
  builtIn: readonly Rule[],
  ports: {
    makeUserRule(definition: UserRule): Rule
    placed(labels: AlertLabels): AlertLabels
    /** Rules that are left out: their thread did not come back from them. */
    skipped: ReadonlySet<string>
  },
): Rulebook {
  const faults = new Map<string, unknown>()
  const own = reader
    .all<{ rule: string; definition: string }>('SELECT rule, definition FROM user_rules ORDER BY rule')
    .flatMap(({ rule, definition }) => {
      try {
        const saved = JSON.parse(definition) as UserRule
        return saved.enabled ? [ports.makeUserRule(saved)] : []
      } catch (thrown) {
        faults.set(rule, thrown)
        return []
      }
    })
  const rules = [...builtIn, ...own].filter(({ rule }) => !ports.skipped.has(rule))
  const depth = depths(rules)
  const booked = rules
    .map((rule) => ({
      rule,
      settings: readSettings(reader, rule, (labels) => ({
        ...ports.placed(labels),
        rule: rule.rule,
        area: rule.area,
      })),
    }))
    .sort((a, b) => (depth.get(a.rule.rule) ?? 0) - (depth.get(b.rule.rule) ?? 0))
  const byName = new Map(booked.map((one) => [one.rule.rule, one]))
  return { rules: booked, find: (rule) => byName.get(rule), faults }
}
