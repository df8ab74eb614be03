/** Owns what a scenario starts from and ends in: the network as plans are made on it and replayed in. Plain data, never written to. */
import type { SourcingRule } from '../../../shared/scenarioOperators.ts'

/** Days from `fromDay` to before `untilDay`, counted from the snapshot. */
export interface DaySpan {
  fromDay: number
  untilDay: number
}

export interface WorldLocation {
  id: string
  name: string | null
  kind: 'store' | 'dc'
  region: string | null
  latitude: number | null
  longitude: number | null
  /** Units of all SKUs that one plan may bring or take; null: without limit. */
  receiveCapacityUnits: number | null
  sendCapacityUnits: number | null
  /** Units that can be put away in a day; the rest waits in a queue. Null: without limit. */
  receiveUnitsPerDay: number | null
  /** When it is shut: sells, receives and ships nothing. */
  outages: readonly (DaySpan & { stock: 'locked' | 'evacuable' })[]
}

export interface WorldSku {
  id: string
  category: string | null
  /** Margin and lost-sale penalty of a unit, money. */
  valuePerSale: number
  /** Cost of a unit left over at the horizon, money. */
  holdingPerLeftover: number
  /** Price of a unit, money; what a lost sale is counted at. Null: `valuePerSale`. */
  price: number | null
  /** Of the negative binomial that demand over the horizon follows; null: Poisson. */
  dispersion: number | null
}

export interface LaneDelay extends DaySpan {
  /** Days later, with their shares of the whole; one entry of share 1 is a fixed delay. */
  days: readonly { days: number; share: number }[]
}

export interface WorldLane {
  from: string
  to: string
  km: number
  carrier: string | null
  transitDays: number
  unitCost: number
  fixedCost: number
  closed: readonly DaySpan[]
  delays: readonly LaneDelay[]
}

export interface WorldStock {
  sku: string
  location: string
  /** Units that may be used: without what is claimed, frozen, recalled or stale. */
  onHandUnits: number
  floorUnits: number
  /** Units asked for over the horizon by customers at the place. */
  demandMean: number
  /** Other than the SKU's; undefined: the SKU's. */
  dispersion?: number | null
  /** Demand of each day against an even spread; null: even. Its mean is 1 in a base. */
  dayFactors: readonly number[] | null
}

export interface WorldInbound {
  sku: string
  location: string
  /** Day at whose beginning it arrives. */
  day: number
  units: number
}

/** How a place fills itself up by its own rule, whatever is planned. */
export interface WorldReorder {
  sku: string
  location: string
  /** Who sends what it has; null: a supplier, who has everything. */
  from: string | null
  /** Orders up to so many units, there and on their way, when there are fewer than `belowUnits`. */
  upToUnits: number
  belowUnits: number
  leadDays: number
}

export interface OnlineDemand {
  region: string
  sku: string
  /** Units ordered over the horizon. */
  demandMean: number
  dispersion?: number | null
  dayFactors: readonly number[] | null
}

/** That a place can serve a region's orders. */
export interface OnlineReach {
  region: string
  location: string
  transitDays: number
  /** Handling and carriage of a unit, money. */
  unitCost: number
  carrier: string | null
  delays: readonly LaneDelay[]
}

export interface RegionSourcing {
  region: string
  rule: SourcingRule
  /** In order, for the rule `listed`. */
  locations: readonly string[]
  promiseDays: number
}

export interface World {
  horizonDays: number
  currency: string
  locations: readonly WorldLocation[]
  skus: readonly WorldSku[]
  lanes: readonly WorldLane[]
  stock: readonly WorldStock[]
  /** On its way already, apart from what a plan sends. */
  inbound: readonly WorldInbound[]
  /** Rules that are known; planners do not look at them, replays do. */
  reorders?: readonly WorldReorder[]
  onlineDemand: readonly OnlineDemand[]
  onlineReach: readonly OnlineReach[]
  sourcing: readonly RegionSourcing[]
  /** Money for a unit that reaches its customer after the promise. */
  latePenalty: number
}

/** One line of a plan. */
export interface PlannedMove {
  sku: string
  from: string
  to: string
  units: number
}
