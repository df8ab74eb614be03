/** Owns the simple rule that the planner is measured beside: stores of a region share out their stock by days of cover. */
import type { PlannedMove, World, WorldLane, WorldStock } from '../../core/whatif/scenario/world.ts'

/**
 * Equalises days of cover: of each SKU, those who have more days of stock than all stores together give to those who have
 * fewer, the cheapest lane first, in whole units, above the floor. It looks at neither value nor cost nor chance.
 */
export function equaliseCover(world: World): PlannedMove[] {
  const stores = new Set(world.locations.filter(({ kind }) => kind === 'store').map(({ id }) => id))
  const lanesTo = Map.groupBy(
    world.lanes.filter(({ from, transitDays }) => stores.has(from) && transitDays < world.horizonDays),
    ({ to }) => to,
  )
  const rowsOf = Map.groupBy(
    world.stock.filter(({ location }) => stores.has(location)),
    ({ sku }) => sku,
  )
  return [...rowsOf].flatMap(([sku, rows]) => equaliseSku(sku, rows, lanesTo))
}

function equaliseSku(
  sku: string,
  rows: readonly WorldStock[],
  lanesTo: ReadonlyMap<string, readonly WorldLane[]>,
): PlannedMove[] {
  const demand = rows.reduce((sum, { demandMean }) => sum + demandMean, 0)
  const onHand = rows.reduce((sum, { onHandUnits }) => sum + onHandUnits, 0)
  if (demand <= 0) return []
  /** Of each place: whole units above what it would have if all had the same days. */
  const surplus = new Map(
    rows.map((row) => {
      const fair = (onHand * row.demandMean) / demand
      const over = row.onHandUnits - Math.max(fair, row.floorUnits)
      return [row.location, over > 0 ? Math.floor(over) : Math.ceil(Math.min(0, row.onHandUnits - fair))]
    }),
  )
  const moves: PlannedMove[] = []
  const short = rows.filter(({ location }) => (surplus.get(location) ?? 0) < 0)
  for (const { location: to } of short.toSorted(
    (left, right) => (surplus.get(left.location) ?? 0) - (surplus.get(right.location) ?? 0),
  )) {
    for (const lane of (lanesTo.get(to) ?? []).toSorted((left, right) => left.unitCost - right.unitCost)) {
      const units = Math.min(-(surplus.get(to) ?? 0), surplus.get(lane.from) ?? 0)
      if (units <= 0) continue
      moves.push({ sku, from: lane.from, to, units })
      surplus.set(to, (surplus.get(to) ?? 0) + units)
      surplus.set(lane.from, (surplus.get(lane.from) ?? 0) - units)
    }
  }
  return moves
}
