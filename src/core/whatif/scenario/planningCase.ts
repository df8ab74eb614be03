/** Owns the step from a world to the case that the planner is asked. */
import type { PlanCase, PlanLane, PlanStock } from '../../../shared/planCase.ts'
import { departureDay, isShut, meanDelayDays, takingInDay } from './laneTimes.ts'
import { sourcedRegions } from './sourcing.ts'
import type { World, WorldInbound, WorldLocation } from './world.ts'

/** Of one SKU at one place: beyond what a store takes in of it, and what a centre gives of it, within a horizon. */
const MOST_UNITS = { received: 400, given: 2_000 }

const pairKey = (sku: string, location: string) => `${sku}\u0000${location}`

/**
 * The case of a world. What the planner cannot know by itself is put into its figures: shut days take their demand away,
 * closures and delays lengthen the transit (a lane that brings nothing within the horizon is left out), goods that are
 * expected end the days that a pair's stock has to cover, if they are enough for the days after them, and else count as
 * stock that nobody may take away; online demand counts at the place that its rule asks first.
 */
export function planningCase(world: World, id: string): PlanCase {
  const places = new Map(world.locations.map((place) => [place.id, place]))
  const online = onlineShares(world)
  const inbound = Map.groupBy(world.inbound, (row) => pairKey(row.sku, row.location))
  const shut = new Map(world.locations.map((place) => [place.id, shutDays(place, world.horizonDays)]))
  return {
    schema: 'omni-rebalance/1',
    id,
    horizon_days: world.horizonDays,
    most_units: MOST_UNITS,
    locations: world.locations.map((place) => ({
      id: place.id,
      type: place.kind,
      ...(place.latitude !== null && { lat: place.latitude }),
      ...(place.longitude !== null && { lon: place.longitude }),
      receive_capacity_units: place.receiveCapacityUnits,
      send_capacity_units: place.sendCapacityUnits,
    })),
    skus: world.skus.map((sku) => ({
      id: sku.id,
      value_per_sale: sku.valuePerSale,
      holding_per_leftover: sku.holdingPerLeftover,
      dispersion_r: sku.dispersion,
      ...(sku.category !== null && { category: sku.category }),
    })),
    lanes: world.lanes.flatMap((lane): PlanLane[] => {
      const origin = places.get(lane.from)
      const destination = places.get(lane.to)
      if (!origin || !destination) return []
      const leaves = departureDay(lane, origin)
      const transit = leaves + lane.transitDays + meanDelayDays(lane.delays, leaves)
      const arrives =
        takingInDay(destination, Math.ceil(transit)) > Math.ceil(transit)
          ? takingInDay(destination, Math.ceil(transit))
          : transit
      if (arrives >= world.horizonDays) return []
      return [
        {
          from: lane.from,
          to: lane.to,
          km: lane.km,
          unit_cost: lane.unitCost,
          fixed_cost: lane.fixedCost,
          transit_days: arrives,
        },
      ]
    }),
    stock: world.stock.map((row): PlanStock => {
      const key = pairKey(row.sku, row.location)
      const demandByDay = Array.from({ length: world.horizonDays }, (_, day) =>
        shut.get(row.location)?.[day]
          ? 0
          : (row.demandMean * (row.dayFactors?.[day] ?? 1)) / world.horizonDays +
            (online.get(key)?.[day] ?? 0),
      )
      const { coverDays, dueUnits } = coverOf(inbound.get(key) ?? [], demandByDay)
      return {
        sku: row.sku,
        loc: row.location,
        on_hand: row.onHandUnits + dueUnits,
        floor: row.floorUnits + dueUnits,
        demand_mean: sumFrom(demandByDay, 0) - sumFrom(demandByDay, coverDays),
        ...(coverDays < world.horizonDays && { cover_days: coverDays }),
      }
    }),
  }
}

/**
 * Whole days that the stock has to cover, and units of what is expected that count as stock: until the first goods come,
 * where all that comes is enough for the days from then on, even if these ask for one deviation more than their mean.
 */
function coverOf(inbound: readonly WorldInbound[], demandByDay: readonly number[]) {
  const horizonDays = demandByDay.length
  const coming = inbound.filter(({ day, units }) => units > 0 && day < horizonDays)
  const firstDay = Math.max(0, Math.ceil(Math.min(horizonDays, ...coming.map(({ day }) => day))))
  const units = coming.reduce((sum, one) => sum + one.units, 0)
  const rest = sumFrom(demandByDay, firstDay)
  const isEnough = firstDay > 0 && units >= rest + Math.sqrt(rest)
  return isEnough ? { coverDays: firstDay, dueUnits: 0 } : { coverDays: horizonDays, dueUnits: units }
}

const sumFrom = (days: readonly number[], first: number) =>
  days.slice(first).reduce((sum, units) => sum + units, 0)

function shutDays(place: WorldLocation, horizonDays: number): readonly boolean[] {
  if (place.outages.length === 0) return []
  return Array.from({ length: horizonDays }, (_, day) => isShut(place, day))
}

/** Units of online demand by day at the place that has the SKU and is asked first. */
function onlineShares(world: World): Map<string, number[]> {
  const shares = new Map<string, number[]>()
  if (world.onlineDemand.length === 0) return shares
  const free = new Map(
    world.stock.map((row) => [pairKey(row.sku, row.location), row.onHandUnits - row.floorUnits]),
  )
  const regions = sourcedRegions(world)
  for (const row of world.onlineDemand) {
    const region = regions.get(row.region)
    if (!region) continue
    const keys = region.reach.map(({ location }) => pairKey(row.sku, location))
    const stocked = keys.filter((key) => (free.get(key) ?? 0) > 0)
    const first =
      region.sourcing.rule === 'mostStock'
        ? stocked.toSorted((left, right) => (free.get(right) ?? 0) - (free.get(left) ?? 0))[0]
        : stocked[0]
    const key = first ?? keys.find((one) => free.has(one))
    if (key === undefined) continue
    const days = shares.get(key) ?? Array.from({ length: world.horizonDays }, () => 0)
    for (let day = 0; day < world.horizonDays; day++) {
      days[day] = (days[day] ?? 0) + (row.demandMean * (row.dayFactors?.[day] ?? 1)) / world.horizonDays
    }
    shares.set(key, days)
  }
  return shares
}
