/** Owns how far predictions can be trusted: sums over lines with their interval, groups, and the factor that outcomes teach. */
import type { Interval, OutcomeGroup } from '../../shared/readModels/transfers.ts'
import { studentQuantile } from '../../shared/tally.ts'
import type { Effect, MeasuredLine } from './outcomeTypes.ts'

/** Fewer outcomes teach nothing, nor do predictions of fewer units in all. */
export const LEAST_OUTCOMES = 10
const LEAST_PREDICTED_UNITS = 5
/** How far off predictions are taken to be before anything is known: the deviation of measured over predicted. */
const PRIOR_DEVIATION = 0.3
const FACTOR_LEAST = 0.5
const FACTOR_MOST = 1.5

export interface EffectSum {
  lines: number
  predictedUnits: number
  measuredUnits: number
  variance: number
  degrees: number
}

/** Sums of the lines that could be measured. Their errors are taken to be independent. */
export function sumEffects(lines: readonly MeasuredLine[]): EffectSum {
  const sum: EffectSum = { lines: 0, predictedUnits: 0, measuredUnits: 0, variance: 0, degrees: 0 }
  for (const { effect, predictedUnits } of lines) {
    if (!effect) continue
    sum.lines++
    sum.predictedUnits += predictedUnits
    sum.measuredUnits += effect.units
    sum.variance += effect.variance
    sum.degrees += effect.degrees
  }
  return sum
}

/** At 95 %, by Student's t with the degrees of freedom of all lines together. Null: nothing could be measured. */
export const intervalOfSum = ({ lines, measuredUnits, variance, degrees }: EffectSum): Interval | null =>
  lines === 0 ? null : intervalOfEffect({ units: measuredUnits, variance, degrees })

export function intervalOfEffect({
  units,
  variance,
  degrees,
}: Pick<Effect, 'units' | 'variance' | 'degrees'>): Interval {
  const half = studentQuantile(degrees) * Math.sqrt(variance)
  return { mean: units, low: units - half, high: units + half }
}

/**
 * Measured over predicted, drawn towards 1 the more the less is known (the mean of a normal prior at 1 and of what was
 * measured, each by its precision), and never beyond 0.5 to 1.5. Null: too few outcomes.
 */
export function biasFactorOf({ lines, predictedUnits, measuredUnits, variance }: EffectSum): number | null {
  if (lines < LEAST_OUTCOMES || predictedUnits < LEAST_PREDICTED_UNITS) return null
  const ratio = measuredUnits / predictedUnits
  const ofRatio = variance / predictedUnits ** 2
  const weight = PRIOR_DEVIATION ** 2 / (PRIOR_DEVIATION ** 2 + ofRatio)
  const factor = 1 + (ratio - 1) * weight
  return Math.round(Math.min(FACTOR_MOST, Math.max(FACTOR_LEAST, factor)) * 1000) / 1000
}

/** Lines that belong together, the most outcomes first. */
export function groupsOf(
  lines: readonly MeasuredLine[],
  keyOf: (line: MeasuredLine) => string,
  labelOf: (key: string) => string,
): OutcomeGroup[] {
  return [...Map.groupBy(lines, keyOf)]
    .map(([key, own]): OutcomeGroup => {
      const sum = sumEffects(own)
      return {
        key,
        label: labelOf(key),
        outcomes: sum.lines,
        predictedUnits: sum.predictedUnits,
        measuredUnits: intervalOfSum(sum),
        biasFactor: biasFactorOf(sum),
      }
    })
    .toSorted((left, right) => right.outcomes - left.outcomes || (left.key < right.key ? -1 : 1))
}

/** What the next plan's demand is multiplied by, and what that is called. */
export interface OutcomeCorrection {
  name: string
  /** By class of demand. */
  factors: Record<string, number>
}

/** Null: outcomes teach nothing yet. */
export function correctionOf(bySkuClass: readonly OutcomeGroup[]): OutcomeCorrection | null {
  const taught = bySkuClass.flatMap(({ key, biasFactor, outcomes }) =>
    biasFactor === null ? [] : [{ key, biasFactor, outcomes }],
  )
  if (taught.length === 0) return null
  const outcomes = taught.reduce((sum, group) => sum + group.outcomes, 0)
  return {
    name: `${outcomes} outcomes: ${taught.map(({ key, biasFactor }) => `${key} × ${biasFactor}`).join(', ')}`,
    factors: Object.fromEntries(taught.map(({ key, biasFactor }) => [key, biasFactor])),
  }
}
