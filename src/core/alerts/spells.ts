/** Owns the open alerts in memory, by rule and subject, as the store has them. */
import type { AlertSeverity, AlertState } from '../../shared/vocabulary.ts'
import type { Reader } from '../ledger/types.ts'
import type { AlertLabels } from './rule.ts'
import type { Spell } from './stateMachine.ts'

export interface Spells {
  of(rule: string, subject: string): Spell | null
  /** Open alerts of a rule, by subject. */
  ofRule(rule: string): ReadonlyMap<string, Spell>
  rules(): string[]
  set(spell: Spell): void
  delete(spell: Spell): void
}

interface Row extends Omit<Spell, 'labels' | 'state' | 'severity' | 'setSeverity'> {
  state: Exclude<AlertState, 'resolved'>
  severity: AlertSeverity
  labels: string
}

const OPEN_SQL = `
SELECT alert, rule, subject, state, state_at AS stateAt, severity, since, fired_at AS firedAt, data_as_of AS dataAsOf,
  figure, threshold, labels, inhibited_by AS inhibitedBy, changes, changed_at AS toldAt
FROM alerts WHERE open = 1`

const NONE: ReadonlyMap<string, Spell> = new Map()

export function loadSpells(reader: Reader): Spells {
  const byRule = new Map<string, Map<string, Spell>>()
  const spells: Spells = {
    of: (rule, subject) => byRule.get(rule)?.get(subject) ?? null,
    ofRule: (rule) => byRule.get(rule) ?? NONE,
    rules: () => [...byRule.keys()],
    set(spell) {
      const ofRule = byRule.get(spell.rule) ?? new Map<string, Spell>()
      byRule.set(spell.rule, ofRule.set(spell.subject, spell))
    },
    delete: (spell) => void byRule.get(spell.rule)?.delete(spell.subject),
  }
  for (const row of reader.all<Row>(OPEN_SQL)) {
    spells.set({ ...row, setSeverity: null, labels: JSON.parse(row.labels) as AlertLabels })
  }
  return spells
}
