/** Owns who serves online demand: the places that can reach a region, in the order in which its rule asks them. */
import type { OnlineReach, RegionSourcing, World, WorldLocation } from './world.ts'

/** What holds for a region that no rule was set for. */
export const DEFAULT_SOURCING: Omit<RegionSourcing, 'region'> = {
  rule: 'nearest',
  locations: [],
  promiseDays: 3,
}

export interface SourcedRegion {
  sourcing: RegionSourcing
  /** In the order of asking; for `mostStock` the order of equals. */
  reach: readonly OnlineReach[]
}

/** Every region that has online demand. */
export function sourcedRegions(world: World): Map<string, SourcedRegion> {
  const places = new Map(world.locations.map((place) => [place.id, place]))
  const reachOf = Map.groupBy(world.onlineReach, ({ region }) => region)
  const rules = new Map(world.sourcing.map((row) => [row.region, row]))
  return new Map(
    [...new Set(world.onlineDemand.map(({ region }) => region))].map((region) => {
      const sourcing = rules.get(region) ?? { region, ...DEFAULT_SOURCING }
      return [region, { sourcing, reach: inOrder(sourcing, reachOf.get(region) ?? [], places) }]
    }),
  )
}

function inOrder(
  { rule, locations }: RegionSourcing,
  reach: readonly OnlineReach[],
  places: ReadonlyMap<string, WorldLocation>,
): OnlineReach[] {
  const nearest = reach.toSorted(
    (left, right) =>
      left.transitDays - right.transitDays ||
      left.unitCost - right.unitCost ||
      (left.location < right.location ? -1 : 1),
  )
  if (rule === 'dcOnly') return nearest.filter(({ location }) => places.get(location)?.kind === 'dc')
  if (rule !== 'listed') return nearest
  return locations.flatMap((id) => nearest.find(({ location }) => location === id) ?? [])
}
