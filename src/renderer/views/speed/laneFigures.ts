/** Owns what lanes are sorted by, and how one lane is told from another. */
import { LANE_SORTS, type LaneRow, type LaneSort } from '../../../shared/readModels/speed.ts'

export type LaneKey = Pick<LaneRow, 'origin' | 'destinationRegion' | 'carrier'>
export const laneId = ({ origin, destinationRegion, carrier }: LaneKey): string =>
  `${origin}\n${destinationRegion}\n${carrier}`

export interface LaneOrder {
  sort: LaneSort
  descending: boolean
}

/** As the address says; the most travelled first by default. */
export function laneOrderOf(params: URLSearchParams): LaneOrder {
  const sort = LANE_SORTS.find((each) => each === params.get('sort')) ?? 'lines'
  return { sort, descending: params.get('order') !== 'up' }
}
