/** Owns lanes: from a location to a region by a carrier, in hours from shipping to hand-over, beside what was promised. */
import type { InputOf } from '../../shared/contract.ts'
import type { LaneDistribution, LanePage, LaneRow } from '../../shared/readModels/speed.ts'
import type { QueryContext } from './context.ts'
import { HOUR_MS, quantileOf } from './speedFigures.ts'
import { speedLines, type SpeedLine } from './speedLines.ts'

const BINS = 24

const ascending = (values: number[]) => values.sort((a, b) => a - b)
const transitHours = (lines: readonly SpeedLine[]) =>
  ascending(lines.map(({ shippedAt, handedOverAt }) => ((handedOverAt ?? 0) - (shippedAt ?? 0)) / HOUR_MS))
const promisedHours = (lines: readonly SpeedLine[]) =>
  ascending(
    lines.flatMap(({ shippedAt, promisedAt }) => (promisedAt === null ? [] : [(promisedAt - (shippedAt ?? 0)) / HOUR_MS])),
  ) // prettier-ignore
const hasLane = (line: SpeedLine) => line.handedOverAt !== null && line.shippedAt !== null

function rowOf({ reader }: QueryContext, key: string, lines: readonly SpeedLine[]): LaneRow {
  const [origin = '', destinationRegion = '', carrier = ''] = JSON.parse(key) as string[]
  const place = reader.get<{ name: string | null; latitude: number | null; longitude: number | null }>(
    'SELECT name, latitude, longitude FROM locations WHERE location = ?',
    [origin],
  )
  const middle = reader.get<{ latitude: number | null; longitude: number | null }>(
    `SELECT avg(latitude) AS latitude, avg(longitude) AS longitude FROM (
       SELECT latitude, longitude FROM postal_areas WHERE region = ?
       UNION ALL SELECT latitude, longitude FROM locations WHERE region = ? AND latitude IS NOT NULL)`,
    [destinationRegion, destinationRegion],
  )
  const promised = lines.filter(({ late }) => late !== null)
  const transit = transitHours(lines)
  return {
    origin, originName: place?.name ?? origin, destinationRegion, carrier, lines: lines.length, promised: promised.length,
    onTimeShare: promised.length === 0 ? null : promised.filter(({ late }) => late === 0).length / promised.length,
    transitHoursMedian: quantileOf(transit, 0.5), transitHoursP90: quantileOf(transit, 0.9),
    promisedHoursMedian: quantileOf(promisedHours(lines), 0.5),
    originLatitude: place?.latitude ?? null, originLongitude: place?.longitude ?? null,
    destinationLatitude: middle?.latitude ?? null, destinationLongitude: middle?.longitude ?? null,
  }
} // prettier-ignore

export function speedLanes(context: QueryContext, input: InputOf<'speed.lanes'>): LanePage {
  const { from, until, offset = 0, limit = 100, sort = 'lines', descending = true, ...scope } = input
  const groups = new Map<string, SpeedLine[]>()
  for (const line of speedLines(context, scope, { from, until }).filter(hasLane)) {
    const key = JSON.stringify([line.location ?? '', line.region ?? '', line.carrier ?? ''])
    groups.set(key, [...(groups.get(key) ?? []), line])
  }
  const rows = [...groups].map(([key, lines]) => rowOf(context, key, lines))
  rows.sort((a, b) => ((a[sort] ?? -1) - (b[sort] ?? -1)) * (descending ? -1 : 1) || b.lines - a.lines)
  return { rows: rows.slice(offset, offset + limit), total: rows.length, hoursRelativeError: 0 }
}

export function speedLane(context: QueryContext, input: InputOf<'speed.lane'>): LaneDistribution {
  const { origin, destinationRegion, carrier, from, until } = input
  const scope = { location: origin, region: destinationRegion, carrier }
  const lines = speedLines(context, scope, { from, until }).filter(hasLane)
  const hours = transitHours(lines)
  const promised = promisedHours(lines)
  // A few that took months must not squeeze all others into one bar: the last bin holds what lies beyond.
  const top = Math.max(quantileOf(hours, 0.99) ?? 0, quantileOf(promised, 0.9) ?? 0)
  const width = Math.max(1, Math.ceil(top / BINS))
  const bins = Array.from({ length: BINS + 1 }, (_, at) => ({
    fromHours: at * width,
    untilHours: at === BINS ? Math.max((BINS + 1) * width, Math.ceil(hours.at(-1) ?? 0)) : (at + 1) * width,
    lines: 0,
    late: 0,
  }))
  for (const line of lines) {
    const transit = ((line.handedOverAt ?? 0) - (line.shippedAt ?? 0)) / HOUR_MS
    const bin = bins[Math.min(BINS, Math.max(0, Math.floor(transit / width)))]
    if (!bin) continue
    bin.lines += 1
    bin.late += Number(line.late === 1)
  }
  const name = context.reader.get<{ name: string | null }>('SELECT name FROM locations WHERE location = ?', [origin])?.name
  return {
    lane: { origin, originName: name ?? origin, destinationRegion, carrier },
    bins: bins.slice(0, bins.findLastIndex(({ lines }) => lines > 0) + 1),
    promisedHoursP10: quantileOf(promised, 0.1),
    promisedHoursMedian: quantileOf(promised, 0.5),
    promisedHoursP90: quantileOf(promised, 0.9),
  }
} // prettier-ignore
