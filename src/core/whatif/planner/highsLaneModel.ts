/** Owns the mixed-integer model of lane charges: each unit of a gain or loss by itself, so that its relaxation is tight. */
import { makeRowWriter, type RowWriter } from './highsRows.ts'
import type { Problem } from './problem.ts'

/** What is settled of a lane before the model is written. */
export const LANE_FREE = 0
export const LANE_CLOSED = 1
export const LANE_OPEN = 2

export interface LaneModel {
  rows: RowWriter
  /** By lane: its column, or -1 where it is closed. */
  laneColumn: Int32Array
  /** By edge: the first column of the units that it brings, as many as `bringCount`. */
  bringFirst: Int32Array
  bringCount: Int32Array
}

/**
 * On each edge, columns for units that it brings to a gain and for units that it takes from a loss, none of them more
 * than the lane is open; a gain or loss is used once. With whole lanes the rest is a network, so only lanes need be
 * whole numbers.
 */
export function laneModel(problem: Problem, settled: Uint8Array): LaneModel {
  const { edgeLane, edgeFrom, edgeTo, edgeCost, edgeMax, laneFixed } = problem
  const { gainStart, gains, lossStart, losses, pairLocation, locationCount } = problem
  const rows = makeRowWriter()
  const edges = edgeLane.length
  const laneColumn = new Int32Array(problem.laneCount).fill(-1)
  const bringFirst = new Int32Array(edges)
  const bringCount = new Int32Array(edges)
  const takeFirst = new Int32Array(edges)
  const takeCount = new Int32Array(edges)
  const columnsOfGain: number[][] = Array.from(gains, () => [])
  const columnsOfLoss: number[][] = Array.from(losses, () => [])
  for (const lane of new Set(edgeLane)) {
    if (settled[lane] === LANE_CLOSED) continue
    const isOpen = settled[lane] === LANE_OPEN
    laneColumn[lane] = rows.column(-laneFixed[lane]!, isOpen ? 1 : 0, 1, true)
  }
  for (let edge = 0; edge < edges; edge++) {
    if (laneColumn[edgeLane[edge]!]! < 0) continue
    const gain = gainStart[edgeTo[edge]!]!
    const loss = lossStart[edgeFrom[edge]!]!
    const cost = edgeCost[edge]!
    for (let unit = gain; unit < gainStart[edgeTo[edge]! + 1]!; unit++) {
      if (gains[unit]! - losses[loss]! - cost <= 0) break
      const column = rows.column(gains[unit]! - cost, 0, 1, false)
      if (unit === gain) bringFirst[edge] = column
      bringCount[edge]!++
      columnsOfGain[unit]!.push(column)
    }
    for (let unit = loss; unit < lossStart[edgeFrom[edge]! + 1]!; unit++) {
      if (gains[gain]! - losses[unit]! - cost <= 0) break
      const column = rows.column(-losses[unit]!, 0, 1, false)
      if (unit === loss) takeFirst[edge] = column
      takeCount[edge]!++
      columnsOfLoss[unit]!.push(column)
    }
  }
  for (let edge = 0; edge < edges; edge++) {
    if (bringCount[edge] === 0) continue
    const lane = laneColumn[edgeLane[edge]!]!
    if (settled[edgeLane[edge]!] !== LANE_OPEN) {
      putEach(rows, bringFirst[edge]!, bringCount[edge]!, lane)
      putEach(rows, takeFirst[edge]!, takeCount[edge]!, lane)
    }
    for (let at = 0; at < bringCount[edge]!; at++) rows.put(bringFirst[edge]! + at, 1)
    for (let at = 0; at < takeCount[edge]!; at++) rows.put(takeFirst[edge]! + at, -1)
    rows.endRow(0, 0)
    if (Math.min(bringCount[edge]!, takeCount[edge]!) > edgeMax[edge]!) {
      for (let at = 0; at < bringCount[edge]!; at++) rows.put(bringFirst[edge]! + at, 1)
      rows.put(lane, -edgeMax[edge]!)
      rows.endRow(-Infinity, 0)
    }
  }
  for (const columns of [...columnsOfGain, ...columnsOfLoss]) {
    if (columns.length < 2) continue
    for (const column of columns) rows.put(column, 1)
    rows.endRow(-Infinity, 1)
  }
  const room = (capacity: Float64Array, pairOf: Int32Array) => {
    const edgesAt: number[][] = Array.from({ length: locationCount }, () => [])
    for (let edge = 0; edge < edges; edge++) edgesAt[pairLocation[pairOf[edge]!]!]!.push(edge)
    edgesAt.forEach((here, location) => {
      if (capacity[location] === Infinity) return
      for (const edge of here)
        for (let at = 0; at < bringCount[edge]!; at++) rows.put(bringFirst[edge]! + at, 1)
      rows.endRow(-Infinity, capacity[location]!)
    })
  }
  room(problem.receiveCapacity, edgeTo)
  room(problem.sendCapacity, edgeFrom)
  return { rows, laneColumn, bringFirst, bringCount }
}

/** Each of so many columns is at most the lane. */
function putEach(rows: RowWriter, first: number, count: number, lane: number): void {
  for (let at = 0; at < count; at++) {
    rows.put(first + at, 1)
    rows.put(lane, -1)
    rows.endRow(-Infinity, 0)
  }
}
