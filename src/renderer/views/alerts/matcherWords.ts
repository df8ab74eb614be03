/** Owns how matchers and weekly hours read. */
import type { AlertSilenceRow } from '../../../shared/readModels/alerts.ts'
import { ALERT_AREAS, ALERT_SEVERITIES } from '../../../shared/vocabulary.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { SHORT_WEEKDAYS } from '../orderWords.ts'
import { AREA_WORDS, LABEL_WORDS, labelWord, SEVERITY_WORDS } from './alertWords.ts'
import type { Matcher } from './silenceDraft.ts'

/** Names of values, by label and value; the value itself where it has none. */
export type LabelNames = (label: string, value: string) => string

const nothing = {}

/** Names of rules, areas and severities; ids of the network stand as they are. */
export function useLabelNames(): LabelNames {
  const rules = useTowerQuery('alerts.rules', nothing)
  const titles = new Map(rules.data?.rules.map(({ rule, title }) => [rule, title]))
  return (label, value) => {
    if (label === 'rule') return titles.get(value) ?? value
    const area = label === 'area' ? ALERT_AREAS.find((each) => each === value) : undefined
    if (area) return AREA_WORDS[area]
    const severity = label === 'severity' ? ALERT_SEVERITIES.find((each) => each === value) : undefined
    return severity ? SEVERITY_WORDS[severity] : value
  }
}

const OWN_WORDS: Record<string, string> = { rule: 'Rule', severity: 'Severity', area: 'Area' }
export const matcherLabelWord = (label: string): string => OWN_WORDS[label] ?? labelWord(label)
export const MATCHER_LABELS: readonly string[] = ['rule', 'area', 'severity', ...Object.keys(LABEL_WORDS)]

/** `Rule: Stockout; Location: a or b`; `every alert` without any. */
export function matcherWords(matchers: readonly Matcher[], names: LabelNames): string {
  if (matchers.length === 0) return 'every alert'
  return matchers
    .map(({ label, values }) => {
      const words = values.map((value) => names(label, value)).join(' or ')
      return `${matcherLabelWord(label)}: ${words}`
    })
    .join('; ')
}

type Weekly = NonNullable<AlertSilenceRow['weekly']>

/** `Mon, Tue 22:00–06:00`. */
export function weeklyWords(weekly: Weekly): string {
  const byHours = new Map<string, string[]>()
  for (const { weekday, from, until } of weekly) {
    const hours = `${from}–${until}`
    byHours.set(hours, [...(byHours.get(hours) ?? []), SHORT_WEEKDAYS[weekday - 1] ?? '?'])
  }
  return [...byHours]
    .map(([hours, days]) => `${days.length === 7 ? 'daily' : days.join(', ')} ${hours}`)
    .join('; ')
}
