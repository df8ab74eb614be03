/** Owns what a check of a data folder is, and what it found. */

export interface Check {
  name: string
  /** How many things were looked at. */
  checked: number
  violations: string[]
}

/** A check in plain SQL. */
export interface SqlCheck {
  name: string
  /** How many things there are to look at. */
  count: string
  /** One row, with one text, per violation. */
  violations: string
}
