/** Owns the summing up of measured times: percentiles by nearest rank. */

export interface Latencies {
  p50: number
  p99: number
  max: number
}

/**
 * The smallest value that at least the given share of values do not exceed (nearest rank, as in NIST's handbook).
 * @param sorted ascending, not empty
 * @param share above 0, at most 1
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.ceil(share * sorted.length)
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] ?? Number.NaN
}

/** Median, 99th percentile and longest; NaN where there is nothing. */
export function summarize(values: ArrayLike<number>): Latencies {
  const sorted = Float64Array.from(values).sort()
  return {
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1) ?? Number.NaN,
  }
}

/** Rounds to so many digits after the point, for reading. */
export function rounded(value: number, digits = 1): number {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor
}
