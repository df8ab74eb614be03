/** Owns random but realistic rebalancing cases: clusters of stores around a few centres, SKUs of unequal popularity, stock that missed its target. */
import type { PlanCase, PlanLane, PlanLocation, PlanSku, PlanStock } from '../../shared/planCase.ts'
import { seededRandom, type Random } from '../../core/platform.ts'

export interface PlanCaseSize {
  locations: number
  skus: number
  seed: number
  /** Multiplies the charge for opening a lane; 0 for none. */
  fixedScale: number
}

const HORIZON_DAYS = 14
const NEIGHBOURS = 10
/** A store does not carry a SKU with this chance. */
const NOT_CARRIED = 0.35
const POISSON_SKUS = 0.4
const EARTH_KM = 6371

interface Draws {
  uniform(from?: number, to?: number): number
  normal(): number
  /** Mean `shape`. */
  gamma(shape: number): number
  poisson(mean: number): number
}

function drawsOf(random: Random): Draws {
  const uniform = (from = 0, to = 1) => from + (to - from) * random.next()
  // Box and Muller's.
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  // Marsaglia and Tsang's.
  const gamma = (shape: number): number => {
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = normal()
      const v = (1 + c * x) ** 3
      if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
    }
  }
  const poisson = (mean: number): number => {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
    let count = -1
    for (let left = mean; left >= 0; count++) left += Math.log(1 - random.next())
    return Math.max(0, count)
  }
  return { uniform, normal, gamma, poisson }
}

interface Place {
  id: string
  lat: number
  lon: number
  isDc: boolean
  /** How much a store sells against the mean one. */
  size: number
}

/** A case of the family; one seed, one case. */
export function generatePlanCase({ locations, skus, seed, fixedScale }: PlanCaseSize): PlanCase {
  const draws = drawsOf(seededRandom(seed))
  const dcs = Math.max(1, Math.round(locations / 100))
  const places = drawPlaces(draws, locations, dcs)
  const lanes = lanesBetween(places, fixedScale)
  const drawn = Array.from({ length: skus }, (_, k) =>
    drawSku(draws, `K${String(k).padStart(5, '0')}`, places),
  )
  return {
    schema: 'omni-rebalance/1',
    id: `random-${locations}x${skus}-${seed}-${fixedScale}`,
    horizon_days: HORIZON_DAYS,
    locations: places.map(({ id, lat, lon, isDc }): PlanLocation => ({
      id,
      type: isDc ? 'dc' : 'store',
      lat,
      lon,
      receive_capacity_units: null,
      send_capacity_units: null,
    })),
    skus: drawn.map(({ sku }) => sku),
    lanes,
    stock: drawn.flatMap(({ stock }) => stock),
  }
}

function drawPlaces({ uniform, normal }: Draws, count: number, dcs: number): Place[] {
  const clusters = Array.from({ length: Math.max(3, Math.round(count / 12)) }, () => ({
    lat: uniform(32, 46),
    lon: uniform(-120, -75),
  }))
  return Array.from({ length: count }, (_, i) => {
    const isDc = i < dcs
    const { lat, lon } = clusters[Math.floor(uniform() * clusters.length)] ?? { lat: 40, lon: -100 }
    const spread = isDc ? 1 : 0.35
    return {
      id: `${isDc ? 'DC' : 'S'}${String(i).padStart(4, '0')}`,
      lat: lat + normal() * spread,
      lon: lon + normal() * spread,
      isDc,
      size: isDc ? 0 : Math.exp(0.4 * normal()),
    }
  })
}

/** Each store is reached from every DC, and from its nearest stores. */
function lanesBetween(places: readonly Place[], fixedScale: number): PlanLane[] {
  const dcs = places.filter(({ isDc }) => isDc)
  const stores = places.filter(({ isDc }) => !isDc)
  return stores.flatMap((to) => {
    const near = stores
      .filter((from) => from !== to)
      .map((from) => ({ from, km: kmBetween(from, to) }))
      .toSorted((a, b) => a.km - b.km)
      .slice(0, NEIGHBOURS)
    return [
      ...dcs.map((from) => {
        const km = kmBetween(from, to)
        return lane(from, to, km, 0.45 + 0.0009 * km, fixedScale * (14 + 0.02 * km))
      }),
      ...near.map(({ from, km }) => lane(from, to, km, 0.9 + 0.004 * km, fixedScale * (6 + 0.03 * km))),
    ]
  })
}

const lane = (from: Place, to: Place, km: number, unit: number, fixed: number): PlanLane => ({
  from: from.id,
  to: to.id,
  km,
  unit_cost: unit,
  fixed_cost: fixed,
})

/** Great circle. */
function kmBetween(a: Place, b: Place): number {
  const radians = Math.PI / 180
  const half = (degrees: number) => Math.sin((degrees * radians) / 2) ** 2
  const chord =
    half(b.lat - a.lat) + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * half(b.lon - a.lon)
  return 2 * EARTH_KM * Math.asin(Math.sqrt(chord))
}

function drawSku(draws: Draws, id: string, places: readonly Place[]): { sku: PlanSku; stock: PlanStock[] } {
  const { uniform, normal, gamma, poisson } = draws
  const price = Math.exp(3.1 + 0.6 * normal())
  const dispersion = uniform() < POISSON_SKUS ? null : uniform(0.8, 2.8)
  const popularity = Math.exp(-0.6 + 1.1 * normal())
  const imbalance = uniform(0.5, 1.1)
  const dcs = places.filter(({ isDc }) => isDc).length
  const stock = places.flatMap(({ id: loc, isDc, size }): PlanStock[] => {
    if (isDc) {
      const mean = ((popularity * places.length) / dcs) * 0.08 * uniform(0.7, 1.3)
      const onHand = poisson(mean * uniform(0.8, 2))
      const floor = Math.min(onHand, Math.ceil(mean * 0.5))
      return [{ sku: id, loc, on_hand: onHand, floor, demand_mean: mean }]
    }
    if (uniform() < NOT_CARRIED) return []
    const mean = popularity * size * (gamma(2.5) / 2.5)
    const missed = Math.exp(imbalance * normal() - imbalance ** 2 / 2)
    const onHand = Math.min(400, poisson((mean * 1.25 + 0.8) * missed))
    const floor = Math.min(onHand, Math.ceil(0.3 * mean))
    return [{ sku: id, loc, on_hand: onHand, floor, demand_mean: mean }]
  })
  const sku: PlanSku = {
    id,
    value_per_sale: price * 0.52,
    holding_per_leftover: price * 0.58 * 0.01 * (HORIZON_DAYS / 7),
    dispersion_r: dispersion,
  }
  return { sku, stock }
}
