/** Owns which places, lanes and days an operator means. */
import type { DayWindow, LaneFilter, PlaceFilter } from '../../../shared/scenarioOperators.ts'
import type { DaySpan, World, WorldLane } from './world.ts'

/** The days of a window within the horizon; without a window, all. */
export function spanOf(window: DayWindow | undefined, horizonDays: number): DaySpan {
  if (!window) return { fromDay: 0, untilDay: horizonDays }
  return {
    fromDay: Math.min(window.fromDay, horizonDays),
    untilDay: Math.min(window.fromDay + window.days, horizonDays),
  }
}

export const coversDay = ({ fromDay, untilDay }: DaySpan, day: number) => day >= fromDay && day < untilDay

/** The first day from `day` on that none of the spans covers. */
export function firstFreeDay(spans: readonly DaySpan[], day: number): number {
  for (;;) {
    const span = spans.find((one) => coversDay(one, day))
    if (!span) return day
    day = span.untilDay
  }
}

/** Whether a SKU at a location is meant. */
export function placeMatcher(
  world: World,
  filter: PlaceFilter | undefined,
): (sku: string, location: string) => boolean {
  if (!filter) return () => true
  const { locations, regions } = filter
  const meantLocations =
    locations || regions
      ? new Set(
          world.locations
            .filter(({ id }) => !locations || locations.includes(id))
            .filter(({ region }) => !regions || (region !== null && regions.includes(region)))
            .map(({ id }) => id),
        )
      : null
  const meantSkus = skuMatcher(world, filter)
  return (sku, location) => meantSkus(sku) && (meantLocations?.has(location) ?? true)
}

/** Whether a SKU is meant, wherever it is. */
export function skuMatcher(world: World, { skus, categories }: PlaceFilter): (sku: string) => boolean {
  if (!skus && !categories) return () => true
  const meant = new Set(
    world.skus
      .filter(({ id }) => !skus || skus.includes(id))
      .filter(({ category }) => !categories || (category !== null && categories.includes(category)))
      .map(({ id }) => id),
  )
  return (sku) => meant.has(sku)
}

/** Whether online demand of a region is meant: a filter of locations means only customers at places. */
export function regionMatcher(
  world: World,
  filter: PlaceFilter | undefined,
): (sku: string, region: string) => boolean {
  if (!filter) return () => true
  if (filter.locations) return () => false
  const meantSkus = skuMatcher(world, filter)
  const regions = filter.regions && new Set(filter.regions)
  return (sku, region) => meantSkus(sku) && (regions?.has(region) ?? true)
}

type LaneEnds = Pick<WorldLane, 'from' | 'to' | 'carrier'>

export function laneMatcher(filter: LaneFilter | undefined): (lane: LaneEnds) => boolean {
  if (!filter) return () => true
  const from = filter.from && new Set(filter.from)
  const to = filter.to && new Set(filter.to)
  const carriers = filter.carriers && new Set(filter.carriers)
  return (lane) =>
    (from?.has(lane.from) ?? true) &&
    (to?.has(lane.to) ?? true) &&
    (carriers ? lane.carrier !== null && carriers.has(lane.carrier) : true)
}
