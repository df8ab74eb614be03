/** Owns how a case becomes a compact problem: pins taken out, and left away what no optimal plan can use. */
import type { Instance } from './instance.ts'
import { sortedBy } from './ordering.ts'
import { takePins, type Pinned } from './pins.ts'
import type { Problem } from './problem.ts'

/** Numbers that are appended one by one. */
class Column {
  values: Int32Array
  used = 0
  constructor(size: number) {
    this.values = new Int32Array(size)
  }
  push(value: number): void {
    if (this.used === this.values.length) {
      const larger = new Int32Array(this.used * 2)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.used++] = value
  }
  done(): Int32Array {
    return this.values.slice(0, this.used)
  }
}

/**
 * Leaves out an edge whose first unit does not pay (gain₁ − loss₁ − cost ≤ 0), and a lane whose edges could not earn its
 * charge if each had its whole profit to itself: some optimal plan uses neither, since nothing forces flow.
 * @throws TowerError `invalid`, naming the pinned transfer that cannot be
 */
export function compile(instance: Instance): Problem {
  const { case: given } = instance
  const pinned = takePins(instance)
  const skuCount = given.skus.length
  const laneCount = given.lanes.length
  const laneFixed = Float64Array.from(given.lanes, ({ fixed_cost }, lane) =>
    pinned.isPaid[lane] ? 0 : fixed_cost,
  )
  const found = findEdges(instance, pinned)
  const isKept = keepLanes(found.lane, found.profit, laneFixed)
  const kept = isKept.every((flag) => flag === 1) ? null : isKept
  return layOut(instance, pinned, laneFixed, found, kept, skuCount, laneCount)
}

interface FoundEdges {
  /** By SKU. */
  start: Int32Array
  lane: Int32Array
  fromRow: Int32Array
  toRow: Int32Array
  most: Int32Array
  cost: Float64Array
  /** What the edge would earn alone. */
  profit: Float64Array
}

function findEdges(instance: Instance, pinned: Pinned): FoundEdges {
  const { case: given, gainStart, gains, lossStart, losses, rowLocation, laneFrom, laneTo } = instance
  const skuCount = given.skus.length
  const { rowsBySku } = instance
  const lanesByTarget = sortedBy(laneTo, given.locations.length)
  const rowAt = new Int32Array(given.locations.length).fill(-1)
  const start = new Int32Array(skuCount + 1)
  const lane = new Column(1024)
  const fromRow = new Column(1024)
  const toRow = new Column(1024)
  const most = new Column(1024)
  const costs: number[] = []
  const profits: number[] = []
  const unitCost = Float64Array.from(given.lanes, ({ unit_cost }) => unit_cost)
  for (let sku = 0; sku < skuCount; sku++) {
    start[sku] = lane.used
    const first = rowsBySku.start[sku] ?? 0
    const end = rowsBySku.start[sku + 1] ?? 0
    for (let i = first; i < end; i++) {
      const row = rowsBySku.order[i] ?? 0
      rowAt[rowLocation[row] ?? 0] = row
    }
    for (let i = first; i < end; i++) {
      const to = rowsBySku.order[i] ?? 0
      const gainFirst = (gainStart[to] ?? 0) + (pinned.unitsIn[to] ?? 0)
      const gainEnd = gainStart[to + 1] ?? 0
      if (gainFirst >= gainEnd) continue
      const target = rowLocation[to] ?? 0
      const laneEnd = lanesByTarget.start[target + 1] ?? 0
      for (let n = lanesByTarget.start[target] ?? 0; n < laneEnd; n++) {
        const one = lanesByTarget.order[n] ?? 0
        const from = rowAt[laneFrom[one] ?? 0] ?? -1
        if (from < 0) continue
        const lossFirst = (lossStart[from] ?? 0) + (pinned.unitsOut[from] ?? 0)
        const units = Math.min(gainEnd - gainFirst, (lossStart[from + 1] ?? 0) - lossFirst)
        let cost = unitCost[one] ?? 0
        if (units <= 0 || !((gains[gainFirst] ?? 0) - (losses[lossFirst] ?? 0) > cost)) continue
        if (instance.hasForbidden && instance.isForbidden(one, sku)) continue
        if (instance.hasDelays) cost += instance.delayCost(one, to)
        let t = 0
        let profit = 0
        for (; t < units; t++) {
          const more = (gains[gainFirst + t] ?? 0) - (losses[lossFirst + t] ?? 0) - cost
          if (!(more > 0)) break
          profit += more
        }
        if (t === 0) continue
        lane.push(one)
        fromRow.push(from)
        toRow.push(to)
        most.push(t)
        costs.push(cost)
        profits.push(profit)
      }
    }
    for (let i = first; i < end; i++) rowAt[rowLocation[rowsBySku.order[i] ?? 0] ?? 0] = -1
  }
  start[skuCount] = lane.used
  return {
    start,
    lane: lane.done(),
    fromRow: fromRow.done(),
    toRow: toRow.done(),
    most: most.done(),
    cost: Float64Array.from(costs),
    profit: Float64Array.from(profits),
  }
}

function keepLanes(lane: Int32Array, profit: Float64Array, laneFixed: Float64Array): Uint8Array {
  const sums = new Float64Array(laneFixed.length)
  lane.forEach((one, edge) => {
    sums[one] = (sums[one] ?? 0) + (profit[edge] ?? 0)
  })
  return Uint8Array.from(sums, (sum, one) => (sum > (laneFixed[one] ?? 0) ? 1 : 0))
}

function layOut(
  instance: Instance,
  pinned: Pinned,
  laneFixed: Float64Array,
  found: FoundEdges,
  kept: Uint8Array | null,
  skuCount: number,
  laneCount: number,
): Problem {
  const { rowLocation, gainStart, gains, lossStart, losses } = instance
  const isKept = (edge: number) => kept === null || kept[found.lane[edge] ?? 0] === 1
  let edgeCount = 0
  for (let edge = 0; edge < found.lane.length; edge++) if (isKept(edge)) edgeCount += 1
  const skuPairs = new Int32Array(skuCount + 1)
  const skuEdges = new Int32Array(skuCount + 1)
  const edgeLane = new Int32Array(edgeCount)
  const edgeFrom = new Int32Array(edgeCount)
  const edgeTo = new Int32Array(edgeCount)
  const edgeMax = new Int32Array(edgeCount)
  const edgeCost = new Float64Array(edgeCount)
  const pairOfRow = new Int32Array(rowLocation.length).fill(-1)
  const pairRow = new Column(1024)
  let next = 0
  for (let sku = 0; sku < skuCount; sku++) {
    skuPairs[sku] = pairRow.used
    skuEdges[sku] = next
    const pairOf = (row: number) => {
      if ((pairOfRow[row] ?? -1) < 0) {
        pairOfRow[row] = pairRow.used
        pairRow.push(row)
      }
      return pairOfRow[row] ?? 0
    }
    const end = found.start[sku + 1] ?? 0
    // Receivers first, in the order of their edges: so the edges into a pair lie where `inStart` says.
    for (let edge = found.start[sku] ?? 0; edge < end; edge++) {
      if (isKept(edge)) pairOf(found.toRow[edge] ?? 0)
    }
    for (let edge = found.start[sku] ?? 0; edge < end; edge++) {
      if (!isKept(edge)) continue
      edgeLane[next] = found.lane[edge] ?? 0
      edgeTo[next] = pairOf(found.toRow[edge] ?? 0)
      edgeFrom[next] = pairOf(found.fromRow[edge] ?? 0)
      edgeMax[next] = found.most[edge] ?? 0
      edgeCost[next] = found.cost[edge] ?? 0
      next += 1
    }
  }
  const rows = pairRow.done()
  skuPairs[skuCount] = rows.length
  skuEdges[skuCount] = edgeCount
  const inStart = new Int32Array(rows.length + 1)
  for (const to of edgeTo) inStart[to + 1] = (inStart[to + 1] ?? 0) + 1
  for (let pair = 0; pair < rows.length; pair++)
    inStart[pair + 1] = (inStart[pair + 1] ?? 0) + (inStart[pair] ?? 0)
  const out = sortedBy(edgeFrom, rows.length)
  const restGains = takeRest(rows, gainStart, gains, pinned.unitsIn)
  const restLosses = takeRest(rows, lossStart, losses, pinned.unitsOut)
  return {
    locationCount: instance.case.locations.length,
    skuCount,
    laneCount,
    receiveCapacity: pinned.receiveCapacity,
    sendCapacity: pinned.sendCapacity,
    laneFrom: instance.laneFrom,
    laneTo: instance.laneTo,
    laneFixed,
    skuPairs,
    pairLocation: rows.map((row) => rowLocation[row] ?? 0),
    pairRow: rows,
    gainStart: restGains.start,
    gains: restGains.values,
    lossStart: restLosses.start,
    losses: restLosses.values,
    skuEdges,
    inStart,
    outStart: out.start,
    outEdges: out.order,
    edgeLane,
    edgeFrom,
    edgeTo,
    edgeCost,
    edgeMax,
    offset: pinned.value,
    hasFixed: edgeLane.some((lane) => (laneFixed[lane] ?? 0) > 0),
    hasCapacities:
      pinned.receiveCapacity.some((units) => units < Infinity) ||
      pinned.sendCapacity.some((units) => units < Infinity),
  }
}

/** Values of the rows from the first that is not pinned on. */
function takeRest(rows: Int32Array, from: Int32Array, values: Float64Array, pinned: Int32Array) {
  const start = new Int32Array(rows.length + 1)
  rows.forEach((row, pair) => {
    const count = (from[row + 1] ?? 0) - (from[row] ?? 0) - (pinned[row] ?? 0)
    start[pair + 1] = (start[pair] ?? 0) + Math.max(0, count)
  })
  const rest = new Float64Array(start[rows.length] ?? 0)
  rows.forEach((row, pair) => {
    rest.set(values.subarray((from[row] ?? 0) + (pinned[row] ?? 0), from[row + 1]), start[pair])
  })
  return { start, values: rest }
}
