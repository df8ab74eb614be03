/** Owns what demand is learned from: a SKU's sales by day at all its places, and on how much of each day it could sell. */

/** One position, day by day, the oldest first. */
export interface DayHistory {
  /** Units sold; never negative. */
  units: Float64Array
  /** Share of the day's selling hours with stock, 0 to 1; 0 also where the day was not told. */
  exposure: Float64Array
  /** The place's weekday factor of each day; all 1 where there is no rhythm. */
  rhythm: Float64Array
  /** Sales of the place against the mean of its kind. */
  size: number
  /** Places of one kind are alike. */
  kind: string | null
  /** Days, and parts of days, that were left out because nothing was there to be sold. */
  censoredDays: number
}

/** One SKU. All arrays have one element for each day of the history. */
export interface SkuHistory {
  positions: readonly DayHistory[]
  /** Share of each day on which a promotion of the SKU ran. */
  promoted: Float64Array
  /** Units are spread over the days of sums: neither lift nor dispersion can be learned from them. */
  isSpread?: boolean
}

/**
 * Takes what came back into sellable stock off the sales before it, the latest first: a return undoes a sale, it is no
 * negative demand of its day. What finds no sale before it (sold before the history began) has no effect.
 */
export function netReturns(units: Float64Array): Float64Array {
  const net = Float64Array.from(units)
  for (let at = 0; at < net.length; at += 1) {
    let back = -net[at]!
    if (back <= 0) continue
    net[at] = 0
    for (let before = at - 1; before >= 0 && back > 0; before -= 1) {
      const taken = Math.min(back, net[before]!)
      net[before]! -= taken
      back -= taken
    }
  }
  return net
}
