/** Owns the step back from a planner's case to a world, so that a plan of a case file can be replayed. */
import type { PlanCase } from '../../../shared/planCase.ts'
import type { World } from './world.ts'

/**
 * The world that a case describes. `gains` and `losses` are not looked at: the world knows the demand that they were made
 * of. Demand up to a replenishment is taken to go on after it.
 */
export function worldOfCase(planCase: PlanCase): World {
  const horizonDays = Math.max(1, Math.round(planCase.horizon_days))
  return {
    horizonDays,
    currency: 'XXX',
    locations: planCase.locations.map((place) => ({
      id: place.id,
      name: null,
      kind: place.type,
      region: null,
      latitude: place.lat ?? null,
      longitude: place.lon ?? null,
      receiveCapacityUnits: place.receive_capacity_units,
      sendCapacityUnits: place.send_capacity_units,
      receiveUnitsPerDay: null,
      outages: [],
    })),
    skus: planCase.skus.map((sku) => ({
      id: sku.id,
      category: sku.category ?? null,
      valuePerSale: sku.value_per_sale,
      holdingPerLeftover: sku.holding_per_leftover,
      price: null,
      dispersion: sku.dispersion_r,
    })),
    lanes: planCase.lanes.map((lane) => ({
      from: lane.from,
      to: lane.to,
      km: lane.km ?? 0,
      carrier: null,
      transitDays: lane.transit_days ?? 0,
      unitCost: lane.unit_cost,
      fixedCost: lane.fixed_cost,
      closed: [],
      delays: [],
    })),
    stock: planCase.stock.map((row) => ({
      sku: row.sku,
      location: row.loc,
      onHandUnits: row.on_hand,
      floorUnits: row.floor,
      demandMean: row.cover_days ? (row.demand_mean * horizonDays) / row.cover_days : row.demand_mean,
      dayFactors: null,
    })),
    inbound: [],
    onlineDemand: [],
    onlineReach: [],
    sourcing: [],
    latePenalty: 0,
  }
}
