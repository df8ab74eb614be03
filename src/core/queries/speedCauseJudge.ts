/** Owns why a line is late, all told: by its own steps, or because its promise was one that its lane does not keep. */
import type { LateCause } from '../../shared/readModels/speed.ts'
import { LINE_CAUSES, lineCause, type StoredSpeedLine } from '../../shared/speedLine.ts'
import { CAUSE_SHIFT, placeName, secondsBetween, UNKNOWN_SECONDS } from '../../shared/speedPack.ts'
import type { QueryContext } from './context.ts'
import { LANE_PARTS, openLaneIndex, type LaneNumbers } from './speedLaneIndex.ts'
import { packedPeriod, type Pack, type PackedPeriod } from './speedPacks.ts'
import { quantilesOf } from './speedSketch.ts'

/** Causes by their numbers as they are packed, and the one that other lines tell. */
export const CAUSES = [...LINE_CAUSES, 'wrongPromise'] as const satisfies readonly (LateCause | 'unknown')[]
export type Cause = (typeof CAUSES)[number]
const WRONG_PROMISE = CAUSES.indexOf('wrongPromise')

/** A lane tells what it can do once it has carried so many lines. */
const LANE_LINES = 30
/** Share of a lane's lines that came sooner than its floor. */
const FLOOR_QUANTILE = 0.1

export interface CauseJudge {
  /** Number of the cause of a packed line that is late. */
  ofPacked(pack: Pack, line: number): number
  ofStored(line: StoredSpeedLine, end: number): number
}

const textOf = (place: string, location: string, carrier: string) =>
  JSON.stringify([place, location, carrier])
const laneText = (names: PackedPeriod['names'], { place, location, carrier }: LaneNumbers) =>
  textOf(names.place[place] ?? '', names.location[location] ?? '', names.carrier[carrier] ?? '')

/**
 * What each lane can do: the hours that its fastest tenth took from order to hand-over, over all that was handed over.
 * @param packed whose numbers the lanes are named by
 */
function laneFloors({ reader }: QueryContext, wanted: ReadonlySet<string>): Map<string, number> {
  const wantedPlaces = new Set([...wanted].map((text) => (JSON.parse(text) as string[])[0]))
  const always = { from: undefined, until: undefined }
  const all = packedPeriod(reader, always, [...LANE_PARTS, 'elapsed'], (place) => wantedPlaces.has(place))
  const numberOf = Object.fromEntries(
    LANE_PARTS.map((part) => [part, new Map(all.names[part].map((name, number) => [name, number]))]),
  ) as Record<(typeof LANE_PARTS)[number], Map<string, number>>
  const index = openLaneIndex(all.names)
  for (const text of wanted) {
    const [place = '', location = '', carrier = ''] = JSON.parse(text) as string[]
    const numbers = [
      numberOf.place.get(place),
      numberOf.location.get(location),
      numberOf.carrier.get(carrier),
    ]
    if (numbers.includes(undefined)) continue
    index.laneOf(numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0)
  }
  const counts = new Int32Array(index.lanes.length)
  let most = 0
  const parts = all.packs.map((pack) => {
    const groups = index.groupsOf(pack)
    const seconds = pack.columns.elapsed as Int32Array
    for (let line = 0; line < groups.length; line += 1) {
      const lane = groups[line] as number
      const value = seconds[line] as number
      if (lane < 0 || value === UNKNOWN_SECONDS) continue
      counts[lane] = (counts[lane] as number) + 1
      if (value > most) most = value
    }
    return { groups, seconds }
  })
  const floors = quantilesOf(parts, index.lanes.length, [FLOOR_QUANTILE], { counts, most }).groups
  return new Map(
    index.lanes.flatMap((lane, number) => {
      const floor = floors[number]?.[0] ?? null
      return floor === null || (counts[number] as number) < LANE_LINES
        ? []
        : [[laneText(all.names, lane), floor]]
    }),
  )
}

const storedLane = (line: StoredSpeedLine) =>
  textOf(placeName(line.region, line.country), line.location ?? '', line.carrier ?? '')

/**
 * Opens the judgement on some lines.
 * @param packed with the columns of lanes, `promise` and `marks`
 * @param standing for each pack, 1 at the lines to be judged
 * @param stored further lines
 */
export function openCauseJudge(
  context: QueryContext,
  packed: PackedPeriod,
  standing: readonly Int32Array[],
  stored: readonly StoredSpeedLine[],
): CauseJudge {
  const index = openLaneIndex(packed.names)
  packed.packs.forEach(({ columns }, place) => {
    const groups = standing[place] as Int32Array
    for (let line = 0; line < groups.length; line += 1) {
      if (groups[line] !== 1) continue
      index.laneOf(
        columns.place[line] as number,
        columns.location[line] as number,
        columns.carrier[line] as number,
      )
    }
  })
  const texts = index.lanes.map((lane) => laneText(packed.names, lane))
  const wanted = new Set([...texts, ...stored.map(storedLane)])
  const floors = wanted.size === 0 ? new Map<string, number>() : laneFloors(context, wanted)
  const floorOfLane = texts.map((text) => floors.get(text) ?? 0)
  const isWrong = (promise: number, floor: number) =>
    promise !== UNKNOWN_SECONDS && (promise <= 0 || promise < floor)
  return {
    ofPacked({ columns }, line) {
      const lane = index.laneOf(
        columns.place[line] as number,
        columns.location[line] as number,
        columns.carrier[line] as number,
      )
      if (isWrong(columns.promise[line] as number, floorOfLane[lane] ?? 0)) return WRONG_PROMISE
      return (columns.marks[line] as number) >> CAUSE_SHIFT
    },
    ofStored(line, end) {
      const promise = secondsBetween(line.placedAt, line.promisedAt)
      if (isWrong(promise, floors.get(storedLane(line)) ?? 0)) return WRONG_PROMISE
      return LINE_CAUSES.indexOf(lineCause(line, end))
    },
  }
}

export const CAUSE_METHOD =
  'A late line with units that a location gave up, or that were not there, is late for want of stock. Else its way is cut ' +
  'at the times that are known: waiting for a location, picking and packing, standing ready, on the road. Each part is ' +
  'allowed a share of the promised time (to an address 10, 20, 10 and 60 %; at a counter 20, 60 and 20 %), and the part ' +
  'that overran its share the most is the cause; unknown where that stretch may have been spent on several parts, or no ' +
  'step is told. Before all this: a promise was wrong where it was shorter than what nine in ten of all lines of the same ' +
  'lane took (location, region and carrier, of 30 lines or more), or lay before the order itself. An open line past its ' +
  'promise is judged as if it came now.'
