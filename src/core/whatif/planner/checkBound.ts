/** Owns the bound that prices prove, evaluated from the case itself: weak duality, valid whatever the prices are. It shares no code with what solves. */
import type { Instance } from './instance.ts'
import { sortedBy } from './ordering.ts'
import type { CheckableProof, PriceProof, UnitPriceProof } from './problem.ts'

/** The case after what is pinned: that is fixed, so its prefixes of gains and losses are taken as they are. */
interface Rest {
  instance: Instance
  /** By row: where the rest of the gains and losses begins. */
  firstGain: Int32Array
  firstLoss: Int32Array
  /** By location; Infinity where there is none. */
  receivable: Float64Array
  sendable: Float64Array
  /** By lane: what opening it costs. */
  charge: Float64Array
  pinnedValue: number
}

/** A lane for a SKU, with the most units that a best plan moves on it. */
interface Edge {
  lane: number
  fromRow: number
  toRow: number
  cost: number
  units: number
}

/** @returns NaN where the prices are no numbers or below 0, which whoever asked must refuse */
export function boundOf(instance: Instance, proof: CheckableProof): number {
  const rest = restOf(instance)
  let bound = rest.pinnedValue
  let marginOf: (edge: Edge, way: number) => number
  if (proof.kind === 'unitPrices') {
    bound += unitTerms(rest, proof)
    const priced = pricedUnits(rest, proof)
    marginOf = (edge, way) => unitMargin(rest, priced, edge, way)
  } else {
    bound += pairTerms(rest, proof)
    marginOf = (edge, way) => pairMargin(proof, edge, way)
  }
  instance.case.locations.forEach((_, i) => {
    bound += capacityTerm(rest.receivable[i] ?? 0, proof.receiveCapacityPrice[i] ?? NaN)
    bound += capacityTerm(rest.sendable[i] ?? 0, proof.sendCapacityPrice[i] ?? NaN)
  })
  const laneCount = instance.case.lanes.length
  const priced = new Float64Array(laneCount)
  const alone = new Float64Array(laneCount)
  forEachEdge(rest, (edge, profit) => {
    const way =
      edge.cost +
      (proof.receiveCapacityPrice[instance.laneTo[edge.lane] ?? 0] ?? NaN) +
      (proof.sendCapacityPrice[instance.laneFrom[edge.lane] ?? 0] ?? NaN)
    priced[edge.lane] = (priced[edge.lane] ?? 0) + marginOf(edge, way)
    alone[edge.lane] = (alone[edge.lane] ?? 0) + profit
  })
  for (let lane = 0; lane < laneCount; lane++) {
    const charge = rest.charge[lane] ?? 0
    // A lane that could not earn its charge if each SKU had its whole profit on it is used by no best plan.
    if ((alone[lane] ?? 0) > charge) bound += Math.max(0, (priced[lane] ?? 0) - charge)
  }
  return bound
}

function restOf(instance: Instance): Rest {
  const { case: given, gains, losses, laneFrom, laneTo } = instance
  const firstGain = instance.gainStart.slice(0, -1)
  const firstLoss = instance.lossStart.slice(0, -1)
  const receivable = Float64Array.from(given.locations, (one) => one.receive_capacity_units ?? Infinity)
  const sendable = Float64Array.from(given.locations, (one) => one.send_capacity_units ?? Infinity)
  const charge = Float64Array.from(given.lanes, ({ fixed_cost }) => fixed_cost)
  let pinnedValue = 0
  for (const { lane, fromRow, toRow, units } of instance.pins) {
    const target = laneTo[lane] ?? 0
    const source = laneFrom[lane] ?? 0
    pinnedValue -= units * ((given.lanes[lane]?.unit_cost ?? 0) + instance.delayCost(lane, toRow))
    pinnedValue -= charge[lane] ?? 0
    charge[lane] = 0
    receivable[target] = (receivable[target] ?? 0) - units
    sendable[source] = (sendable[source] ?? 0) - units
    for (let t = 0; t < units; t++) {
      pinnedValue += (gains[firstGain[toRow] ?? 0] ?? NaN) - (losses[firstLoss[fromRow] ?? 0] ?? NaN)
      firstGain[toRow] = (firstGain[toRow] ?? 0) + 1
      firstLoss[fromRow] = (firstLoss[fromRow] ?? 0) + 1
    }
  }
  return { instance, firstGain, firstLoss, receivable, sendable, charge, pinnedValue }
}

/** Edges whose first unit pays; `profit` is what one would earn alone, with all its units. `edge` is the same object each time. */
function forEachEdge(rest: Rest, act: (edge: Edge, profit: number) => void): void {
  const { instance, firstGain, firstLoss } = rest
  const { case: given, gainStart, gains, lossStart, losses, rowLocation, laneFrom } = instance
  const { start, order } = instance.rowsBySku
  const into = sortedBy(instance.laneTo, given.locations.length)
  const unitCosts = Float64Array.from(given.lanes, ({ unit_cost }) => unit_cost)
  const rowAt = new Int32Array(given.locations.length).fill(-1)
  const edge: Edge = { lane: 0, fromRow: 0, toRow: 0, cost: 0, units: 0 }
  for (let sku = 0; sku < given.skus.length; sku++) {
    const first = start[sku] ?? 0
    const end = start[sku + 1] ?? 0
    for (let i = first; i < end; i++) {
      const row = order[i] ?? 0
      if ((firstLoss[row] ?? 0) < (lossStart[row + 1] ?? 0)) rowAt[rowLocation[row] ?? 0] = row
    }
    for (let i = first; i < end; i++) {
      const toRow = order[i] ?? 0
      const gain = firstGain[toRow] ?? 0
      const gainsLeft = (gainStart[toRow + 1] ?? 0) - gain
      if (gainsLeft <= 0) continue
      const location = rowLocation[toRow] ?? 0
      for (let n = into.start[location] ?? 0, last = into.start[location + 1] ?? 0; n < last; n++) {
        const lane = into.order[n] ?? 0
        const fromRow = rowAt[laneFrom[lane] ?? 0] ?? -1
        if (fromRow < 0) continue
        const loss = firstLoss[fromRow] ?? 0
        const unitCost = unitCosts[lane] ?? 0
        if ((gains[gain] ?? 0) - (losses[loss] ?? 0) <= unitCost || instance.isForbidden(lane, sku)) continue
        const cost = unitCost + instance.delayCost(lane, toRow)
        const most = Math.min(gainsLeft, (lossStart[fromRow + 1] ?? 0) - loss)
        let units = 0
        let profit = 0
        for (; units < most; units++) {
          const more = (gains[gain + units] ?? 0) - (losses[loss + units] ?? 0) - cost
          if (more <= 0) break
          profit += more
        }
        if (units === 0) continue
        edge.lane = lane
        edge.fromRow = fromRow
        edge.toRow = toRow
        edge.cost = cost
        edge.units = units
        act(edge, profit)
      }
    }
    for (let i = first; i < end; i++) rowAt[rowLocation[order[i] ?? 0] ?? 0] = -1
  }
}

/** A price below 0 proves nothing; one on a capacity that is none allows anything. */
function capacityTerm(capacity: number, price: number): number {
  if (price === 0) return 0
  return price > 0 ? capacity * price : NaN
}

function pairTerms({ instance, firstGain, firstLoss }: Rest, proof: PriceProof): number {
  const { gainStart, gains, lossStart, losses } = instance
  let sum = 0
  for (let row = 0; row < instance.rowSku.length; row++) {
    const receiverPrice = proof.receiverPrice[row] ?? NaN
    const donorPrice = proof.donorPrice[row] ?? NaN
    for (let i = firstGain[row] ?? 0; i < (gainStart[row + 1] ?? 0); i++) {
      sum += Math.max(0, (gains[i] ?? NaN) - receiverPrice)
    }
    for (let i = firstLoss[row] ?? 0; i < (lossStart[row + 1] ?? 0); i++) {
      sum += Math.max(0, donorPrice - (losses[i] ?? NaN))
    }
  }
  return sum
}

const pairMargin = (proof: PriceProof, { fromRow, toRow, units }: Edge, way: number): number =>
  units * Math.max(0, (proof.receiverPrice[toRow] ?? NaN) - (proof.donorPrice[fromRow] ?? NaN) - way)

function unitTerms({ instance, firstGain, firstLoss }: Rest, proof: UnitPriceProof): number {
  const { gainStart, lossStart } = instance
  let sum = 0
  const add = (price: number | undefined) => {
    sum += price !== undefined && price >= 0 ? price : NaN
  }
  for (let row = 0; row < instance.rowSku.length; row++) {
    for (let i = firstGain[row] ?? 0; i < (gainStart[row + 1] ?? 0); i++) add(proof.gainPrice[i])
    for (let i = firstLoss[row] ?? 0; i < (lossStart[row + 1] ?? 0); i++) add(proof.lossPrice[i])
  }
  return sum
}

/** What each unit is worth after its price, by row the best first; what each costs with its price, the cheapest first. */
interface PricedUnits {
  /** Below 0 where a unit is worth something, so that both rise. */
  worthless: Float64Array
  costs: Float64Array
}

function pricedUnits({ instance, firstGain, firstLoss }: Rest, proof: UnitPriceProof): PricedUnits {
  const { gainStart, gains, lossStart, losses, rowSku } = instance
  const worthless = gains.map((gain, i) => (proof.gainPrice[i] ?? NaN) - gain)
  const costs = losses.map((loss, i) => loss + (proof.lossPrice[i] ?? NaN))
  for (let row = 0; row < rowSku.length; row++) {
    sortRange(worthless, firstGain[row] ?? 0, gainStart[row + 1] ?? 0)
    sortRange(costs, firstLoss[row] ?? 0, lossStart[row + 1] ?? 0)
  }
  return { worthless, costs }
}

/** Mostly they are in order. */
function sortRange(values: Float64Array, first: number, end: number): void {
  for (let i = first + 1; i < end; i++) {
    if ((values[i - 1] ?? 0) <= (values[i] ?? 0)) continue
    values.subarray(first, end).sort()
    return
  }
}

function unitMargin({ firstGain, firstLoss }: Rest, priced: PricedUnits, edge: Edge, way: number): number {
  const gain = firstGain[edge.toRow] ?? 0
  const loss = firstLoss[edge.fromRow] ?? 0
  let sum = 0
  for (let t = 0; t < edge.units; t++) {
    const more = -(priced.worthless[gain + t] ?? NaN) - (priced.costs[loss + t] ?? NaN) - way
    if (more <= 0) break
    sum += more
  }
  return sum
}
