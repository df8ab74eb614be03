/** Owns how a plan's transfers are told: each with what it earns, what it costs, both ends, and why no more. */
import type { NotProposed, PlannedTransfer } from '../../../shared/readModels/whatif.ts'
import type { TransferPlace } from '../../../shared/readModels/transfers.ts'
import type { PlanRun } from '../planner/openPlan.ts'
import type { PlanAnswer } from '../planner/problem.ts'
import type { BasePlace, BaseSnapshot } from '../snapshot/baseTypes.ts'
import { keyOf } from './planPages.ts'
import type { PlanIndex } from './runTypes.ts'
import { placeNames, type ScenarioCase } from './scenarioCase.ts'

export interface PlannedRows {
  names: Pick<PlanIndex, 'locations' | 'skus'>
  /** In the order of the answer's transfers. */
  rows: Iterable<PlannedTransfer>
  notProposed: NotProposed[]
}

const placed = ({ location, name, told, latitude, longitude }: BasePlace): TransferPlace => ({
  location,
  name,
  kind: told,
  latitude,
  longitude,
})

export function plannedRows(
  snapshot: BaseSnapshot,
  { planCase, scenario }: ScenarioCase,
  { instance }: PlanRun,
  answer: PlanAnswer,
  perWhole: number,
): PlannedRows {
  const { places, skus } = snapshot
  const placeBy = new Map(places.map((place) => [place.location, placed(place)]))
  const skuNames = new Map(skus.map(({ sku, name }) => [sku, name]))
  const lanes = new Map(planCase.lanes.map((lane, at) => [`${lane.from}|${lane.to}`, { lane, at }]))
  const rowAt = new Map<string, number>()
  planCase.stock.forEach(({ sku, loc }, row) => rowAt.set(`${sku}\n${loc}`, row))
  const worth = new Map(scenario.skus.map((one) => [one.id, one.valuePerSale + one.holdingPerLeftover]))
  const pinned = new Set((planCase.pinned ?? []).map(({ sku, from, to }) => keyOf(sku, from, to)))
  const unitsOfLane = new Map<string, number>()
  for (const { from, to, units } of answer.transfers) {
    unitsOfLane.set(`${from}|${to}`, (unitsOfLane.get(`${from}|${to}`) ?? 0) + units)
  }
  const nameOf = placeNames(places)
  const minor = (money: number) => Math.round(money * perWhole)
  const taken = new Map<number, number>()
  const given = new Map<number, number>()
  const sum = (
    values: Float64Array,
    start: Int32Array,
    row: number,
    used: Map<number, number>,
    units: number,
  ) => {
    const from = (start[row] ?? 0) + (used.get(row) ?? 0)
    used.set(row, (used.get(row) ?? 0) + units)
    let total = 0
    for (let at = from; at < Math.min(from + units, start[row + 1] ?? 0); at += 1) total += values[at] ?? 0
    return total
  }

  function* rows(): Generator<PlannedTransfer> {
    for (const { sku, from, to, units } of answer.transfers) {
      const { lane, at = -1 } = lanes.get(`${from}|${to}`) ?? {}
      const fromRow = rowAt.get(`${sku}\n${from}`) ?? -1
      const toRow = rowAt.get(`${sku}\n${to}`) ?? -1
      const gained = sum(instance.gains, instance.gainStart, toRow, taken, units)
      const lost = sum(instance.losses, instance.lossStart, fromRow, given, units)
      const late = at < 0 ? 0 : instance.delayCost(at, toRow) * units
      const charge = ((lane?.fixed_cost ?? 0) * units) / (unitsOfLane.get(`${from}|${to}`) ?? units)
      const value = gained - lost - late
      const transport = (lane?.unit_cost ?? 0) * units + charge
      const [source, target] = [planCase.stock[fromRow], planCase.stock[toRow]]
      const perUnit = worth.get(sku) ?? 1
      const cover = (onHand: number, mean: number) =>
        mean > 0 ? Math.round((onHand / mean) * planCase.horizon_days * 10) / 10 : null
      const receiverSales = perUnit > 0 ? Math.max(0, gained - late) / perUnit : 0
      const sourceSales = perUnit > 0 ? Math.max(0, lost) / perUnit : 0
      yield {
        key: keyOf(sku, from, to),
        sku,
        skuName: skuNames.get(sku) ?? null,
        from: placeBy.get(from) ?? unplaced(from),
        to: placeBy.get(to) ?? unplaced(to),
        units,
        pinned: pinned.has(keyOf(sku, from, to)),
        valueMinor: minor(value),
        transportMinor: minor(transport),
        netMinor: minor(value - transport),
        distanceKm: lane?.km ?? 0,
        transitDays: lane?.transit_days ?? 0,
        fromOnHandUnits: source?.on_hand ?? 0,
        fromFloorUnits: source?.floor ?? 0,
        fromCoverDays: cover(source?.on_hand ?? 0, source?.demand_mean ?? 0),
        toOnHandUnits: target?.on_hand ?? 0,
        toCoverDays: cover(target?.on_hand ?? 0, target?.demand_mean ?? 0),
        receiverSalesUnits: receiverSales,
        sourceSalesUnits: sourceSales,
        receiverDemandUnits: target?.demand_mean ?? 0,
        sourceDemandUnits: source?.demand_mean ?? 0,
        runnerUp: null,
        explanation: `Moves ${units} from ${nameOf(from)} (stock ${source?.on_hand ?? 0}, floor ${source?.floor ?? 0}) to ${nameOf(to)} (stock ${target?.on_hand ?? 0}).`,
      }
    }
  }
  return {
    names: {
      locations: places.map(placed),
      skus: skus.map(({ sku, name }) => ({ sku, name })),
    },
    rows: { [Symbol.iterator]: rows },
    notProposed: leftOut(snapshot, nameOf),
  }
}

const unplaced = (location: string): TransferPlace => ({
  location,
  name: null,
  kind: null,
  latitude: null,
  longitude: null,
})

/** What the base kept out of the plan. */
function leftOut({ base, excludedExamples }: BaseSnapshot, nameOf: (id: string) => string): NotProposed[] {
  const causes = {
    stale: 'stale',
    claimed: 'claimed',
    transfers: 'claimed',
    frozen: 'frozen',
    recalled: 'frozen',
  } as const
  const found = new Map<NotProposed['cause'], NotProposed>()
  for (const { cause, pairs } of base.excluded) {
    if (!(cause in causes)) continue
    const told = causes[cause as keyof typeof causes]
    const one = found.get(told) ?? { cause: told, pairs: 0, examples: [] }
    found.set(told, one)
    one.pairs += pairs
    for (const example of excludedExamples.filter((each) => each.cause === cause).slice(0, 5)) {
      one.examples.push({
        sku: example.sku,
        from: example.location,
        to: '',
        text: `${example.units} of ${example.sku} at ${nameOf(example.location)}: ${WHY[cause as keyof typeof causes]}.`,
      })
    }
  }
  return [...found.values()]
}

const WHY = {
  stale: 'its feed is behind, so that nobody knows what is there',
  claimed: 'set aside for orders',
  transfers: 'set aside for transfers that are approved',
  frozen: 'held for inspection',
  recalled: 'recalled',
} as const
