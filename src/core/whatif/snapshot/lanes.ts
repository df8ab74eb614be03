/** Owns which lanes a base offers, how long they take and what they cost: from centres to stores, and among the nearest stores. */
import { distanceKm } from '../../../shared/distance.ts'
import type { WorldLane } from '../scenario/world.ts'
import type { BasePlace, BasePorts } from './baseTypes.ts'
import type { BaseSettings } from './settings.ts'

type Placed = BasePlace & { latitude: number; longitude: number }

export const isPlaced = (place: BasePlace): place is Placed =>
  place.latitude !== null && place.longitude !== null

/** An agreement on how long a lane takes, as of now. */
export interface LaneAgreement {
  origin: string
  /** Empty: everywhere. */
  country: string
  region: string
  carrier: string
  transitDays: number
}

const AGREEMENTS_SQL = `
SELECT origin, country, region, carrier, terms ->> '$.transitDays' AS transitDays, max(valid_from)
FROM lane_transits WHERE valid_from <= ? GROUP BY origin, country, region, carrier`

export const readAgreements = ({ reader }: Pick<BasePorts, 'reader'>, now: number): LaneAgreement[] =>
  reader.all<LaneAgreement>(AGREEMENTS_SQL, [now])

/** Of the agreements that reach a place the one that says most of it; of several carriers the fastest. */
function agreed(agreements: readonly LaneAgreement[], to: BasePlace): LaneAgreement | null {
  let best: LaneAgreement | null = null
  const precision = ({ country, region }: LaneAgreement) => Number(country !== '') + Number(region !== '')
  for (const one of agreements) {
    if (one.country !== '' && one.country !== to.country) continue
    if (one.region !== '' && one.region !== to.region) continue
    const more = best === null ? 1 : precision(one) - precision(best)
    if (more > 0 || (more === 0 && best !== null && one.transitDays < best.transitDays)) best = one
  }
  return best
}

/** The few nearest, without sorting all. */
function nearest<T extends { km: number }>(candidates: readonly T[], count: number): readonly T[] {
  if (candidates.length <= count) return candidates
  const kept: T[] = []
  for (const candidate of candidates) {
    const last = kept.at(-1)
    if (kept.length >= count && last && last.km <= candidate.km) continue
    const at = kept.findIndex(({ km }) => km > candidate.km)
    kept.splice(at === -1 ? kept.length : at, 0, candidate)
    if (kept.length > count) kept.pop()
  }
  return kept
}

/**
 * Lanes between places with coordinates, by the ids of their ends.
 * @param weightGrams of a typical unit
 * @returns costs in whole units of the currency, and how many places nothing can reach
 */
export function makeLanes(
  places: readonly BasePlace[],
  agreements: readonly LaneAgreement[],
  settings: BaseSettings,
  weightGrams: number,
): { lanes: WorldLane[]; unplaced: number } {
  const placed = places.filter(isPlaced)
  const centres = placed.filter(({ kind }) => kind === 'dc')
  const stores = placed.filter(({ kind }) => kind === 'store')
  const byOrigin = Map.groupBy(agreements, ({ origin }) => origin)
  const perUnitKm =
    (settings.transportPerUnit100Km + (settings.transportPerKg100Km * weightGrams) / 1000) / 100
  const lanes: WorldLane[] = []
  for (const to of stores) {
    const reach = (from: Placed) => ({ from, km: distanceKm(from, to) })
    const fromCentres = centres.map(reach)
    const fromStores = stores.filter((from) => from !== to).map(reach)
    const offered = [
      ...(settings.nearestCentres > 0 ? nearest(fromCentres, settings.nearestCentres) : fromCentres),
      ...(settings.nearestStores > 0 ? nearest(fromStores, settings.nearestStores) : []),
    ]
    for (const { from, km } of offered) {
      const agreement = agreed(byOrigin.get(from.location) ?? [], to)
      lanes.push({
        from: from.location,
        to: to.location,
        km: Math.round(km * 10) / 10,
        carrier: agreement?.carrier || null,
        transitDays: agreement
          ? Math.ceil(agreement.transitDays)
          : settings.transitDays + Math.floor(km / settings.kmPerDay),
        unitCost: Math.round((settings.handlingPerUnit + perUnitKm * km) * 10_000) / 10_000,
        fixedCost: settings.laneCharge,
        closed: [],
        delays: [],
      })
    }
  }
  lanes.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1))
  return { lanes, unplaced: places.length - placed.length }
}
