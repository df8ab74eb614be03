/** Owns a silence while it is written: its matchers, as they travel in the address. */
import type { AlertRow } from '../../../shared/readModels/alerts.ts'

export interface Matcher {
  label: string
  values: string[]
}

/** Parameters of the form of a new silence, with what an alert is about filled in. */
export function silenceAddress({ rule, labels }: Pick<AlertRow, 'rule' | 'labels'>): Record<string, string> {
  const matchers: Matcher[] = [
    { label: 'rule', values: [rule] },
    ...Object.entries(labels).map(([label, value]) => ({ label, values: [value] })),
  ]
  return { matchers: JSON.stringify(matchers) }
}

/** The matchers that an address holds; none where it holds nothing readable. */
export function matchersOf(text: string | null): Matcher[] {
  let read: unknown
  try {
    read = JSON.parse(text ?? '[]')
  } catch {
    return []
  }
  return Array.isArray(read) ? read.filter(isMatcher) : []
}

function isMatcher(value: unknown): value is Matcher {
  if (typeof value !== 'object' || value === null) return false
  const { label, values } = value as Record<string, unknown>
  return (
    typeof label === 'string' &&
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((each) => typeof each === 'string')
  )
}
