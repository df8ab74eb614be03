/** Owns where the map looks at first: at where the bulk of the places is, without the few that lie far off. */
import { isPlaced, type Bounds } from './clusters.ts'
import { toWorld } from './basemap.ts'
import type { LocationRow } from '../../../shared/readModels/network.ts'

/** Tukey's fences: places further than this many quartile distances outside the middle half are far off. */
const FENCE = 1.5
/** More than this share is no longer a few: then all are looked at. */
const MOST_LEFT_OUT = 0.1
/** Fewer places have no bulk. */
const FEWEST_PLACES = 12

/** The middle half of some values, widened on either side. */
function fences(values: readonly number[]): [from: number, to: number] {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  const [low, high] = [at(0.25), at(0.75)]
  return [low - (high - low) * FENCE, high + (high - low) * FENCE]
}

/** The placed locations without those far from the bulk; all of them where there is no bulk. */
export function mainPlaces<T extends { latitude: number | null; longitude: number | null }>(
  rows: readonly T[],
): (T & { latitude: number; longitude: number })[] {
  const placed = rows.filter((row) => isPlaced(row))
  if (placed.length < FEWEST_PLACES) return placed
  const points = placed.map((row) => toWorld(row.longitude, row.latitude))
  const [left, right] = fences(points.map(([x]) => x))
  const [top, bottom] = fences(points.map(([, y]) => y))
  const near = placed.filter((_row, index) => {
    const [x, y] = points[index] ?? [0, 0]
    return x >= left && x <= right && y >= top && y <= bottom
  })
  return near.length >= placed.length * (1 - MOST_LEFT_OUT) ? near : placed
}

/** The box around placed locations; undefined where there is none. */
export function boundsAround(rows: readonly LocationRow[]): Bounds | undefined {
  const bounds: Bounds = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  for (const row of rows) {
    if (!isPlaced(row)) continue
    bounds.west = Math.min(bounds.west, row.longitude)
    bounds.east = Math.max(bounds.east, row.longitude)
    bounds.south = Math.min(bounds.south, row.latitude)
    bounds.north = Math.max(bounds.north, row.latitude)
  }
  return bounds.west === Infinity ? undefined : bounds
}
