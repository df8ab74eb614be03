/** Owns lanes: from a location to a region by a carrier, in hours from shipping to hand-over, beside what was promised. */
import type { InputOf } from '../../shared/contract.ts'
import type { LaneDistribution, LanePage, LaneRow } from '../../shared/readModels/speed.ts'
import { LATE, placeOfName, PROMISED, regionOf, UNKNOWN_SECONDS } from '../../shared/speedPack.ts'
import type { Reader } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'
import { regionMiddles, type Middle } from './regionMiddles.ts'
import { HOUR_MS } from './speedFigures.ts'
import { packedPeriod, wholeHours, type Pack, type PackedPeriod, type Period } from './speedPacks.ts'
import { LANE_PARTS, openLaneIndex, type LaneIndex } from './speedLaneIndex.ts'
import { leaveOut, partsOf, placesIn, type SpeedScope } from './speedScope.ts'
import { QUANTILE_RELATIVE_ERROR, quantilesOf } from './speedSketch.ts'

interface LanePack {
  pack: Pack
  lanes: Int32Array
  transit: Int32Array
  /** From shipping to the promised time; unknown where one is not. */
  promised: Int32Array
}

interface Lanes {
  packed: PackedPeriod
  index: LaneIndex
  parts: LanePack[]
}

const hours = (seconds: number | null | undefined) => (seconds == null ? null : (seconds * 1000) / HOUR_MS)

/** The lines in scope that were shipped, by their lanes. */
function lanesOf({ reader }: QueryContext, scope: SpeedScope, period: Period): Lanes {
  const packed = packedPeriod(
    reader,
    wholeHours(period),
    [...partsOf(scope), ...LANE_PARTS, 'marks', 'elapsed', 'promise', 'transit'],
    placesIn(scope),
  )
  const drop = leaveOut(packed, scope)
  const index = openLaneIndex(packed.names)
  const parts = packed.packs.map((pack): LanePack => {
    const { place, location, carrier } = pack.columns
    const transit = pack.columns.transit as Int32Array
    const lanes = new Int32Array(pack.lines)
    drop(pack, lanes)
    for (let line = 0; line < pack.lines; line += 1) {
      if ((lanes[line] as number) < 0) continue
      lanes[line] =
        transit[line] === UNKNOWN_SECONDS
          ? -1
          : index.laneOf(place[line] as number, location[line] as number, carrier[line] as number)
    }
    return { pack, lanes, transit, promised: promisedTransit(pack) }
  })
  return { packed, index, parts }
}

function promisedTransit({ columns, lines }: Pack): Int32Array {
  const { elapsed, promise, transit } = columns
  const promised = new Int32Array(lines)
  for (let line = 0; line < lines; line += 1) {
    const isKnown = elapsed[line] !== UNKNOWN_SECONDS && promise[line] !== UNKNOWN_SECONDS
    promised[line] = isKnown
      ? (promise[line] as number) - ((elapsed[line] as number) - (transit[line] as number))
      : UNKNOWN_SECONDS
  }
  return promised
}

/** Names and places the ends of a lane. */
function withPoints(reader: Reader, row: LaneRow, destination: Middle): LaneRow {
  const origin = reader.get<Middle & { name: string | null }>(
    'SELECT name, latitude, longitude FROM locations WHERE location = ?',
    [row.origin],
  )
  return {
    ...row,
    originName: origin?.name ?? row.origin,
    originLatitude: origin?.latitude ?? null,
    originLongitude: origin?.longitude ?? null,
    destinationLatitude: destination.latitude,
    destinationLongitude: destination.longitude,
  }
}

/** Lanes by how they did, the busiest first. */
export function speedLanes(context: QueryContext, input: InputOf<'speed.lanes'>): LanePage {
  const { from, until, offset = 0, limit = 100, sort = 'lines', descending = true, ...scope } = input
  const { packed, index, parts } = lanesOf(context, scope, { from, until })
  const count = index.lanes.length
  const marks = new Int32Array(count * 3)
  for (const { pack, lanes } of parts) {
    for (let line = 0; line < lanes.length; line += 1) {
      const start = (lanes[line] as number) * 3
      if (start < 0) continue
      const mark = pack.columns.marks[line] as number
      marks[start] = (marks[start] as number) + 1
      if (mark & PROMISED) marks[start + 1] = (marks[start + 1] as number) + 1
      if (mark & LATE) marks[start + 2] = (marks[start + 2] as number) + 1
    }
  }
  const transit = quantilesOf(
    parts.map((one) => ({ groups: one.lanes, seconds: one.transit })),
    count,
    [0.5, 0.9],
  ).groups
  const promise = quantilesOf(
    parts.map((one) => ({ groups: one.lanes, seconds: one.promised })),
    count,
    [0.5],
  ).groups
  const rows = index.lanes.map((lane, number) => {
    const [lines = 0, promised = 0, late = 0] = marks.subarray(number * 3, number * 3 + 3)
    const { region, country } = placeOfName(packed.names.place[lane.place] ?? '')
    const origin = packed.names.location[lane.location] ?? ''
    const row: LaneRow = {
      origin,
      originName: origin,
      destinationRegion: regionOf(region, country),
      carrier: packed.names.carrier[lane.carrier] ?? '',
      lines,
      promised,
      onTimeShare: promised === 0 ? null : (promised - late) / promised,
      transitHoursMedian: hours(transit[number]?.[0]),
      transitHoursP90: hours(transit[number]?.[1]),
      promisedHoursMedian: hours(promise[number]?.[0]),
      originLatitude: null,
      originLongitude: null,
      destinationLatitude: null,
      destinationLongitude: null,
    }
    return { row, region, country }
  })
  const sign = descending ? -1 : 1
  const middleOf = regionMiddles(context.reader)
  rows.sort(({ row: a }, { row: b }) => {
    const [left, right] = [a[sort], b[sort]]
    // What is not known stands last, whichever way.
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return (left - right) * sign || b.lines - a.lines || compareNames(a, b)
  })
  return {
    rows: rows
      .slice(offset, offset + limit)
      .map(({ row, region, country }) => withPoints(context.reader, row, middleOf(region, country))),
    total: rows.length,
    hoursRelativeError: QUANTILE_RELATIVE_ERROR,
  }
}

const nameOf = ({ origin, destinationRegion, carrier }: LaneRow) =>
  JSON.stringify([origin, destinationRegion, carrier])
const compareNames = (a: LaneRow, b: LaneRow) => (nameOf(a) < nameOf(b) ? -1 : 1)

const BINS = 24

/** How the lines of one lane are spread over the hours in transit. */
export function speedLane(context: QueryContext, input: InputOf<'speed.lane'>): LaneDistribution {
  const { origin, destinationRegion, carrier, from, until } = input
  const scope = { location: origin, region: destinationRegion, carrier }
  const { parts } = lanesOf(context, scope, { from, until })
  const asOne = parts.map(({ lanes, ...part }) => ({
    ...part,
    groups: lanes.map((lane) => Math.min(lane, 0)),
  }))
  const transitOf = asOne.map(({ groups, transit }) => ({ groups, seconds: transit }))
  const promisedOf = asOne.map(({ groups, promised }) => ({ groups, seconds: promised }))
  const transit = quantilesOf(transitOf, 1, [0.99, 1]).all
  const promised = quantilesOf(promisedOf, 1, [0.1, 0.5, 0.9]).all
  // A few that took months must not squeeze all others into one bar: the last bin holds what lies beyond.
  const top = Math.max(hours(transit[0]) ?? 0, hours(promised[2]) ?? 0)
  const width = Math.max(1, Math.ceil(top / BINS))
  const bins = Array.from({ length: BINS + 1 }, (_, at) => ({
    fromHours: at * width,
    untilHours:
      at === BINS ? Math.max((BINS + 1) * width, Math.ceil(hours(transit[1]) ?? 0)) : (at + 1) * width,
    lines: 0,
    late: 0,
  }))
  for (const { groups, transit: seconds, pack } of asOne) {
    for (let line = 0; line < groups.length; line += 1) {
      if ((groups[line] as number) < 0) continue
      const bin = bins[Math.min(BINS, Math.max(0, Math.floor((hours(seconds[line]) ?? 0) / width)))]
      if (!bin) continue
      bin.lines += 1
      if ((pack.columns.marks[line] as number) & LATE) bin.late += 1
    }
  }
  const name = context.reader.get<{ name: string | null }>('SELECT name FROM locations WHERE location = ?', [
    origin,
  ])?.name
  return {
    lane: { origin, originName: name ?? origin, destinationRegion, carrier },
    bins: bins.slice(0, bins.findLastIndex(({ lines }) => lines > 0) + 1),
    promisedHoursP10: hours(promised[0]),
    promisedHoursMedian: hours(promised[1]),
    promisedHoursP90: hours(promised[2]),
  }
}
