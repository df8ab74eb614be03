/** Owns which alert explains which: what fires of rules that inhibit others, found by the labels that must be the same. */
import type { AlertSeverity } from '../../shared/vocabulary.ts'
import type { AlertLabels, Rule } from './rule.ts'

/** What matters of an alert here. */
export interface Explained {
  rule: string
  labels: AlertLabels
  since: number
  severity: AlertSeverity
}

export interface Inhibition {
  /** Notes whether an alert explains others now. @returns rules whose alerts may be explained otherwise since */
  note(explainer: Explained & { alert: string }, fires: boolean): readonly string[]
  /** The alert that explains another; null: none. Of several the one whose id is first. */
  explainerOf(one: Explained): string | null
}

/** Labels of a whole feed, place, carrier or channel: what was wrong there a day before is no echo of its trouble. */
const BROAD: ReadonlySet<string> = new Set(['feed', 'location', 'carrier', 'channel'])
const ECHOES_FROM_MS = 86_400_000

/** Null where a label is not there: nothing is said of it then. */
function keyOf(spec: string, equal: readonly string[], labels: AlertLabels): string | null {
  const values = equal.map((label) => labels[label])
  return values.includes(undefined) ? null : JSON.stringify([spec, ...values])
}

export function openInhibition(rules: readonly Rule[]): Inhibition {
  const specs = rules.flatMap((rule) =>
    (rule.inhibits ?? []).map((one, place) => ({
      ...one,
      by: rule.rule,
      spec: `${rule.rule} ${place}`,
      isBroad: one.equal.every((label) => BROAD.has(label)),
    })),
  )
  const ofExplainer = Map.groupBy(specs, ({ by }) => by)
  const ofExplained = new Map<string, typeof specs>()
  for (const spec of specs) {
    for (const rule of spec.rules) ofExplained.set(rule, [...(ofExplained.get(rule) ?? []), spec])
  }
  const firing = new Map<string, Map<string, Pick<Explained, 'since' | 'severity'>>>()

  return {
    note({ rule, alert, labels, since, severity }, fires) {
      const changed = new Set<string>()
      for (const { spec, equal, without, rules: explained } of ofExplainer.get(rule) ?? []) {
        const key = keyOf(spec, equal, labels)
        if (key === null) continue
        const alerts = firing.get(key) ?? new Map<string, Pick<Explained, 'since' | 'severity'>>()
        const explains = fires && !without?.some((label) => labels[label] !== undefined)
        const known = alerts.get(alert)
        if (explains ? known?.since === since && known.severity === severity : !known) continue
        if (explains) alerts.set(alert, { since, severity })
        else alerts.delete(alert)
        if (alerts.size > 0) firing.set(key, alerts)
        else firing.delete(key)
        for (const one of explained) changed.add(one)
      }
      return [...changed]
    },
    explainerOf({ rule, labels, since, severity }) {
      let first: string | null = null
      for (const { spec, equal, isBroad } of ofExplained.get(rule) ?? []) {
        const key = keyOf(spec, equal, labels)
        for (const [alert, explainer] of (key !== null && firing.get(key)) || []) {
          if (isBroad && since < explainer.since - ECHOES_FROM_MS) continue
          // What must not wait is hidden by nothing that may.
          if (severity === 'critical' && explainer.severity !== 'critical') continue
          if (first === null || alert < first) first = alert
        }
      }
      return first
    },
  }
}
