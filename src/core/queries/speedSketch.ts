/** Owns quantiles of many groups at once: exact where a group is small, else by the buckets of a sketch. */
import { DDSketch } from '@datadog/sketches-js'
import { UNKNOWN_SECONDS } from '../../shared/speedPack.ts'
import { rankOf } from './speedFigures.ts'

/** Values of lines, and the group that each line is of; below zero: of none. */
export interface GroupedValues {
  groups: Int32Array
  /** Seconds; below zero counts as zero. */
  seconds: Int32Array
}

/** Up to so many values, the quantile is one of them. */
export const EXACT_VALUES = 200

/** What a quantile of more values may be off by, of its own size. */
export const QUANTILE_RELATIVE_ERROR = 0.02

const MAPPING = new DDSketch({ relativeAccuracy: 0.0175 }).mapping
/** What is shorter than a minute is of the first bucket. */
const SHORTEST_SECONDS = 60
const FIRST_KEY = MAPPING.key(SHORTEST_SECONDS) - 1

/**
 * Buckets are looked up by the leading 16 bits, which adds 2⁻⁸ ÷ 2 at most to the sketch's own error: 0.0175 + 0.0020 is
 * within what is stated.
 */
const lookUp = (length: number, shift: number): Uint16Array =>
  Uint16Array.from({ length }, (_, leading) => {
    const seconds = (leading + (shift === 0 ? 0 : 0.5)) * 2 ** shift
    return seconds < SHORTEST_SECONDS ? 0 : MAPPING.key(seconds) - FIRST_KEY
  })
const BY_SECOND = lookUp(65_536, 0)
const BY_4_MINUTES = lookUp(65_536, 8)
const BY_18_HOURS = lookUp(32_768, 16)

function bucketOf(seconds: number): number {
  if (seconds < 65_536) return BY_SECOND[seconds] ?? 0
  if (seconds < 16_777_216) return BY_4_MINUTES[seconds >> 8] ?? 0
  return BY_18_HOURS[seconds >> 16] ?? 0
}

const secondsOf = (bucket: number): number => (bucket === 0 ? 0 : MAPPING.value(bucket + FIRST_KEY))

/** How many values each group has, and the largest value of all. */
export interface ValueCounts {
  counts: Int32Array
  most: number
}

function countValues(parts: readonly GroupedValues[], groupCount: number): ValueCounts {
  const counts = new Int32Array(groupCount)
  let most = 0
  for (const { groups, seconds } of parts) {
    for (let line = 0; line < groups.length; line += 1) {
      const group = groups[line] as number
      const value = seconds[line] as number
      if (group < 0 || value === UNKNOWN_SECONDS) continue
      counts[group] = (counts[group] as number) + 1
      if (value > most) most = value
    }
  }
  return { counts, most }
}

/** The groups' values: those of small groups themselves, one group after the other; of the others, how many in each bucket. */
interface Gathered {
  counts: Int32Array
  buckets: number
  /** Where a group's buckets begin; where it is small, −1 − where its values do. */
  starts: Int32Array
  exact: Int32Array
  histogram: Int32Array
}

function gather(parts: readonly GroupedValues[], { counts, most }: ValueCounts): Gathered {
  const buckets = bucketOf(most) + 1
  const starts = new Int32Array(counts.length)
  let exactValues = 0
  let manyGroups = 0
  for (let group = 0; group < counts.length; group += 1) {
    const count = counts[group] as number
    if (count > EXACT_VALUES) {
      starts[group] = manyGroups * buckets
      manyGroups += 1
    } else {
      starts[group] = -1 - exactValues
      exactValues += count
    }
  }
  const gathered = {
    counts,
    buckets,
    starts,
    exact: new Int32Array(exactValues),
    histogram: new Int32Array(manyGroups * buckets),
  }
  const filled = new Int32Array(counts.length)
  for (const part of parts) gatherPart(part, gathered, filled)
  return gathered
}

function gatherPart({ groups, seconds }: GroupedValues, gathered: Gathered, filled: Int32Array): void {
  const { starts, exact, histogram } = gathered
  for (let line = 0; line < groups.length; line += 1) {
    const group = groups[line] as number
    const given = seconds[line] as number
    if (group < 0 || given === UNKNOWN_SECONDS) continue
    const value = given < 0 ? 0 : given
    const start = starts[group] as number
    if (start >= 0) {
      const place = start + bucketOf(value)
      histogram[place] = (histogram[place] as number) + 1
    } else {
      exact[-1 - start + (filled[group] as number)] = value
      filled[group] = (filled[group] as number) + 1
    }
  }
}

type Quantiles = (number | null)[]

/**
 * Quantiles of each group's values, in seconds, and of all values together; null of none. The value at a quantile is the
 * smallest that at least that share of the values do not exceed.
 * @param counted where they were counted already
 */
export function quantilesOf(
  parts: readonly GroupedValues[],
  groupCount: number,
  quantiles: readonly number[],
  counted: ValueCounts = countValues(parts, groupCount),
): { groups: Quantiles[]; all: Quantiles } {
  const gathered = gather(parts, counted)
  const all = quantilesOfAll(gathered, quantiles)
  const { counts, starts, exact, histogram } = gathered
  const groups: Quantiles[] = []
  for (let group = 0; group < groupCount; group += 1) {
    const count = counts[group] as number
    const start = starts[group] as number
    groups.push(
      count > EXACT_VALUES
        ? quantiles.map((quantile) => bucketAt(histogram, start, rankOf(quantile, count)))
        : quantilesOfFew(exact.subarray(-1 - start, -1 - start + count), quantiles),
    )
  }
  return { groups, all }
}

function quantilesOfFew(values: Int32Array, quantiles: readonly number[]): Quantiles {
  values.sort()
  return quantiles.map((quantile) => values[rankOf(quantile, values.length)] ?? null)
}

/** Sketches merge by adding their buckets. */
function quantilesOfAll({ buckets, exact, histogram }: Gathered, quantiles: readonly number[]): Quantiles {
  if (histogram.length === 0 && exact.length <= EXACT_VALUES) return quantilesOfFew(exact.slice(), quantiles)
  const sums = new Int32Array(buckets)
  let count = exact.length
  for (let start = 0; start < histogram.length; start += buckets) {
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const lines = histogram[start + bucket] as number
      sums[bucket] = (sums[bucket] as number) + lines
      count += lines
    }
  }
  for (const value of exact) sums[bucketOf(value)] = (sums[bucketOf(value)] as number) + 1
  return quantiles.map((quantile) => bucketAt(sums, 0, rankOf(quantile, count)))
}

function bucketAt(histogram: Int32Array, start: number, rank: number): number {
  let below = 0
  let bucket = 0
  for (; ; bucket += 1) {
    below += histogram[start + bucket] as number
    if (below > rank) return secondsOf(bucket)
  }
}
