/** Owns the best flow of each SKU over the lanes that are open: exact, begun from the flow that is there. */
import type { Problem } from './problem.ts'

const SLACK = 1e-9
const UNREACHED = -2
const FROM_OUTSIDE = -1

/** Units by edge, and what each pair gives and gets; flows of SKUs do not touch each other. */
export interface Flows {
  units: Int32Array
  unitsIn: Int32Array
  unitsOut: Int32Array
  /** What a unit costs on an edge for now: the edge's own cost and what the search adds to it. */
  cost: Float64Array
  /** By lane: 1 where units may move. */
  open: Uint8Array
}

export function emptyFlows(problem: Problem): Flows {
  const pairs = problem.pairLocation.length
  return {
    units: new Int32Array(problem.edgeLane.length),
    unitsIn: new Int32Array(pairs),
    unitsOut: new Int32Array(pairs),
    cost: problem.edgeCost.slice(),
    open: new Uint8Array(problem.laneCount).fill(1),
  }
}

/** Takes `units` off an edge, or adds them where negative. */
export function takeOff(problem: Problem, flows: Flows, edge: number, units: number): void {
  flows.units[edge]! -= units
  flows.unitsOut[problem.edgeFrom[edge]!]! -= units
  flows.unitsIn[problem.edgeTo[edge]!]! -= units
}

export interface FlowSolver {
  /** Makes a SKU's flow the best one. @returns how many times it had to change something */
  solve(sku: number): number
  /**
   * By pair, of the SKUs solved last: what one more unit costs at the receiver, and at the donor; Infinity where no
   * open lane leads. They price the flow: no open edge earns more than its cost.
   */
  receiverPrice: Float64Array
  donorPrice: Float64Array
}

/**
 * Makes one SKU's flow the best one over the open lanes at the costs in `flows`. It cancels cycles of negative cost in the residual network, which a label
 * correcting search from the outside finds; none left means optimal.
 */
export function flowSolver(problem: Problem, flows: Flows): FlowSolver {
  const { skuPairs, skuEdges, edgeFrom, edgeTo, edgeLane, gainStart, gains, lossStart, losses } = problem
  const { inStart, outStart, outEdges } = problem
  const { units, unitsIn, unitsOut, cost, open } = flows
  const pairs = problem.pairLocation.length
  let widest = 0
  for (let sku = 0; sku < problem.skuCount; sku++)
    widest = Math.max(widest, skuPairs[sku + 1]! - skuPairs[sku]!)
  /** Node: pair as a donor, or `pairs` + pair as a receiver. */
  const distance = new Float64Array(2 * pairs)
  const parent = new Int32Array(2 * pairs)
  const hops = new Float64Array(2 * pairs)
  const waiting = new Uint8Array(2 * pairs)
  const ring = new Int32Array(2 * widest + 1)
  const root = new Int32Array(2 * pairs)
  const bestValue = new Float64Array(2 * pairs)
  const bestEnd = new Int32Array(2 * pairs)
  const roots = new Int32Array(2 * widest)
  let rootCount = 0
  let head = 0
  let tail = 0

  const push = (node: number): void => {
    if (waiting[node]) return
    waiting[node] = 1
    ring[tail] = node
    tail = tail + 1 === ring.length ? 0 : tail + 1
  }

  const dropClosed = (sku: number): void => {
    for (let edge = skuEdges[sku]!; edge < skuEdges[sku + 1]!; edge++)
      if (units[edge]! > 0 && open[edgeLane[edge]!] === 0) takeOff(problem, flows, edge, units[edge]!)
  }

  const before = (node: number): number =>
    node >= pairs ? edgeFrom[parent[node]!]! : pairs + edgeTo[parent[node]!]!

  /** @returns steps from `node` back to the outside; Infinity where its labels go around a cycle. */
  const depthOf = (node: number, most: number): number => {
    let depth = 0
    for (let at = node; parent[at] !== FROM_OUTSIDE; at = before(at)) if (++depth > most) return Infinity
    return depth
  }

  /** Changes one unit's way along the labels from `from` back to the outside, or back to itself. */
  const follow = (from: number): void => {
    let node = from
    do {
      const edge = parent[node]!
      if (edge === FROM_OUTSIDE) {
        if (node >= pairs) unitsIn[node - pairs]!--
        else unitsOut[node]!++
        return
      }
      units[edge]! += node >= pairs ? 1 : -1
      node = before(node)
    } while (node !== from)
  }

  /** The best way out from each first node of a way in; ways with different first nodes share none. */
  const offer = (end: number, value: number): void => {
    if (value >= -SLACK) return
    let node = end
    while (root[node] === -1 && parent[node] !== FROM_OUTSIDE) node = before(node)
    const found = root[node] === -1 ? node : root[node]!
    for (node = end; node !== found && root[node] === -1; node = before(node)) root[node] = found
    root[found] = found
    if (value < bestValue[found]!) {
      if (bestValue[found] === 0) roots[rootCount++] = found
      bestValue[found] = value
      bestEnd[found] = end
    }
  }

  const changeAll = (first: number, last: number): number => {
    rootCount = 0
    for (let pair = first; pair < last; pair++) {
      root[pair] = root[pairs + pair] = -1
      bestValue[pair] = bestValue[pairs + pair] = 0
    }
    for (let pair = first; pair < last; pair++) {
      const unit = gainStart[pair]! + unitsIn[pair]!
      if (unit < gainStart[pair + 1]! && parent[pairs + pair] !== UNREACHED)
        offer(pairs + pair, distance[pairs + pair]! - gains[unit]!)
      if (unitsOut[pair]! > 0 && parent[pair] !== UNREACHED)
        offer(pair, distance[pair]! - losses[lossStart[pair]! + unitsOut[pair]! - 1]!)
    }
    for (let at = 0; at < rootCount; at++) {
      const end = bestEnd[roots[at]!]!
      if (end >= pairs) unitsIn[end - pairs]!++
      else unitsOut[end]!--
      follow(end)
    }
    return rootCount
  }

  const cancelCycle = (end: number, most: number): void => {
    let node = end
    for (let step = 0; step <= most; step++) node = before(node)
    follow(node)
  }

  const label = (node: number, value: number, edge: number, steps: number): void => {
    distance[node] = value
    parent[node] = edge
    hops[node] = steps
    push(node)
  }

  /** Improvements that do not touch each other. @returns how many */
  const improve = (sku: number): number => {
    const first = skuPairs[sku]!
    const last = skuPairs[sku + 1]!
    const most = 2 * (last - first)
    head = 0
    tail = 0
    for (let pair = first; pair < last; pair++) {
      distance[pair] = distance[pairs + pair] = Infinity
      parent[pair] = parent[pairs + pair] = UNREACHED
      waiting[pair] = waiting[pairs + pair] = 0
    }
    for (let pair = first; pair < last; pair++) {
      const unit = lossStart[pair]! + unitsOut[pair]!
      if (unit < lossStart[pair + 1]! && outStart[pair]! < outStart[pair + 1]!)
        label(pair, losses[unit]!, FROM_OUTSIDE, 0)
      if (unitsIn[pair]! > 0)
        label(pairs + pair, gains[gainStart[pair]! + unitsIn[pair]! - 1]!, FROM_OUTSIDE, 0)
    }
    while (head !== tail) {
      const node = ring[head]!
      head = head + 1 === ring.length ? 0 : head + 1
      waiting[node] = 0
      const here = distance[node]!
      if (hops[node]! > most) {
        hops[node] = depthOf(node, most)
        if (hops[node] === Infinity) {
          cancelCycle(node, most)
          return 1
        }
      }
      const steps = hops[node]! + 1
      if (node >= pairs) {
        const pair = node - pairs
        if (unitsIn[pair] === 0) continue
        for (let edge = inStart[pair]!; edge < inStart[pair + 1]!; edge++) {
          if (units[edge] === 0) continue
          const value = here - cost[edge]!
          if (value < distance[edgeFrom[edge]!]! - SLACK) label(edgeFrom[edge]!, value, edge, steps)
        }
      } else {
        for (let at = outStart[node]!; at < outStart[node + 1]!; at++) {
          const edge = outEdges[at]!
          if (open[edgeLane[edge]!] === 0) continue
          const value = here + cost[edge]!
          const to = pairs + edgeTo[edge]!
          if (value < distance[to]! - SLACK) label(to, value, edge, steps)
        }
      }
    }
    return changeAll(first, last)
  }

  const solve = (sku: number): number => {
    dropClosed(sku)
    let changes = 0
    for (let found = improve(sku); found > 0; found = improve(sku)) changes += found
    return changes
  }
  return { solve, donorPrice: distance.subarray(0, pairs), receiverPrice: distance.subarray(pairs) }
}

/** Value of a SKU's flow at the edges' own costs, without charges of lanes. */
export function flowValue(problem: Problem, flows: Flows, sku: number): number {
  let value = 0
  for (let pair = problem.skuPairs[sku]!; pair < problem.skuPairs[sku + 1]!; pair++) {
    for (let unit = 0; unit < flows.unitsIn[pair]!; unit++)
      value += problem.gains[problem.gainStart[pair]! + unit]!
    for (let unit = 0; unit < flows.unitsOut[pair]!; unit++)
      value -= problem.losses[problem.lossStart[pair]! + unit]!
  }
  for (let edge = problem.skuEdges[sku]!; edge < problem.skuEdges[sku + 1]!; edge++)
    if (flows.units[edge]! > 0) value -= flows.units[edge]! * problem.edgeCost[edge]!
  return value
}
