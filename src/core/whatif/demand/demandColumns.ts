/** Owns the columns that estimates of demand are kept in, and how one of them is read again. */
import { daysAhead } from './horizon.ts'
import { DAY_MS, type Promotion } from './calendar.ts'
import {
  DEMAND_CLASSES,
  DEMAND_METHODS,
  THIN,
  type Demand,
  type DemandBasis,
  type DemandCorrection,
} from './demand.ts'
import type { DaySource } from './daySource.ts'
import { dispersionOver } from './dispersion.ts'
import type { PositionEstimate, SkuEstimate } from './estimate.ts'
import type { Positions } from './positions.ts'
import type { PlaceRhythm } from './rhythm.ts'

/** What all estimates of one asking have in common. */
export interface DemandFrame {
  positions: Positions
  rhythms: readonly PlaceRhythm[]
  /** Past and planned, by SKU. */
  promotions: ReadonlyMap<string, readonly Promotion[]>
  source: DaySource['kind']
  now: number
  horizonDays: number
  transitDays: number
  correction: DemandCorrection | null
}

const none: readonly Promotion[] = []

/** @returns the columns, empty, with what fills them SKU by SKU */
export function openColumns(frame: DemandFrame): {
  put(sku: number, estimate: SkuEstimate): void
  demand(): Demand
} {
  const { positions, rhythms, promotions, now, horizonDays, transitDays, correction } = frame
  const { length } = positions
  const meanPerHorizon = new Float64Array(length)
  const dispersion = new Float64Array(length).fill(Number.NaN)
  const meanInTransit = new Float64Array(length)
  const dispersionOfSku = new Float64Array(positions.skus.length).fill(Number.NaN)
  const perDay = new Float64Array(length)
  const lifts = new Float64Array(positions.skus.length).fill(1)
  const classes = new Uint8Array(length)
  const methods = new Uint8Array(length)
  const days = new Float32Array(length)
  const daysWithSales = new Uint32Array(length)
  const censoredDays = new Float32Array(length)
  const promotedDays = new Uint16Array(length)
  const sold = new Float64Array(length)
  let thin = 0

  const factorOf = (place: number): number => correction?.factors[DEMAND_CLASSES[classes[place]!]!] ?? 1
  const ahead = (place: number, fromDays: number, toDays: number) =>
    daysAhead(
      rhythms[positions.place[place]!]!.weekday,
      now + fromDays * DAY_MS,
      now + toDays * DAY_MS,
      promotions.get(positions.skus[positions.sku[place]!]!) ?? none,
      lifts[positions.sku[place]!]!,
    )
  const meanBetween = (place: number, fromDays: number, toDays: number): number =>
    perDay[place]! > 0 && toDays > fromDays ? perDay[place]! * ahead(place, fromDays, toDays).sum : 0

  function putOne(place: number, estimate: PositionEstimate): { mean: number; inverse: number } {
    classes[place] = DEMAND_CLASSES.indexOf(estimate.class)
    methods[place] = DEMAND_METHODS.indexOf(estimate.method)
    days[place] = estimate.days
    daysWithSales[place] = estimate.daysWithSales
    censoredDays[place] = estimate.censoredDays
    promotedDays[place] = estimate.promotedDays
    sold[place] = estimate.units
    if (isThin(estimate)) thin += 1
    perDay[place] = Math.max(0, estimate.perDay) * factorOf(place)
    const weights = ahead(place, 0, horizonDays)
    const mean = perDay[place] * weights.sum
    meanPerHorizon[place] = mean
    meanInTransit[place] = transitDays > 0 ? perDay[place] * ahead(place, 0, transitDays).sum : 0
    const r = dispersionOver(estimate.overdispersion, weights, estimate.doubt, mean)
    dispersion[place] = r ?? Number.NaN
    return { mean, inverse: r === null ? 0 : 1 / r }
  }

  return {
    put(sku, { lift, positions: estimates }) {
      lifts[sku] = lift
      const first = positions.firstOfSku[sku]!
      const sums = { mean: 0, excess: 0, squares: 0 }
      for (const [index, estimate] of estimates.entries()) {
        const { mean, inverse } = putOne(first + index, estimate)
        sums.mean += mean
        sums.excess += inverse * mean * mean
        sums.squares += mean * mean
      }
      // Of one r for the SKU: the one that keeps the sum of its places' variances.
      if (sums.excess > 0) dispersionOfSku[sku] = sums.squares / sums.excess
    },
    demand: () => ({
      length,
      now,
      horizonDays,
      transitDays,
      skus: positions.skus,
      locations: positions.places.map(({ location }) => location),
      sku: positions.sku,
      location: positions.place,
      firstOfSku: positions.firstOfSku,
      meanPerHorizon,
      dispersion,
      meanInTransit,
      dispersionOfSku,
      thin,
      basisOf,
      at: (place) => ({
        sku: positions.skus[positions.sku[place]!]!,
        location: positions.places[positions.place[place]!]!.location,
        meanPerHorizonUnits: meanPerHorizon[place]!,
        dispersion: Number.isNaN(dispersion[place]!) ? null : dispersion[place]!,
        meanInTransit: meanInTransit[place]!,
        basis: basisOf(place),
      }),
      find: finderOf(positions),
      meanBetween,
    }),
  }

  function basisOf(place: number): DemandBasis {
    const factor = factorOf(place)
    return {
      class: DEMAND_CLASSES[classes[place]!]!,
      method: DEMAND_METHODS[methods[place]!]!,
      days: days[place]!,
      daysWithSales: daysWithSales[place]!,
      censoredDays: censoredDays[place]!,
      promotedDays: promotedDays[place]!,
      unitsSold: sold[place]!,
      isThin: days[place]! < THIN.days || daysWithSales[place]! < THIN.daysWithSales,
      source: frame.source,
      correction: correction && factor !== 1 ? { name: correction.name, factor } : null,
    }
  }
}

const isThin = (estimate: PositionEstimate): boolean =>
  estimate.days < THIN.days || estimate.daysWithSales < THIN.daysWithSales

/** Within a SKU the places are in order, so that a position is found by halving. */
function finderOf(positions: Positions): Demand['find'] {
  const skuAt = new Map(positions.skus.map((sku, index) => [sku, index]))
  const placeAt = new Map(positions.places.map(({ location }, index) => [location, index]))
  return (sku, location) => {
    const ofSku = skuAt.get(sku)
    const wanted = placeAt.get(location)
    if (ofSku === undefined || wanted === undefined) return -1
    let low = positions.firstOfSku[ofSku]!
    let high = positions.firstOfSku[ofSku + 1]!
    while (low < high) {
      const middle = (low + high) >> 1
      if (positions.place[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return low < positions.firstOfSku[ofSku + 1]! && positions.place[low] === wanted ? low : -1
  }
}
