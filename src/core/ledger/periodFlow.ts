/** Owns what a flow is: what left and came in one period of 28 days of a position. */

/** What a transaction adds to one period of a position. */
export interface PeriodFlow {
  period: number
  /** To customers, less what came straight back into sellable stock; microunits. */
  sold: number
  /** Sent on, microunits. */
  sent: number
  /** A bit for each day on which units left. */
  leftDays: number
  /** A bit for each day on which units were received. */
  cameDays: number
}
