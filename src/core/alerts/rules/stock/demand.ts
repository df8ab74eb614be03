/** Owns what demand is to rules of stock: what left, on how many days, out of how many that count. */

/** What is known of a position's demand: days without stock, and days on which its place did not live, do not count. */
export interface Demand {
  /** Units that left. */
  units: number
  /** Days on which any left. */
  leavingDays: number
  /** Days on which the place lived and stock was there; parts of days count as parts. */
  days: number
}

export interface Glance extends Demand {
  /** Days of the calendar since the first that anything left or came on. */
  calendarDays: number
}
