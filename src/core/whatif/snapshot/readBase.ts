/** Owns the reading of a base: everything that plans are made from, on one snapshot of the store, into a world and what is told of it. */
import { TowerError } from '../../../shared/errors.ts'
import type { WhatifBase } from '../../../shared/readModels/whatif.ts'
import type { Demand } from '../demand/demand.ts'
import { readDemand } from '../demand/readDemand.ts'
import type { World, WorldStock } from '../scenario/world.ts'
import {
  Stopped,
  type BaseAsk,
  type BasePlace,
  type BasePorts,
  type BaseSku,
  type BaseSnapshot,
} from './baseTypes.ts'
import { digestOf } from './digest.ts'
import { readInbound } from './inbound.ts'
import { makeLanes, readAgreements } from './lanes.ts'
import { readPlaces } from './places.ts'
import { minorPerWhole, PRICE_OF_LAST_RESORT, settingsInWords, type BaseSettings } from './settings.ts'
import { readPrices, readSkus } from './skus.ts'
import { PAIRS_MAX, placeOf, readStock, type UsableStock } from './stock.ts'

/** Positions whose demand is told day by day; beyond that each day is as the mean. */
const DAYS_PAIRS_MAX = 100_000

/** Where nobody has told a price, money is counted in it. */
const CURRENCY_OF_LAST_RESORT = 'USD'

/**
 * Reads a base. Nothing is written; seconds for a million positions.
 * @throws TowerError `invalid` where nothing is in scope, or more than a plan can hold; `Stopped`
 */
export function readBase(ports: BasePorts, ask: BaseAsk): BaseSnapshot {
  return ports.reader.snapshot(() => read(ports, ask))
}

function read(ports: BasePorts, ask: BaseAsk): BaseSnapshot {
  const { settings, horizonDays, now } = ask
  const check = () => {
    if (ports.isStopped()) throw new Stopped()
  }
  ports.report('Reading places', null)
  const position = ports.reader.get<{ n: number | null }>('SELECT max(event_number) AS n FROM events')?.n ?? 0
  const places = readPlaces(ports, ask)
  if (places.length === 0) throw nothingIn('places')
  const { skus, currency: told, otherCurrency } = readPrices(ports, readSkus(ports, ask))
  if (skus.length === 0) throw nothingIn('SKUs')
  const currency = told ?? CURRENCY_OF_LAST_RESORT
  const stock = readStock(ports, places, skus, ask)
  check()
  const inbound = readInbound(ports, places, new Set(skus.map(({ sku }) => sku)), now)
  ports.report('Estimating demand', null)
  const demand = readDemand(ports.reader, {
    scope: { ...ask.scope, skus: ask.scope.skus, locations: places.map(({ location }) => location) },
    now,
    horizonDays,
    correction: ask.correction ?? null,
  })
  check()
  ports.report('Putting the figures together', null)
  const rows = stockRows(places, skus, stock, demand, inbound, horizonDays)
  const seen = new Set(rows.map(({ sku }) => sku))
  const used = skus.filter(({ sku }) => seen.has(sku))
  const { lanes, unplaced } = makeLanes(
    places.filter(({ isStale }) => !isStale),
    readAgreements(ports, now),
    settings,
    meanWeight(used, settings),
  )
  const prices = pricesOf(used, settings, currency)
  const dispersions = dispersionsOf(demand)
  const world: World = {
    horizonDays,
    currency,
    locations: places.map((place) => ({
      id: place.location,
      name: place.name,
      kind: place.kind,
      region: place.region,
      latitude: place.latitude,
      longitude: place.longitude,
      receiveCapacityUnits: null,
      sendCapacityUnits: null,
      receiveUnitsPerDay: null,
      outages: [],
    })),
    skus: used.map((sku) => ({
      id: sku.sku,
      category: sku.category,
      ...prices.valuesOf(sku, horizonDays),
      dispersion: dispersions.get(sku.sku) ?? null,
    })),
    lanes,
    stock: rows,
    inbound: inbound.filter(({ sku }) => seen.has(sku)),
    onlineDemand: [],
    onlineReach: [],
    sourcing: [],
    latePenalty: settings.latePenalty,
  }
  check()
  const base: WhatifBase = {
    base: digestOf(world),
    takenAt: now,
    dataAsOf: places.reduce((at, one) => Math.max(at, one.lastOccurredAt), 0) || null,
    position,
    locations: places.length,
    skus: used.length,
    pairs: rows.length,
    lanes: lanes.length,
    excluded: stock.excluded,
    thinPairs: demand.thin,
    currency,
    assumptions: [
      ...settingsInWords(settings, currency),
      ...prices.words,
      ...(told === null
        ? [`Nobody has told a price: money is counted in ${currency}, at ${prices.unknown} a unit.`]
        : []),
      ...(otherCurrency > 0
        ? [`${otherCurrency} SKUs are priced in another currency than ${currency}.`]
        : []),
      ...(unplaced > 0
        ? [`${unplaced} places have no coordinates: nothing is sent to them or from them.`]
        : []),
      ...staleWords(places),
    ],
  }
  return { base, world, places, skus: used, excludedExamples: stock.examples }
}

const nothingIn = (what: string) =>
  new TowerError('invalid', `There are no ${what} of ours in this scope.`, { field: 'scope' })

function staleWords(places: readonly BasePlace[]): string[] {
  const stale = places.filter(({ isStale }) => isStale).length
  if (stale === 0) return []
  return [
    `${stale} of ${places.length} places are left out: their feeds are behind, so that nobody knows what is there.`,
  ]
}

/** Positions with stock, demand, or something on its way, by SKU and then by place. */
function stockRows(
  places: readonly BasePlace[],
  skus: readonly BaseSku[],
  stock: UsableStock,
  demand: Demand,
  inbound: World['inbound'],
  horizonDays: number,
): WorldStock[] {
  const count = places.length
  const locationAt = new Map(places.map(({ location }, at) => [location, at]))
  const skuAt = new Map(skus.map(({ sku }, at) => [sku, at]))
  /** Place in the demand by place in the base. */
  const demandAt = new Map<number, number>()
  const demandSkus = demand.skus.map((sku) => skuAt.get(sku))
  const demandPlaces = demand.locations.map((location) => locationAt.get(location))
  for (let at = 0; at < demand.length; at += 1) {
    const sku = demandSkus[demand.sku[at] ?? -1]
    const location = demandPlaces[demand.location[at] ?? -1]
    if (sku === undefined || location === undefined || places[location]?.isStale) continue
    if ((demand.meanPerHorizon[at] ?? 0) > 0) demandAt.set(placeOf(sku, location, count), at)
  }
  const wanted = new Set([...stock.usable.keys(), ...demandAt.keys()])
  for (const row of inbound) {
    const sku = skuAt.get(row.sku)
    const location = locationAt.get(row.location)
    if (sku !== undefined && location !== undefined) wanted.add(placeOf(sku, location, count))
  }
  if (wanted.size > PAIRS_MAX) {
    throw new TowerError(
      'invalid',
      `There are ${wanted.size} positions in this scope; a plan holds ${PAIRS_MAX}. Choose a category, a region or fewer places.`,
      { field: 'scope' },
    )
  }
  const daysOf = dayFactors(demand, horizonDays)
  return [...Float64Array.from(wanted).sort()].map((at) => {
    const found = demandAt.get(at)
    return {
      sku: skus[Math.floor(at / count)]?.sku ?? '',
      location: places[at % count]?.location ?? '',
      onHandUnits: stock.usable.get(at) ?? 0,
      floorUnits: stock.floor.get(at) ?? 0,
      demandMean: found === undefined ? 0 : (demand.meanPerHorizon[found] ?? 0),
      dayFactors: found === undefined ? null : daysOf(found),
    }
  })
}

/** Each day against an even spread. Rhythms are few and shared, so that each is there once. */
function dayFactors(demand: Demand, horizonDays: number): (at: number) => readonly number[] | null {
  if (demand.length > DAYS_PAIRS_MAX || horizonDays < 2) return () => null
  const known = new Map<string, readonly number[] | null>()
  return (at) => {
    const days = Array.from({ length: horizonDays }, (_, day) => demand.meanBetween(at, day, day + 1))
    const mean = days.reduce((sum, one) => sum + one, 0) / horizonDays
    if (!(mean > 0)) return null
    const factors = days.map((one) => Math.round((one / mean) * 1000) / 1000)
    const key = factors.join(' ')
    let one = known.get(key)
    if (one === undefined) known.set(key, (one = factors.every((factor) => factor === 1) ? null : factors))
    return one
  }
}

/** By SKU; those whose demand is Poisson are not there. */
function dispersionsOf(demand: Demand): Map<string, number> {
  const found = new Map<string, number>()
  demand.skus.forEach((sku, at) => {
    const r = demand.dispersionOfSku[at] ?? Number.NaN
    if (Number.isFinite(r) && r > 0) found.set(sku, r)
  })
  return found
}

function meanWeight(skus: readonly BaseSku[], { unknownWeightGrams }: BaseSettings): number {
  const known = skus.flatMap(({ weightGrams }) => (weightGrams === null ? [] : [weightGrams]))
  return known.length === 0 ? unknownWeightGrams : known.reduce((sum, one) => sum + one, 0) / known.length
}

/** What a sale is worth and a leftover costs, in whole units of the currency. */
function pricesOf(skus: readonly BaseSku[], settings: BaseSettings, currency: string) {
  const perWhole = minorPerWhole(currency)
  const known = skus
    .flatMap(({ priceMinor }) => (priceMinor === null ? [] : [priceMinor / perWhole]))
    .sort((a, b) => a - b)
  const median = known[known.length >> 1] ?? PRICE_OF_LAST_RESORT
  const unknown = settings.unknownPrice > 0 ? settings.unknownPrice : median
  const missing = skus.length - known.length
  return {
    unknown,
    words:
      missing > 0 && known.length > 0
        ? [`${missing} SKUs have no price; they are counted at ${unknown} ${currency}.`]
        : [],
    valuesOf(this: void, { priceMinor }: BaseSku, horizonDays: number) {
      const price = priceMinor === null ? unknown : priceMinor / perWhole
      return {
        price,
        valuePerSale: price * (settings.marginShare + settings.lostSalePenaltyShare),
        holdingPerLeftover: (price * settings.holdingShareOfYear * horizonDays) / 365,
      }
    },
  }
}
