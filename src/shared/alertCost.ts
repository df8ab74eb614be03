/** Owns by what alerts are ordered: what they cost, as one number. */

/** A count between 0 and 1, so that it stays below one step of what comes before it. */
const share = (count: number | null | undefined): number => {
  const known = Math.max(0, count ?? 0)
  return known / (known + 1_000)
}

export interface CostParts {
  units?: number | null | undefined
  valueMinor?: number | null | undefined
  customers?: number | null | undefined
  promises?: number | null | undefined
}

/** Money first; where that is the same, promises, then customers, then units. Of each currency as it is told. */
export function alertCost({ units, valueMinor, customers, promises }: CostParts): number {
  const money = Math.max(0, valueMinor ?? 0)
  return money + share(promises) * 0.9 + share(customers) * 1e-3 + share(units) * 1e-6
}
