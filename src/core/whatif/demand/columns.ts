/** Owns the columns of an estimate: a row for each position, filled SKU by SKU, and how they are looked up. */
import { DAY_MS, type Promotion } from './calendar.ts'
import {
  DEMAND_CLASSES,
  DEMAND_METHODS,
  type Demand,
  type DemandAsk,
  type DemandBasis,
  type DemandClass,
} from './demand.ts'
import { dispersionOver } from './dispersion.ts'
import type { SkuEstimate } from './estimate.ts'
import { daysAhead, type Ahead } from './horizon.ts'
import type { Positions } from './positions.ts'
import type { PlaceRhythm } from './rhythm.ts'

export interface ColumnsContext {
  ask: DemandAsk
  positions: Positions
  rhythms: readonly PlaceRhythm[]
  /** By SKU, past and planned. */
  promotions: ReadonlyMap<string, readonly Promotion[]>
  source: DemandBasis['source']
}

export interface Columns {
  /** Takes in what was estimated of a SKU; its positions in their order. */
  add(sku: number, estimate: SkuEstimate): void
  demand(): Demand
}

export function openColumns({ ask, positions, rhythms, promotions, source }: ColumnsContext): Columns {
  const { now, horizonDays, transitDays = 0 } = ask
  const { length, skus, places, sku: skuOf, place: placeOf, firstOfSku } = positions
  const numbers = () => new Float64Array(length)
  const meanPerHorizon = numbers()
  const dispersion = numbers()
  const meanInTransit = numbers()
  const perDay = numbers()
  const days = numbers()
  const censoredDays = numbers()
  const units = numbers()
  const daysWithSales = new Uint16Array(length)
  const promotedDays = new Uint16Array(length)
  const classes = new Uint8Array(length)
  const methods = new Uint8Array(length)
  const lifts = new Float64Array(skus.length).fill(1)
  const dispersionOfSku = new Float64Array(skus.length).fill(Number.NaN)
  const plainAhead = rhythms.map(({ weekday }) => daysAhead(weekday, now, now + horizonDays * DAY_MS))
  const plainTransit = rhythms.map(({ weekday }) => daysAhead(weekday, now, now + transitDays * DAY_MS))
  let thin = 0

  const factorOf = (kind: DemandClass) => ask.correction?.factors[kind] ?? 1

  function ahead(sku: number, place: number, untilDays: number, plain: readonly Ahead[]): Ahead {
    const planned = promotions.get(skus[sku]!)
    const until = now + untilDays * DAY_MS
    if (!planned?.some(({ startsAt, endsAt }) => endsAt > now && startsAt < until)) return plain[place]!
    return daysAhead(rhythms[place]!.weekday, now, until, planned, lifts[sku])
  }

  function basisOf(place: number): DemandBasis {
    const kind = DEMAND_CLASSES[classes[place]!] ?? 'none'
    return {
      class: kind,
      method: DEMAND_METHODS[methods[place]!] ?? 'none',
      days: days[place]!,
      daysWithSales: daysWithSales[place]!,
      censoredDays: censoredDays[place]!,
      promotedDays: promotedDays[place]!,
      unitsSold: units[place]!,
      isThin: kind === 'thin' || kind === 'none',
      source,
      correction: ask.correction ? { name: ask.correction.name, factor: factorOf(kind) } : null,
    }
  }

  /** Of the same length as `skus`: the place of an id. */
  let skuPlaces: Map<string, number> | null = null
  let locationPlaces: Map<string, number> | null = null
  const placesOf = (ids: readonly string[]) => new Map(ids.map((id, index) => [id, index]))
  const locations = places.map(({ location }) => location)

  return {
    add(sku, estimate) {
      lifts[sku] = estimate.lift
      // The dispersion of the SKU: what its positions' variances beyond Poisson come to, by their squared means.
      let beyond = 0
      let squares = 0
      let means = 0
      for (const [offset, one] of estimate.positions.entries()) {
        const index = firstOfSku[sku]! + offset
        const place = placeOf[index]!
        const factor = factorOf(one.class)
        const over = ahead(sku, place, horizonDays, plainAhead)
        const mean = one.perDay * over.sum * factor
        const r = dispersionOver(one.overdispersion, over, one.doubt, mean)
        perDay[index] = one.perDay * factor
        meanPerHorizon[index] = mean
        meanInTransit[index] = perDay[index] * ahead(sku, place, transitDays, plainTransit).sum
        dispersion[index] = r ?? Number.NaN
        days[index] = one.days
        censoredDays[index] = one.censoredDays
        units[index] = one.units
        daysWithSales[index] = one.daysWithSales
        promotedDays[index] = one.promotedDays
        classes[index] = DEMAND_CLASSES.indexOf(one.class)
        methods[index] = DEMAND_METHODS.indexOf(one.method)
        if (one.class === 'thin' || one.class === 'none') thin += 1
        beyond += r === null ? 0 : mean ** 2 / r
        squares += mean ** 2
        means += mean
      }
      // As for one position: within 5 % of Poisson it is Poisson.
      dispersionOfSku[sku] = beyond > 0.05 * means ? squares / beyond : Number.NaN
    },
    demand: () => ({
      length,
      now,
      horizonDays,
      transitDays,
      skus,
      locations,
      sku: skuOf,
      location: placeOf,
      firstOfSku,
      meanPerHorizon,
      dispersion,
      meanInTransit,
      dispersionOfSku,
      thin,
      basisOf,
      at(index) {
        const r = dispersion[index]!
        return {
          sku: skus[skuOf[index]!]!,
          location: locations[placeOf[index]!]!,
          meanPerHorizonUnits: meanPerHorizon[index]!,
          dispersion: Number.isNaN(r) ? null : r,
          meanInTransit: meanInTransit[index]!,
          basis: basisOf(index),
        }
      },
      find(sku, location) {
        skuPlaces ??= placesOf(skus)
        locationPlaces ??= placesOf(locations)
        const wantedSku = skuPlaces.get(sku)
        const wanted = locationPlaces.get(location)
        if (wantedSku === undefined || wanted === undefined) return -1
        // A SKU's positions are in order of their places.
        let low = firstOfSku[wantedSku]!
        let high = firstOfSku[wantedSku + 1]!
        while (low < high) {
          const middle = (low + high) >> 1
          if (placeOf[middle]! < wanted) low = middle + 1
          else high = middle
        }
        return low < firstOfSku[wantedSku + 1]! && placeOf[low] === wanted ? low : -1
      },
      meanBetween(index, fromDays, toDays) {
        const sku = skuOf[index]!
        const { weekday } = rhythms[placeOf[index]!]!
        const from = now + fromDays * DAY_MS
        return (
          perDay[index]! *
          daysAhead(weekday, from, now + toDays * DAY_MS, promotions.get(skus[sku]!), lifts[sku]).sum
        )
      },
    }),
  }
}
