/** Owns which alert explains which: what fires of rules that inhibit others, found by the labels that must be the same. */
import type { AlertLabels, Rule } from './rule.ts'

export interface Inhibition {
  /** Notes whether an alert explains others now. @returns rules whose alerts may be explained otherwise since */
  note(rule: string, alert: string, labels: AlertLabels, fires: boolean): readonly string[]
  /** The alert that explains one of a rule with these labels; null: none. Of several the one whose id is first. */
  explainerOf(rule: string, labels: AlertLabels): string | null
}

/** Null where a label is not there: nothing is said of it then. */
function keyOf(spec: string, equal: readonly string[], labels: AlertLabels): string | null {
  const values = equal.map((label) => labels[label])
  return values.includes(undefined) ? null : JSON.stringify([spec, ...values])
}

export function openInhibition(rules: readonly Rule[]): Inhibition {
  const specs = rules.flatMap((rule) =>
    (rule.inhibits ?? []).map((one, place) => ({ ...one, by: rule.rule, spec: `${rule.rule} ${place}` })),
  )
  const ofExplainer = Map.groupBy(specs, ({ by }) => by)
  const ofExplained = new Map<string, typeof specs>()
  for (const spec of specs) {
    for (const rule of spec.rules) ofExplained.set(rule, [...(ofExplained.get(rule) ?? []), spec])
  }
  const firing = new Map<string, Set<string>>()

  return {
    note(rule, alert, labels, fires) {
      const changed = new Set<string>()
      for (const { spec, equal, without, rules: explained } of ofExplainer.get(rule) ?? []) {
        if (without?.some((label) => labels[label] !== undefined)) continue
        const key = keyOf(spec, equal, labels)
        if (key === null) continue
        const alerts = firing.get(key) ?? new Set()
        if (alerts.has(alert) === fires) continue
        if (fires) alerts.add(alert)
        else alerts.delete(alert)
        if (alerts.size > 0) firing.set(key, alerts)
        else firing.delete(key)
        for (const one of explained) changed.add(one)
      }
      return [...changed]
    },
    explainerOf(rule, labels) {
      let first: string | null = null
      for (const { spec, equal } of ofExplained.get(rule) ?? []) {
        const key = keyOf(spec, equal, labels)
        for (const alert of (key !== null && firing.get(key)) || []) {
          if (first === null || alert < first) first = alert
        }
      }
      return first
    },
  }
}
