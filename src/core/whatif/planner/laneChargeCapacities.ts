/** Owns the prices of locations' capacities beside those of units: a unit that comes or goes pays for the room it takes. */
import type { Problem } from './problem.ts'

export interface CapacityPrices {
  /** What a unit on the edge pays for room at both its ends. */
  onEdge(edge: number): number
  /** What all the room is worth. */
  total(): number
  begin(): void
  count(edge: number, units: number): void
  /** @returns the squared length of the way to go */
  direction(memory: number): number
  /** @returns whether any price has changed */
  move(step: number): boolean
  /** The prices of now become those that `proof` tells. */
  keep(): void
  proof(locationCount: number): { receiveCapacityPrice: Float64Array; sendCapacityPrice: Float64Array }
}

/** @returns prices that are 0 and stay so where there are no capacities */
export function capacityPrices(problem: Problem): CapacityPrices {
  const { edgeFrom, edgeTo, pairLocation, locationCount } = problem
  const ends = locationCount * 2
  const room = new Float64Array(ends)
  room.set(problem.receiveCapacity)
  room.set(problem.sendCapacity, locationCount)
  const limited = [...room.keys()].filter((end) => room[end]! < Infinity)
  const price = new Float64Array(ends)
  const kept = new Float64Array(ends)
  const used = new Float64Array(ends)
  const way = new Float64Array(ends)
  const largest = problem.gains.reduce((most, gain) => Math.max(most, gain), 0)
  // A capacity is shared by many units: a step that suits one of them is too long for all.
  const scale = limited.map((end) => (largest * largest) / (1 + room[end]!))
  const active = problem.hasCapacities
  return {
    onEdge: (edge) =>
      active
        ? price[pairLocation[edgeTo[edge]!]!]! + price[locationCount + pairLocation[edgeFrom[edge]!]!]!
        : 0,
    total: () => limited.reduce((sum, end) => sum + room[end]! * price[end]!, 0),
    begin: () => void used.fill(0),
    count: (edge, units) => {
      used[pairLocation[edgeTo[edge]!]!]! += units
      used[locationCount + pairLocation[edgeFrom[edge]!]!]! += units
    },
    direction: (memory) =>
      limited.reduce((sum, end, at) => {
        const step = memory * way[end]! + (1 - memory) * (used[end]! - room[end]!)
        way[end] = step < 0 && price[end] === 0 ? 0 : step
        return sum + way[end]! * way[end]! * scale[at]!
      }, 0),
    move: (step) => {
      limited.forEach((end, at) => {
        price[end] = Math.max(0, price[end]! + step * scale[at]! * way[end]!)
      })
      return active
    },
    keep: () => kept.set(price),
    proof: (count) => ({
      receiveCapacityPrice: kept.slice(0, count),
      sendCapacityPrice: kept.slice(count),
    }),
  }
}
