/** Owns what a step takes away: units of an order line that a place need not keep for it any more. */
import type { LineStage } from '../../shared/readModels/orders.ts'

/** Units of a line as they stand. */
export interface StandingUnits {
  units: number
  stage: LineStage
  location: string | null
}

export interface Departure {
  line: string
  sku: string
  /** Null: no record says from where. */
  location: string | null
  units: number
  at: number
}

/** Stages in which units have left the place that had them, or are nobody's. */
export const GONE: ReadonlySet<LineStage> = new Set(['shipped', 'delivered', 'collected', 'cancelled'])

const NO_UNITS = 1e-9

function kept(portions: readonly StandingUnits[]): { total: number; byPlace: Map<string, number> } {
  const byPlace = new Map<string, number>()
  let total = 0
  for (const { units, stage, location } of portions) {
    if (GONE.has(stage)) continue
    total += units
    if (location !== null) byPlace.set(location, (byPlace.get(location) ?? 0) + units)
  }
  return { total, byPlace }
}

/**
 * What left by a step: shipped, collected, cancelled, rejected, or allocated anew elsewhere.
 * @param told the line, the step's time, and its place: where units leave that no place had, they leave that one
 */
export function departuresOf(
  before: readonly StandingUnits[],
  after: readonly StandingUnits[],
  told: Omit<Departure, 'units'>,
): Departure[] {
  const was = kept(before)
  const is = kept(after)
  const left: Departure[] = []
  let located = 0
  for (const [location, units] of was.byPlace) {
    const gone = units - (is.byPlace.get(location) ?? 0)
    if (gone <= NO_UNITS) continue
    located += gone
    left.push({ ...told, location, units: gone })
  }
  const unlocated = was.total - is.total - located
  if (unlocated > NO_UNITS) left.push({ ...told, units: unlocated })
  return left
}
