/** Owns what is written down of a labelled fault, and how often such faults are asked for. */

/** What a fault is about, by the words and ids of an alert's labels: `location: gln:…`, `sku: gtin:…`, `channel: webshop`. */
export type SubjectLabels = Readonly<Record<string, string>>

/** A label in `labels.json`, beside those of faults of records. */
export interface AlertFaultLabel {
  type: 'alert' | 'lookAlike'
  /** Kind of the fault. */
  fault: string
  rule: string
  /** `rule` and labels in one line. */
  subject: string
  labels: SubjectLabels
  at: string
  detectableAt: string
  until: string | null
  expect: string
  mayAlso: readonly string[]
}

/** How often faults of alerts strike: strikes a day for every kind, or for kinds by name. */
export type AlertFaultRates = number | Readonly<Record<string, number>>
