/** Owns the shapes that questions about delivery speed are answered with. Hours are clock hours unless named otherwise. */
import type { Flow, OrderStep } from '../vocabulary.ts'
import type { OrderRow } from './orders.ts'

export const HEATMAP_COLUMNS = ['channel', 'flow', 'carrier', 'location', 'weekHour'] as const
export type HeatmapColumn = (typeof HEATMAP_COLUMNS)[number]

export const LANE_SORTS = [
  'lines',
  'onTimeShare',
  'transitHoursMedian',
  'transitHoursP90',
  'promisedHoursMedian',
] as const
export type LaneSort = (typeof LANE_SORTS)[number]

/** What holds a line up, or held it. */
export const LATE_CAUSES = [
  'allocationWait',
  'pick',
  'dwell',
  'carrier',
  'stockShortage',
  'wrongPromise',
] as const
export type LateCause = (typeof LATE_CAUSES)[number]

export interface SpeedFigures {
  /** Lines that came into the customer's hands. */
  lines: number
  /** Of these, with a promise. */
  promised: number
  late: number
  /** On time ÷ promised; null without promises. */
  onTimeShare: number | null
  /** 95 % Wilson interval of the share. */
  onTimeLow: number | null
  onTimeHigh: number | null
  /** Lines whose promise has come due: those handed over with a promise, and those open past it. */
  due: number
  /** Of these, handed over in time. */
  kept: number
  /** Promise kept: kept ÷ due; null where none is due. */
  keptShare: number | null
  /** 95 % Wilson interval of the share. */
  keptLow: number | null
  keptHigh: number | null
  /** From order to hand-over; exact where lines ≤ 200, else within `hoursRelativeError`. */
  hoursMedian: number | null
  hoursP90: number | null
}

export interface SpeedCell extends SpeedFigures {
  row: string
  column: string
  /** The same in the period compared with. */
  compared: SpeedFigures | null
}

export interface SpeedHeatmap {
  rows: { key: string; name: string }[]
  columns: { key: string; name: string }[]
  cells: SpeedCell[]
  total: SpeedFigures
  comparedTotal: SpeedFigures | null
  /** Relative error of a percentile that comes from a sketch. */
  hoursRelativeError: number
  /** The period that was counted: whole hours; without an end of its own, that of the data. */
  from: number
  until: number
  comparedFrom: number | null
  comparedUntil: number | null
}

export interface CauseSplit {
  /** `hoursMedian`: how late they were, or are. */
  causes: { cause: LateCause; lines: number; share: number; hoursMedian: number | null }[]
  /** Late lines that no step's time is known of. */
  unknown: number
  /** Handed over late, or open past the promise. */
  late: number
  /** Of these, still open. */
  overdue: number
  /** How a line's cause is found, in words. */
  method: string
}

export interface SpeedOrderRow extends OrderRow {
  line: string
  sku: string
  skuName: string | null
  carrier: string | null
  /** The line's own; the order's stand in the other members. */
  linePromisedAt: number | null
  lineHandedOverAt: number | null
  lineLate: boolean | null
  /** From order to hand-over; null while it is open. */
  hours: number | null
  /** Past the promise; negative where it came before it; null without a promise. An open line's grow. */
  lateHours: number | null
  /** Null where it is not late, `unknown` where nothing tells. */
  cause: LateCause | 'unknown' | null
}

export interface SpeedOrderPage {
  rows: SpeedOrderRow[]
  total: number
}

export interface LanePage {
  rows: LaneRow[]
  total: number
  /** Relative error of a percentile that comes from a sketch. */
  hoursRelativeError: number
}

export interface LaneRow {
  origin: string
  originName: string
  destinationRegion: string
  carrier: string
  lines: number
  promised: number
  onTimeShare: number | null
  transitHoursMedian: number | null
  transitHoursP90: number | null
  promisedHoursMedian: number | null
  originLatitude: number | null
  originLongitude: number | null
  destinationLatitude: number | null
  destinationLongitude: number | null
}

export interface LaneDistribution {
  lane: Pick<LaneRow, 'origin' | 'originName' | 'destinationRegion' | 'carrier'>
  /** Lines by hours in transit, even steps. */
  bins: { fromHours: number; untilHours: number; lines: number; late: number }[]
  /** Where the promises lie on the same scale: quantiles. */
  promisedHoursP10: number | null
  promisedHoursMedian: number | null
  promisedHoursP90: number | null
}

export interface OrderAtRisk extends OrderRow {
  line: string
  /** Probability of missing the promise. */
  risk: number
  /** Orders that the probability rests on. */
  basedOn: number
  remainingHours: number
  remainingBusinessHours: number | null
  elapsedHours: number
  /** The step that it waits for. */
  waitsFor: OrderStep
  waitsSinceAt: number
  /** What would save it, and where that is done. */
  action: string
}

export interface AtRiskPage {
  rows: OrderAtRisk[]
  total: number
  /** When the probabilities were reckoned. */
  asOf: number
}

export interface Calibration {
  name: string
  /** When in a line's life it was said, e.g. `when shipped`. */
  moment: string
  /** `due`: every line whose promise came due; `handedOver`: those of them that the customer has, late or not. */
  counted: 'due' | 'handedOver'
  /** True: learned anew during the test, from what was known by then; false: once, at `trainedUntil`. So is the base rate. */
  refreshed: boolean
  /** Probabilities said; a line counts once for each moment. */
  lines: number
  /** Share of them whose promise was missed. */
  baseRate: number
  brier: number
  /** Brier score of always saying the lane's base rate. */
  brierBase: number
  /** 1 − brier ÷ brierBase. */
  skill: number
  reliability: { from: number; until: number; lines: number; predicted: number; observed: number }[]
  trainedUntil: number
  testedFrom: number
  testedUntil: number
}

export interface RegionSpeed extends SpeedFigures {
  region: string
  country: string | null
  /** The middle of what is known to lie there. */
  latitude: number | null
  longitude: number | null
}

export interface RegionSpeeds {
  rows: RegionSpeed[]
  hoursRelativeError: number
  from: number
  until: number
}

/** Flow of a cell's orders, for deep links. */
export interface SpeedFilter {
  region?: string
  channel?: string
  flow?: Flow
  carrier?: string
  location?: string
  /** Hour of the week of the order, Monday 0:00 is 0. */
  weekHour?: number
  cause?: LateCause | 'unknown'
  from?: number
  until?: number
  lateOnly?: boolean
}
