/** Owns what of each position may be moved: what is set aside, kept back, held, recalled, stale or below zero is left out, and told. */
import { MICROUNITS_PER_UNIT } from '../../../shared/units.ts'
import { STOCK_DISPOSITIONS } from '../../../shared/vocabulary.ts'
import {
  Stopped,
  type BaseAsk,
  type BasePlace,
  type BasePorts,
  type BaseSku,
  type ExclusionCause,
  type ExclusionExample,
} from './baseTypes.ts'

/** Positions of one base at most: more do not fit a plan. */
export const PAIRS_MAX = 3_000_000
const EXAMPLES_PER_CAUSE = 20

/** Where a position stands in a base: its SKU's place times the number of locations, and its location's place. */
export const placeOf = (sku: number, location: number, locations: number) => sku * locations + location

export interface UsableStock {
  /** By `placeOf`; units that may be sent, and units that are kept. Places that are stale are not there. */
  usable: Map<number, number>
  floor: Map<number, number>
  excluded: { cause: ExclusionCause; units: number; pairs: number }[]
  examples: ExclusionExample[]
  /** All that is there, before anything was left out. */
  onHandUnits: number
}

const BALANCES_SQL = 'SELECT sku_id AS sku, disposition, microunits FROM balances WHERE location_id = ?'
const HOLDS_SQL = 'SELECT sku, held FROM position_holds WHERE location = ? AND held > 0'
const SAFETY_SQL = 'SELECT sku_id AS sku, microunits FROM safety_stocks WHERE location_id = ?'
const TRANSFER_HOLDS_SQL =
  'SELECT sku, sum(held) AS held FROM transfer_holds WHERE location = ? AND held > 0 GROUP BY sku'

/** By number of the disposition; null: may be sold, and so moved. */
const CAUSES: readonly (ExclusionCause | null)[] = STOCK_DISPOSITIONS.map((disposition) => {
  if (disposition === 'sellable') return null
  if (disposition === 'inspection') return 'frozen'
  return disposition === 'recalled' ? 'recalled' : 'unsellable'
})

/** Reads all positions of the places, place by place. */
export function readStock(
  ports: BasePorts,
  places: readonly BasePlace[],
  skus: readonly BaseSku[],
  { settings }: Pick<BaseAsk, 'settings'>,
): UsableStock {
  const { reader } = ports
  const byId = new Map(skus.map(({ id }, at) => [id, at]))
  const bySku = new Map(skus.map(({ sku }, at) => [sku, at]))
  const usable = new Map<number, number>()
  const floor = new Map<number, number>()
  const left = openExclusions(skus, places)
  let onHandUnits = 0

  places.forEach((place, location) => {
    if (ports.isStopped()) throw new Stopped()
    ports.report('Reading stock', location / places.length)
    const sums = (sql: string, by: ReadonlyMap<number | string, number>, key: number | string) => {
      const found = new Map<number, number>()
      for (const row of reader.all<{ sku: number | string; held?: number; microunits?: number }>(sql, [
        key,
      ])) {
        const at = by.get(row.sku)
        if (at !== undefined) found.set(at, (row.held ?? row.microunits ?? 0) / MICROUNITS_PER_UNIT)
      }
      return found
    }
    const held = sums(HOLDS_SQL, bySku, place.location)
    const ofTransfers = sums(TRANSFER_HOLDS_SQL, bySku, place.location)
    const safety = sums(SAFETY_SQL, byId, place.id)
    const rows = reader.iterate<{ sku: number; disposition: number; microunits: number }>(BALANCES_SQL, [
      place.id,
    ])
    for (const row of rows) {
      const sku = byId.get(row.sku)
      if (sku === undefined) continue
      const units = row.microunits / MICROUNITS_PER_UNIT
      const cause = CAUSES[row.disposition] ?? null
      if (cause !== null) {
        if (units > 0) left.add(cause, sku, location, units)
        continue
      }
      if (units < 0) {
        left.add('negative', sku, location, -units)
        continue
      }
      onHandUnits += units
      if (place.isStale) {
        if (units > 0) left.add('stale', sku, location, units)
        continue
      }
      const heldUnits = Math.min(units, Math.max(0, held.get(sku) ?? 0))
      const transferUnits = Math.min(heldUnits, Math.max(0, ofTransfers.get(sku) ?? 0))
      if (transferUnits > 0) left.add('transfers', sku, location, transferUnits)
      if (heldUnits > transferUnits) left.add('claimed', sku, location, heldUnits - transferUnits)
      // Parts of a unit stay where they are.
      const free = Math.floor(units - heldUnits)
      if (free <= 0) continue
      const kept = Math.ceil(safety.get(sku) ?? (place.kind === 'store' ? settings.floorUnits : 0))
      if (kept > 0) left.add('safetyStock', sku, location, Math.min(kept, free))
      const at = placeOf(sku, location, places.length)
      usable.set(at, free)
      if (kept > 0) floor.set(at, kept)
    }
    // What is kept is kept also where nothing is now: it may be filled up by what comes.
    if (!place.isStale) {
      for (const [sku, units] of safety) {
        const at = placeOf(sku, location, places.length)
        if (!usable.has(at) && units > 0) floor.set(at, Math.ceil(units))
      }
    }
  })
  return { usable, floor, ...left.told(), onHandUnits }
}

/** Sums by cause, with the largest positions of each. */
function openExclusions(skus: readonly BaseSku[], places: readonly BasePlace[]) {
  const sums = new Map<ExclusionCause, { units: number; pairs: number; examples: ExclusionExample[] }>()
  return {
    add(cause: ExclusionCause, sku: number, location: number, units: number): void {
      let sum = sums.get(cause)
      if (!sum) sums.set(cause, (sum = { units: 0, pairs: 0, examples: [] }))
      sum.units += units
      sum.pairs += 1
      const smallest = sum.examples.at(-1)
      if (sum.examples.length >= EXAMPLES_PER_CAUSE && smallest && smallest.units >= units) return
      sum.examples.push({
        cause,
        sku: skus[sku]?.sku ?? '',
        location: places[location]?.location ?? '',
        units,
      })
      sum.examples.sort((a, b) => b.units - a.units)
      sum.examples.length = Math.min(sum.examples.length, EXAMPLES_PER_CAUSE)
    },
    told(): Pick<UsableStock, 'excluded' | 'examples'> {
      return {
        excluded: [...sums].map(([cause, { units, pairs }]) => ({ cause, units, pairs })),
        examples: [...sums.values()].flatMap(({ examples }) => examples),
      }
    },
  }
}
