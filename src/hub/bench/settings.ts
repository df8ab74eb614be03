/** Owns what a benchmark can be told: which one, how much, against what. */
import { WrongUsage } from '../failure.ts'

export const BENCHMARKS = [
  'ingest',
  'map',
  'screen',
  'speed',
  'alerts',
  'alertCost',
  'plan',
  'planGain',
  'demand',
] as const
export type Benchmark = (typeof BENCHMARKS)[number]

export interface BenchSettings {
  benchmarks: readonly Benchmark[]
  /** Positions that are there before; one run of `ingest` for each. Null: the benchmark's own. */
  positions: readonly number[] | null
  /** Locations that the positions lie at; null: by their number. */
  locations: number | null
  /** Events of a measured run in batches; single-event runs send half as many. */
  events: number
  /** A run sends nothing new after so long. */
  secondsMax: number
  /** Order lines that `speed` asks about. */
  lines: number
  /** Days that `alerts` replays: one run of each. */
  seeds: readonly number[]
  /** Fills stores anew instead of taking the kept ones. */
  fresh: boolean
  postgres: boolean
}

export interface BenchOptions {
  name?: string | undefined
  positions?: string | undefined
  locations?: number | undefined
  events?: number | undefined
  lines?: number | undefined
  seeds?: number | undefined
  firstSeed?: number | undefined
  full?: boolean | undefined
  fresh?: boolean | undefined
  postgres?: boolean | undefined
}

const EVENTS = 200_000
const SECONDS_MAX = 60
const INGEST_POSITIONS = [0, 1_000_000]
const LINES = 200_000
const FULL_LINES = 5_000_000
/** Runs of `alerts`, and of it in full. */
const SEEDS = 2
const FULL_SEEDS = 20
/** Seeds that no rule was set by begin here. */
const FIRST_SEED = 1_001
export const FULL_POSITIONS = 10_000_000

/** @throws WrongUsage */
export function benchSettings(options: BenchOptions): BenchSettings {
  const { name, full = false } = options
  const known = BENCHMARKS.find((one) => one === name)
  if (name !== undefined && !known) {
    throw new WrongUsage(`There is no benchmark “${name}”. There are: ${BENCHMARKS.join(', ')}.`)
  }
  const positions = options.positions === undefined ? null : positionList(options.positions)
  const { locations = null, events = EVENTS, lines = full ? FULL_LINES : LINES } = options
  const { seeds = full ? FULL_SEEDS : SEEDS, firstSeed = FIRST_SEED } = options
  if (locations !== null && (locations < 1 || locations > 99_999))
    throw new WrongUsage('--locations: from 1 to 99999.')
  if (events < 2_000) throw new WrongUsage('--events: at least 2000.')
  if (lines < 1_000 || lines > 50_000_000) throw new WrongUsage('--lines: from 1000 to 50000000.')
  if (seeds < 1 || seeds > 1_000) throw new WrongUsage('--seeds: from 1 to 1000.')
  return {
    benchmarks: known ? [known] : BENCHMARKS,
    positions: positions ?? (full ? [...INGEST_POSITIONS, FULL_POSITIONS] : null),
    locations,
    events,
    secondsMax: SECONDS_MAX,
    lines,
    seeds: Array.from({ length: seeds }, (_, index) => firstSeed + index),
    fresh: options.fresh ?? false,
    postgres: options.postgres ?? true,
  }
}

/** Positions of the runs of `ingest`. */
export const ingestPositions = ({ positions }: BenchSettings): readonly number[] =>
  positions ?? INGEST_POSITIONS

/** Positions of a benchmark that runs at one size: the largest named. */
export const largestPositions = ({ positions }: BenchSettings): number =>
  positions === null ? FULL_POSITIONS : Math.max(...positions)

function positionList(text: string): number[] {
  const list = text.split(',').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN))
  if (list.some((positions) => !(positions <= 50_000_000))) {
    throw new WrongUsage(
      '--positions takes whole numbers up to 50000000 with commas between, such as 0,1000000.',
    )
  }
  return list
}
