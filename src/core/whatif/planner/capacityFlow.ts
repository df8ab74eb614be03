/** Owns capacities over all SKUs: from the plan without them, what exceeds one is sent back the cheapest way, until the plan is optimal with them. */
import { makeHeap } from './minHeap.ts'
import { repairCapacities } from './capacityRepair.ts'
import { sortedBy } from './ordering.ts'
import { priceBound } from './priceBound.ts'
import { gapOf, type PriceProof, type Problem, type SolverPlan } from './problem.ts'
import type { Flow } from './skuFlow.ts'

export interface CapacityFlow {
  /** True when no capacity is exceeded, or the gap is reached. */
  run(isOver: () => boolean, gap: number): boolean
  progress(): { share: number; objective: number; bound: number; gap: number }
  plan(): SolverPlan
}

/** One end of the edges: donors with sending capacities, or receivers with receiving ones. The two mirror each other. */
interface Side {
  /** cost[start[pair] + t] of the t-th further unit: a loss, or a gain below 0. Rises. */
  start: Int32Array
  cost: Float64Array
  /** By pair: units in use, and the price of its node. */
  used: Int32Array
  price: Float64Array
  edgeStart: Int32Array
  /** Null where edges lie in order. */
  edges: Int32Array | null
  otherPair: Int32Array
  /** By location. */
  capacity: Float64Array
  total: Float64Array
  capacityPrice: Float64Array
}

const NONE = -1
/** The plan is repaired anew when so much of the excess is left that there was at the last repair. */
const REPAIRED_BELOW = 0.8

/**
 * Every unit flows outside → sender → donor pair → receiver pair → receiver → outside; capacities are on the first and
 * last arc, so all SKUs together are one min-cost flow, and its optimum is whole. `flow` is optimal without capacities,
 * with prices that prove it; whatever exceeds one is an excess, sent along shortest paths in the residual network
 * (Dijkstra on reduced costs). The prices stay feasible for the dual all the while, so they prove a bound at any time.
 * @param flow is changed
 */
export function openCapacityFlow(problem: Problem, flow: Flow): CapacityFlow {
  const pairs = problem.pairRow.length
  const width = problem.locationCount
  const { edgeCost } = problem
  const located = sortedBy(problem.pairLocation, width)
  const byLocation = (location: number) =>
    located.order.subarray(located.start[location], located.start[location + 1])
  const sum = (units: Int32Array) => {
    const total = new Float64Array(width)
    units.forEach((count, pair) => {
      const location = problem.pairLocation[pair] ?? 0
      total[location] = (total[location] ?? 0) + count
    })
    return total
  }
  const donors: Side = {
    start: problem.lossStart,
    cost: problem.losses,
    used: flow.unitsOut,
    price: flow.donorPrice,
    edgeStart: problem.outStart,
    edges: problem.outEdges,
    otherPair: problem.edgeTo,
    capacity: problem.sendCapacity,
    total: sum(flow.unitsOut),
    capacityPrice: new Float64Array(width),
  }
  const receivers: Side = {
    start: problem.gainStart,
    cost: problem.gains.map((gain) => -gain),
    used: flow.unitsIn,
    price: flow.receiverPrice,
    edgeStart: problem.inStart,
    edges: null,
    otherPair: problem.edgeFrom,
    capacity: problem.receiveCapacity,
    total: sum(flow.unitsIn),
    capacityPrice: new Float64Array(width),
  }
  // Nodes of a search: pairs on the near side, pairs on the far side, locations on the near and on the far side.
  const nodes = 2 * pairs + 2 * width
  const distance = new Float64Array(nodes)
  const reachedStamp = new Int32Array(nodes)
  const settledStamp = new Int32Array(nodes)
  const cameFrom = new Int32Array(nodes)
  const cameBy = new Int32Array(nodes)
  const settled: number[] = []
  const heap = makeHeap()
  let stamp = 0

  /** Takes one unit off what the location has too much of on the near side. `sign` turns prices to that side's view. */
  function takeBack(near: Side, far: Side, sign: 1 | -1, location: number): void {
    stamp += 1
    settled.length = 0
    heap.clear()
    let best = Infinity
    let last = NONE
    const reach = (node: number, at: number, from: number, by: number) => {
      if (at >= best || settledStamp[node] === stamp) return
      if (reachedStamp[node] === stamp && (distance[node] ?? 0) <= at) return
      reachedStamp[node] = stamp
      distance[node] = at
      cameFrom[node] = from
      cameBy[node] = by
      heap.push(node, at)
    }
    const finish = (node: number, at: number) => {
      if (at >= best) return
      best = at
      last = node
    }
    // Reduced costs are at least 0 but for rounding.
    const reduced = (cost: number) => (cost > 0 ? cost : 0)
    const edgeAt = (side: Side, i: number) => (side.edges ? (side.edges[i] ?? 0) : i)
    reach(2 * pairs + location, 0, NONE, NONE)
    for (let node = heap.pop(); node !== NONE; node = heap.pop()) {
      if (settledStamp[node] === stamp) continue
      const at = distance[node] ?? 0
      if (at >= best) break
      settledStamp[node] = stamp
      settled.push(node)
      if (node < pairs) {
        const here = sign * (near.price[node] ?? 0)
        const next = (near.start[node] ?? 0) + (near.used[node] ?? 0)
        const place = problem.pairLocation[node] ?? 0
        if (next < (near.start[node + 1] ?? 0)) {
          const cost = (near.cost[next] ?? 0) + here - sign * (near.capacityPrice[place] ?? 0)
          reach(2 * pairs + place, at + reduced(cost), node, NONE)
        }
        for (let i = near.edgeStart[node] ?? 0, end = near.edgeStart[node + 1] ?? 0; i < end; i++) {
          const edge = edgeAt(near, i)
          if ((flow.units[edge] ?? 0) === 0) continue
          const other = near.otherPair[edge] ?? 0
          const cost = here - (edgeCost[edge] ?? 0) - sign * (far.price[other] ?? 0)
          reach(pairs + other, at + reduced(cost), node, edge)
        }
      } else if (node < 2 * pairs) {
        const pair = node - pairs
        const here = sign * (far.price[pair] ?? 0)
        const place = problem.pairLocation[pair] ?? 0
        if ((far.used[pair] ?? 0) > 0) {
          const freed = far.cost[(far.start[pair] ?? 0) + (far.used[pair] ?? 0) - 1] ?? 0
          const cost = here - freed - sign * (far.capacityPrice[place] ?? 0)
          reach(2 * pairs + width + place, at + reduced(cost), node, NONE)
        }
        for (let i = far.edgeStart[pair] ?? 0, end = far.edgeStart[pair + 1] ?? 0; i < end; i++) {
          const edge = edgeAt(far, i)
          const other = far.otherPair[edge] ?? 0
          const cost = here + (edgeCost[edge] ?? 0) - sign * (near.price[other] ?? 0)
          reach(other, at + reduced(cost), node, edge)
        }
      } else if (node < 2 * pairs + width) {
        const place = node - 2 * pairs
        const here = sign * (near.capacityPrice[place] ?? 0)
        if ((near.total[place] ?? 0) < (near.capacity[place] ?? 0)) finish(node, at + reduced(here))
        for (const pair of byLocation(place)) {
          const used = near.used[pair] ?? 0
          if (used === 0) continue
          const freed = near.cost[(near.start[pair] ?? 0) + used - 1] ?? 0
          reach(pair, at + reduced(here - freed - sign * (near.price[pair] ?? 0)), node, NONE)
        }
      } else {
        const place = node - 2 * pairs - width
        const here = sign * (far.capacityPrice[place] ?? 0)
        finish(node, at + reduced(here))
        for (const pair of byLocation(place)) {
          const next = (far.start[pair] ?? 0) + (far.used[pair] ?? 0)
          // A pair without edges leads nowhere.
          if (next >= (far.start[pair + 1] ?? 0) || far.edgeStart[pair] === far.edgeStart[pair + 1]) continue
          reach(
            pairs + pair,
            at + reduced(here + (far.cost[next] ?? 0) - sign * (far.price[pair] ?? 0)),
            node,
            NONE,
          )
        }
      }
    }
    for (const node of settled) {
      const change = sign * ((distance[node] ?? 0) - best)
      if (node < pairs) near.price[node] = (near.price[node] ?? 0) + change
      else if (node < 2 * pairs) far.price[node - pairs] = (far.price[node - pairs] ?? 0) + change
      else if (node < 2 * pairs + width) bump(near.capacityPrice, node - 2 * pairs, change)
      else bump(far.capacityPrice, node - 2 * pairs - width, change)
    }
    near.total[location] = (near.total[location] ?? 0) - 1
    if (last < 2 * pairs + width) bump(near.total, last - 2 * pairs, 1)
    else bump(far.total, last - 2 * pairs - width, -1)
    for (let node = last; cameFrom[node] !== NONE;) {
      const from = cameFrom[node] ?? 0
      const edge = cameBy[node] ?? NONE
      if (edge !== NONE) flow.units[edge] = (flow.units[edge] ?? 0) + (node < pairs ? 1 : -1)
      else if (node < pairs) near.used[node] = (near.used[node] ?? 0) - 1
      else if (node < 2 * pairs) far.used[node - pairs] = (far.used[node - pairs] ?? 0) + 1
      else if (node < 2 * pairs + width) near.used[from] = (near.used[from] ?? 0) + 1
      else far.used[from - pairs] = (far.used[from - pairs] ?? 0) - 1
      node = from
    }
  }

  const excessAt = (side: Side, location: number) =>
    Math.max(0, (side.total[location] ?? 0) - (side.capacity[location] ?? 0))
  const excess = () => {
    let units = 0
    for (let i = 0; i < width; i++) units += excessAt(receivers, i) + excessAt(donors, i)
    return units
  }
  const atFirst = excess()
  let repaired = repairCapacities(problem, flow)
  let repairedAt = atFirst
  let bound = priceBound(problem, proofOf())

  function repair(left: number): void {
    const now = repairCapacities(problem, flow)
    if (now.objective > repaired.objective) repaired = now
    repairedAt = left
  }

  /** What lies between the outside and a pair belongs to the capacity, the rest to the pair. */
  function proofOf(): PriceProof {
    const receiveCapacityPrice = receivers.capacityPrice.map((price) => Math.max(0, -price))
    const sendCapacityPrice = donors.capacityPrice.map((price) => Math.max(0, price))
    const at = (pair: number) => problem.pairLocation[pair] ?? 0
    return {
      kind: 'prices',
      receiverPrice: flow.receiverPrice.map((price, pair) => price + (receiveCapacityPrice[at(pair)] ?? 0)),
      donorPrice: flow.donorPrice.map((price, pair) => price - (sendCapacityPrice[at(pair)] ?? 0)),
      receiveCapacityPrice,
      sendCapacityPrice,
    }
  }

  return {
    run(isOver, gap) {
      let isStopped = false
      for (const [near, far, sign] of [
        [receivers, donors, 1],
        [donors, receivers, -1],
      ] as const) {
        for (let location = 0; location < width && !isStopped; location++) {
          while (excessAt(near, location) > 0 && !isStopped) {
            takeBack(near, far, sign, location)
            isStopped = isOver()
          }
        }
      }
      const left = excess()
      // To repair a large plan takes as long as a step: now and then is enough.
      if (left === 0 || left < repairedAt * REPAIRED_BELOW) repair(left)
      bound = Math.min(bound, priceBound(problem, proofOf()))
      return left === 0 || gapOf(repaired.objective, bound) <= gap
    },
    progress: () => ({
      share: atFirst === 0 ? 1 : 1 - excess() / atFirst,
      objective: repaired.objective,
      bound: Math.max(bound, repaired.objective),
      gap: gapOf(repaired.objective, bound),
    }),
    plan: () => {
      if (excess() < repairedAt) repair(excess())
      return {
        edges: repaired.edges,
        units: repaired.units,
        objective: repaired.objective,
        bound: Math.max(bound, repaired.objective),
        method: 'min-cost flow with capacities',
        proof: proofOf(),
      }
    },
  }
}

function bump(values: Float64Array, at: number, by: number): void {
  values[at] = (values[at] ?? 0) + by
}
