/** Owns the optimal plan of one SKU without lane charges and capacities: min-cost flow by shortest augmenting paths, with the prices that prove it. */
import { makeHeap } from './minHeap.ts'
import type { Problem } from './problem.ts'

/** A plan for every SKU, kept in the arrays of the whole problem, so that SKUs can be worked on one by one. */
export interface Flow {
  /** By edge. */
  units: Int32Array
  /** By pair: units that leave and that arrive. */
  unitsOut: Int32Array
  unitsIn: Int32Array
  /** By pair: what a unit at the donor is worth; of a receiver it is what a unit costs there. */
  donorPrice: Float64Array
  receiverPrice: Float64Array
}

/** Nothing moves; the prices prove what each receiver could earn if the nearest donors were all its own. */
export function emptyFlow(problem: Problem, edgeCost: Float64Array = problem.edgeCost): Flow {
  const pairs = problem.pairRow.length
  const donorPrice = new Float64Array(pairs).map((_, pair) => firstLoss(problem, pair))
  return {
    units: new Int32Array(problem.edgeLane.length),
    unitsOut: new Int32Array(pairs),
    unitsIn: new Int32Array(pairs),
    donorPrice,
    receiverPrice: donorPrice.map((_, pair) => priceAt(problem, edgeCost, donorPrice, pair)),
  }
}

function firstLoss({ lossStart, losses }: Problem, pair: number): number {
  const first = lossStart[pair] ?? 0
  return first < (lossStart[pair + 1] ?? 0) ? (losses[first] ?? 0) : 0
}

/** A unit's least price there, but never above what the first unit is worth: nobody would pay more. */
function priceAt(problem: Problem, edgeCost: Float64Array, donorPrice: Float64Array, pair: number): number {
  const { gainStart, gains, inStart, edgeFrom } = problem
  const first = gainStart[pair] ?? 0
  let least = first < (gainStart[pair + 1] ?? 0) ? (gains[first] ?? 0) : 0
  for (let edge = inStart[pair] ?? 0, end = inStart[pair + 1] ?? 0; edge < end; edge++) {
    least = Math.min(least, (donorPrice[edgeFrom[edge] ?? 0] ?? 0) + (edgeCost[edge] ?? 0))
  }
  return least
}

const NONE = -1

/**
 * Receivers ask for one unit after the other, the most wanted first. For each, the cheapest way to one more unit is
 * searched (Dijkstra over donors): a donor gives one, or a donor takes one back from another receiver, who is served
 * by a third donor, or does without. Prices of donors only rise; a receiver that was refused once is refused for good.
 * At every moment the plan is optimal for what was asked so far, and the prices prove it:
 * loss[out − 1] ≤ donorPrice ≤ loss[out], receiverPrice = min over edges of donorPrice + cost, tight where units move.
 * @param edgeCost by edge; other than the problem's where charges are priced into units
 */
export function makeSkuFlow(
  problem: Problem,
  flow: Flow,
  edgeCost: Float64Array = problem.edgeCost,
): (sku: number) => void {
  const { skuPairs, inStart, outStart, outEdges, edgeFrom, edgeTo } = problem
  const { gainStart, gains, lossStart, losses } = problem
  const { units, unitsIn, unitsOut, donorPrice: price, receiverPrice } = flow
  const pairs = problem.pairRow.length
  // Of the search; `stamp` tells whether an entry is of this search.
  const key = new Float64Array(pairs)
  const keyStamp = new Int32Array(pairs)
  const settledStamp = new Int32Array(pairs)
  const hopStamp = new Int32Array(pairs)
  /** By donor: the edge by which it would serve the receiver that it was reached from. */
  const servedBy = new Int32Array(pairs)
  /** By receiver on the way: the edge that would be taken from it. */
  const takenBy = new Int32Array(pairs)
  const settled: number[] = []
  const heap = makeHeap()
  let stamp = 0

  /** @returns whether the receiver gets a unit */
  function serve(receiver: number): boolean {
    stamp += 1
    settled.length = 0
    heap.clear()
    const wanted = (gainStart[receiver] ?? 0) + (unitsIn[receiver] ?? 0)
    // Where nothing is cheaper than what the unit is worth, the receiver is refused.
    let best = wanted < (gainStart[receiver + 1] ?? 0) ? (gains[wanted] ?? 0) : 0
    let donorAtEnd = NONE
    let receiverAtEnd = NONE
    hopStamp[receiver] = stamp
    for (let edge = inStart[receiver] ?? 0, end = inStart[receiver + 1] ?? 0; edge < end; edge++) {
      reach(edgeFrom[edge] ?? 0, (edgeCost[edge] ?? 0) + (price[edgeFrom[edge] ?? 0] ?? 0), edge, best)
    }
    for (let donor = heap.pop(); donor !== NONE; donor = heap.pop()) {
      if (settledStamp[donor] === stamp) continue
      const at = key[donor] ?? 0
      if (at >= best) break
      settledStamp[donor] = stamp
      settled.push(donor)
      const walked = at - (price[donor] ?? 0)
      const next = (lossStart[donor] ?? 0) + (unitsOut[donor] ?? 0)
      if (next < (lossStart[donor + 1] ?? 0) && walked + (losses[next] ?? 0) < best) {
        best = walked + (losses[next] ?? 0)
        donorAtEnd = donor
        receiverAtEnd = NONE
        if (best <= at) break
      }
      for (let i = outStart[donor] ?? 0, end = outStart[donor + 1] ?? 0; i < end; i++) {
        const edge = outEdges[i] ?? 0
        if ((units[edge] ?? 0) === 0) continue
        const other = edgeTo[edge] ?? 0
        if (hopStamp[other] === stamp) continue
        hopStamp[other] = stamp
        takenBy[other] = edge
        const freed = walked - (edgeCost[edge] ?? 0)
        const without = freed + (gains[(gainStart[other] ?? 0) + (unitsIn[other] ?? 0) - 1] ?? 0)
        if (without < best) {
          best = without
          receiverAtEnd = other
          donorAtEnd = NONE
        }
        for (let e = inStart[other] ?? 0, last = inStart[other + 1] ?? 0; e < last; e++) {
          const from = edgeFrom[e] ?? 0
          reach(from, freed + (edgeCost[e] ?? 0) + (price[from] ?? 0), e, best)
        }
      }
    }
    for (const donor of settled) {
      if ((key[donor] ?? 0) < best) price[donor] = (price[donor] ?? 0) + best - (key[donor] ?? 0)
    }
    if (donorAtEnd === NONE && receiverAtEnd === NONE) return false
    let donor = donorAtEnd
    if (donor !== NONE) unitsOut[donor] = (unitsOut[donor] ?? 0) + 1
    else {
      unitsIn[receiverAtEnd] = (unitsIn[receiverAtEnd] ?? 0) - 1
      donor = takeFrom(receiverAtEnd)
    }
    for (;;) {
      const edge = servedBy[donor] ?? 0
      units[edge] = (units[edge] ?? 0) + 1
      const served = edgeTo[edge] ?? 0
      if (served === receiver) break
      donor = takeFrom(served)
    }
    unitsIn[receiver] = (unitsIn[receiver] ?? 0) + 1
    return true
  }

  function reach(donor: number, at: number, edge: number, best: number): void {
    if (at >= best || settledStamp[donor] === stamp) return
    if (keyStamp[donor] === stamp && (key[donor] ?? 0) <= at) return
    keyStamp[donor] = stamp
    key[donor] = at
    servedBy[donor] = edge
    heap.push(donor, at)
  }

  function takeFrom(receiver: number): number {
    const edge = takenBy[receiver] ?? 0
    units[edge] = (units[edge] ?? 0) - 1
    return edgeFrom[edge] ?? 0
  }

  const asks = makeHeap()

  return (sku) => {
    const first = skuPairs[sku] ?? 0
    const end = skuPairs[sku + 1] ?? 0
    asks.clear()
    for (let pair = first; pair < end; pair++) {
      unitsIn[pair] = 0
      unitsOut[pair] = 0
      price[pair] = firstLoss(problem, pair)
      const last = inStart[pair + 1] ?? 0
      if ((inStart[pair] ?? 0) === last) continue
      for (let edge = inStart[pair] ?? 0; edge < last; edge++) units[edge] = 0
      asks.push(pair, -(gains[gainStart[pair] ?? 0] ?? 0))
    }
    for (let receiver = asks.pop(); receiver !== NONE; receiver = asks.pop()) {
      if (!serve(receiver)) continue
      const next = (gainStart[receiver] ?? 0) + (unitsIn[receiver] ?? 0)
      if (next < (gainStart[receiver + 1] ?? 0)) asks.push(receiver, -(gains[next] ?? 0))
    }
    for (let pair = first; pair < end; pair++) {
      receiverPrice[pair] = priceAt(problem, edgeCost, price, pair)
    }
  }
}

/** Value of the SKU's plan, and the bound that its prices prove; equal but for rounding where the plan is optimal. */
export function valueOfSku(
  problem: Problem,
  flow: Flow,
  sku: number,
  edgeCost: Float64Array = problem.edgeCost,
): { objective: number; bound: number } {
  const { gainStart, gains, lossStart, losses, inStart } = problem
  let objective = 0
  let bound = 0
  for (let pair = problem.skuPairs[sku] ?? 0, end = problem.skuPairs[sku + 1] ?? 0; pair < end; pair++) {
    const moreGain = gainStart[pair] ?? 0
    const moreLoss = lossStart[pair] ?? 0
    for (let t = 0; t < (flow.unitsIn[pair] ?? 0); t++) objective += gains[moreGain + t] ?? 0
    for (let t = 0; t < (flow.unitsOut[pair] ?? 0); t++) objective -= losses[moreLoss + t] ?? 0
    for (let edge = inStart[pair] ?? 0, last = inStart[pair + 1] ?? 0; edge < last; edge++) {
      objective -= (flow.units[edge] ?? 0) * (edgeCost[edge] ?? 0)
    }
    const receiverPrice = flow.receiverPrice[pair] ?? 0
    const donorPrice = flow.donorPrice[pair] ?? 0
    for (let i = moreGain, last = gainStart[pair + 1] ?? 0; i < last; i++) {
      const surplus = (gains[i] ?? 0) - receiverPrice
      if (!(surplus > 0)) break
      bound += surplus
    }
    for (let i = moreLoss, last = lossStart[pair + 1] ?? 0; i < last; i++) {
      const surplus = donorPrice - (losses[i] ?? 0)
      if (!(surplus > 0)) break
      bound += surplus
    }
  }
  return { objective, bound }
}
