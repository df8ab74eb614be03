/** Owns the prices of single units that prove a bound where lanes have charges, and how they are improved step by step. */
import { capacityPrices } from './laneChargeCapacities.ts'
import type { Problem, UnitPriceProof } from './problem.ts'

/** Edges are looked at again, all of them, each time so many steps were made over those that matter. */
const STEPS_PER_LOOK = 8
/** An edge matters when its first unit lacks less than this share of the SKU's best gain to be worth moving. */
const NEAR_SHARE = 0.12
const MEMORY = 0.8
/** Steps without progress after which they become shorter. */
const PATIENCE = 6
const SHORTER = 0.7
const PROGRESS = 2e-5
const LEAST_BOLD = 1e-3

export interface LanePrices {
  /** The best bound that was proved; the problem's value, without its offset. */
  bound(): number
  proof(): UnitPriceProof
  /** By lane, at the best bound: what its units earn at these prices, less its charge. */
  surplus(): Float64Array
  /** By lane, 0 to 1: how much of the last steps it was open. */
  use: Float64Array
  /**
   * Goes on from other prices, by pair: those of a flow without charges or with shares of them. What was proved stays.
   * Infinity stands for none.
   */
  beginAt(receiverPrice: Float64Array, donorPrice: Float64Array): void
  /** What a unit on the edge pays for room at its ends. */
  roomCost(edge: number): number
  /** Makes so many steps, aiming at `target`: what a plan is known to reach. @returns whether more steps may help */
  improve(steps: number, target: number): boolean
}

/**
 * Lagrangian relaxation of "a unit of a gain or of a loss is used by one lane at most", solved by subgradient steps.
 * With `net` a gain less its price and `due` a loss and its price, each lane by itself takes a SKU's units as long as
 * net − due − cost > 0, and is open when that is worth its charge. `net` is kept falling and `due` rising, which costs
 * nothing: what is equal in all but its price may swap it.
 *
 * At first nothing has a price: each lane could have all it wants.
 */
export function openLanePrices(problem: Problem): LanePrices {
  const { skuPairs, skuEdges, edgeLane, edgeFrom, edgeTo, edgeCost, edgeMax, laneFixed, pairLocation } =
    problem
  const { gainStart, gains, lossStart, losses, locationCount } = problem
  const pairs = pairLocation.length
  const edges = edgeLane.length
  const net = gains.slice()
  const due = losses.slice()
  const netStep = new Float64Array(gains.length)
  const dueStep = new Float64Array(losses.length)
  const netUse = new Float32Array(gains.length)
  const dueUse = new Float32Array(losses.length)
  const bestNet = gains.slice()
  const bestDue = losses.slice()
  const gainEnd = new Int32Array(pairs)
  const lossEnd = new Int32Array(pairs)
  const scale = new Float64Array(problem.skuCount)
  const earned = new Float64Array(problem.laneCount)
  const bestSurplus = new Float64Array(problem.laneCount)
  const use = new Float64Array(problem.laneCount)
  const capacity = capacityPrices(problem)

  limitUnits()

  // Edges that matter, in arrays of their own: the steps run over nothing else.
  let near = 0
  const nearGain = new Int32Array(edges)
  const nearLoss = new Int32Array(edges)
  const nearCost = new Float64Array(edges)
  const nearMax = new Int32Array(edges)
  const nearLane = new Int32Array(edges)
  const nearEdge = problem.hasCapacities ? new Int32Array(edges) : new Int32Array(0)

  let best = Infinity
  let boldness = 1
  let idle = 0
  let sinceLook = STEPS_PER_LOOK
  look()

  /** Units beyond can earn nothing on any edge, whatever is paid for them. */
  function limitUnits(): void {
    const least = new Float64Array(pairs).fill(Infinity)
    const most = new Float64Array(pairs).fill(-Infinity)
    for (let edge = 0; edge < edges; edge++) {
      const from = edgeFrom[edge]!
      const to = edgeTo[edge]!
      least[to] = Math.min(least[to]!, losses[lossStart[from]!]! + edgeCost[edge]!)
      most[from] = Math.max(most[from]!, gains[gainStart[to]!]! - edgeCost[edge]!)
    }
    for (let pair = 0; pair < pairs; pair++) {
      let unit = gainStart[pair]!
      while (unit < gainStart[pair + 1]! && gains[unit]! > least[pair]!) unit++
      gainEnd[pair] = unit
      unit = lossStart[pair]!
      while (unit < lossStart[pair + 1]! && losses[unit]! < most[pair]!) unit++
      lossEnd[pair] = unit
    }
    for (let sku = 0; sku < problem.skuCount; sku++) {
      for (let pair = skuPairs[sku]!; pair < skuPairs[sku + 1]!; pair++)
        if (gainStart[pair]! < gainEnd[pair]!) scale[sku] = Math.max(scale[sku]!, gains[gainStart[pair]!]!)
    }
  }

  function beginAt(receiverPrice: Float64Array, donorPrice: Float64Array): void {
    for (let pair = 0; pair < pairs; pair++) {
      for (let unit = gainStart[pair]!; unit < gainEnd[pair]!; unit++)
        net[unit] = Math.min(gains[unit]!, receiverPrice[pair]!)
      const price = donorPrice[pair]! < Infinity ? donorPrice[pair]! : 0
      for (let unit = lossStart[pair]!; unit < lossEnd[pair]!; unit++)
        due[unit] = Math.max(losses[unit]!, price)
    }
    look()
  }

  /** Sums up exactly, over all edges, and picks those that matter for the next steps. */
  function look(): void {
    sinceLook = 0
    near = 0
    earned.fill(0)
    for (let sku = 0; sku < problem.skuCount; sku++) {
      const margin = -NEAR_SHARE * scale[sku]! * Math.min(1, boldness * 2)
      for (let edge = skuEdges[sku]!; edge < skuEdges[sku + 1]!; edge++) {
        const gain = gainStart[edgeTo[edge]!]!
        const loss = lossStart[edgeFrom[edge]!]!
        const cost = edgeCost[edge]! + capacity.onEdge(edge)
        let worth = net[gain]! - due[loss]! - cost
        if (worth < margin) continue
        if (problem.hasCapacities) nearEdge[near] = edge
        nearGain[near] = gain
        nearLoss[near] = loss
        nearCost[near] = cost
        nearMax[near] = edgeMax[edge]!
        nearLane[near++] = edgeLane[edge]!
        let sum = 0
        for (let t = 0; worth > 0; worth = net[gain + t]! - due[loss + t]! - cost) {
          sum += worth
          if (++t === edgeMax[edge]!) break
        }
        earned[edgeLane[edge]!]! += sum
      }
    }
    const bound = total()
    if (bound >= best) return
    best = bound
    bestNet.set(net)
    bestDue.set(due)
    capacity.keep()
    for (let lane = 0; lane < earned.length; lane++) bestSurplus[lane] = earned[lane]! - laneFixed[lane]!
  }

  function total(): number {
    let sum = capacity.total()
    for (let unit = 0; unit < net.length; unit++) sum += gains[unit]! - net[unit]!
    for (let unit = 0; unit < due.length; unit++) sum += due[unit]! - losses[unit]!
    for (let lane = 0; lane < earned.length; lane++) sum += Math.max(0, earned[lane]! - laneFixed[lane]!)
    return sum
  }

  function sumUp(): number {
    if (++sinceLook >= STEPS_PER_LOOK) {
      look()
      return total()
    }
    earned.fill(0)
    for (let at = 0; at < near; at++) {
      const gain = nearGain[at]!
      const loss = nearLoss[at]!
      const cost = nearCost[at]!
      const most = nearMax[at]!
      let sum = 0
      for (let t = 0; t < most; t++) {
        const worth = net[gain + t]! - due[loss + t]! - cost
        if (worth <= 0) break
        sum += worth
      }
      if (sum > 0) earned[nearLane[at]!]! += sum
    }
    return total()
  }

  /** How often each unit is used by the lanes that are worth their charge. */
  function countUse(): void {
    netUse.fill(0)
    dueUse.fill(0)
    capacity.begin()
    for (let at = 0; at < near; at++) {
      const lane = nearLane[at]!
      if (earned[lane]! <= laneFixed[lane]!) continue
      const gain = nearGain[at]!
      const loss = nearLoss[at]!
      const cost = nearCost[at]!
      const most = nearMax[at]!
      let t = 0
      for (; t < most; t++) {
        if (net[gain + t]! - due[loss + t]! - cost <= 0) break
        netUse[gain + t]!++
        dueUse[loss + t]!++
      }
      if (t > 0 && problem.hasCapacities) capacity.count(nearEdge[at]!, t)
    }
  }

  /** @returns the squared length of the way to go, in units of each SKU's scale */
  function direction(): number {
    let sum = capacity.direction(MEMORY)
    for (let sku = 0; sku < problem.skuCount; sku++) {
      let length = 0
      for (let pair = skuPairs[sku]!; pair < skuPairs[sku + 1]!; pair++) {
        for (let unit = gainStart[pair]!; unit < gainEnd[pair]!; unit++) {
          let step = MEMORY * netStep[unit]! + (1 - MEMORY) * (netUse[unit]! - 1)
          if (step < 0 && net[unit]! >= gains[unit]!) step = 0
          netStep[unit] = step
          length += step * step
        }
        for (let unit = lossStart[pair]!; unit < lossEnd[pair]!; unit++) {
          let step = MEMORY * dueStep[unit]! + (1 - MEMORY) * (dueUse[unit]! - 1)
          if (step < 0 && due[unit]! <= losses[unit]!) step = 0
          dueStep[unit] = step
          length += step * step
        }
      }
      sum += length * scale[sku]! * scale[sku]!
    }
    return sum
  }

  function move(step: number): void {
    for (let sku = 0; sku < problem.skuCount; sku++) {
      const length = step * scale[sku]! * scale[sku]!
      for (let pair = skuPairs[sku]!; pair < skuPairs[sku + 1]!; pair++) {
        for (let unit = gainStart[pair]!; unit < gainEnd[pair]!; unit++) {
          const value = Math.min(gains[unit]!, net[unit]! - length * netStep[unit]!)
          let at = unit
          for (; at > gainStart[pair]! && net[at - 1]! < value; at--) net[at] = net[at - 1]!
          net[at] = value
        }
        for (let unit = lossStart[pair]!; unit < lossEnd[pair]!; unit++) {
          const value = Math.max(losses[unit]!, due[unit]! + length * dueStep[unit]!)
          let at = unit
          for (; at > lossStart[pair]! && due[at - 1]! > value; at--) due[at] = due[at - 1]!
          due[at] = value
        }
      }
    }
    if (capacity.move(step))
      for (let at = 0; at < near; at++)
        nearCost[at] = edgeCost[nearEdge[at]!]! + capacity.onEdge(nearEdge[at]!)
  }

  let reached = Infinity
  function improve(steps: number, target: number): boolean {
    for (let step = 0; step < steps; step++) {
      const value = sumUp()
      if (value < reached - PROGRESS * Math.abs(reached)) idle = 0
      else if (++idle >= PATIENCE) {
        boldness *= SHORTER
        idle = 0
      }
      reached = Math.min(reached, value)
      countUse()
      for (let lane = 0; lane < use.length; lane++)
        use[lane]! += 0.1 * ((earned[lane]! > laneFixed[lane]! ? 1 : 0) - use[lane]!)
      const length = direction()
      if (length < 1e-12 || value <= target) {
        look()
        return false
      }
      move((boldness * (value - target)) / length)
    }
    return boldness > LEAST_BOLD
  }

  return {
    bound: () => best,
    proof: () => ({
      kind: 'unitPrices',
      gainPrice: gains.map((gain, unit) => gain - bestNet[unit]!),
      lossPrice: losses.map((loss, unit) => bestDue[unit]! - loss),
      ...capacity.proof(locationCount),
    }),
    surplus: () => bestSurplus,
    use,
    beginAt,
    roomCost: capacity.onEdge,
    improve,
  }
}
