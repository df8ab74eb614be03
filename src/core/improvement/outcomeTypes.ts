/** Owns what measuring an outcome takes and gives: a line's prediction, sales of positions before and after, the effect. */

/** Sales of one SKU at one place around a plan. */
export interface PositionSales {
  location: string
  sku: string
  /** Units sold on each day before the plan, the oldest first, and on each day from the plan to its horizon. */
  before: readonly number[]
  after: readonly number[]
  /** Units there when the plan was made. */
  stockUnits: number
}

/** The effect of a transfer on its receiver's sales, against places that nothing was sent to. */
export interface Effect {
  units: number
  /** Of the estimate. */
  variance: number
  /** Degrees of freedom of the variance. */
  degrees: number
  comparisons: number
  /** Whether places of the same SKU were compared, or of others of its category. */
  with: 'sku' | 'category'
}

/** A line of a transfer that was promoted from a plan and approved. */
export interface PredictedLine {
  transfer: string
  line: string
  sku: string
  from: string
  to: string
  author: string
  requestedUnits: number
  receivedUnits: number
  /** Of the whole line, as frozen with the request. */
  receiverSalesUnits: number
  receiverDemandUnits: number
  netValueMinor: number
  plannedAt: number
  horizonEndsAt: number
}

export interface MeasuredLine {
  predicted: PredictedLine
  /** Of what has really come; see `predictedUnits`. */
  predictedUnits: number
  effect: Effect | null
  /** Class of the demand by the sales before the plan. */
  demandClass: string
  state: 'waiting' | 'measured' | 'tooThin'
  basis: string
}
