/** Owns what an estimate of demand is: mean and dispersion per position, with what each rests on. */

/** Classes of Syntetos, Boylan & Croston (2005), and what is too thin to be any of them. */
export const DEMAND_CLASSES = ['smooth', 'erratic', 'intermittent', 'lumpy', 'thin', 'none'] as const
export type DemandClass = (typeof DEMAND_CLASSES)[number]

/**
 * How the level was found: `smoothing` (simple exponential), `tsb` (Teunter, Syntetos & Babai 2011), `pooled` (from the
 * same SKU at similar places, too little is known of the position itself), `none` (nothing has sold anywhere).
 */
export const DEMAND_METHODS = ['smoothing', 'tsb', 'pooled', 'none'] as const
export type DemandMethod = (typeof DEMAND_METHODS)[number]

/** What is read: all positions, or those of these SKUs, places, this category or this region. */
export interface DemandScope {
  skus?: readonly string[] | undefined
  locations?: readonly string[] | undefined
  category?: string | null | undefined
  region?: string | null | undefined
}

/** What outcomes have taught: actual by predicted demand of each class; 1 where nothing is known. */
export interface DemandCorrection {
  /** Said with each estimate, e.g. the name of the outcome that it comes from. */
  name: string
  factors: Partial<Record<DemandClass, number>>
}

export interface DemandAsk {
  scope?: DemandScope
  now: number
  /** Days from now for which the mean and the dispersion hold; parts of days count as parts. */
  horizonDays: number
  /** Days from now until what is sent arrives: `meanInTransit` is the demand of these. */
  transitDays?: number
  /** Whole days of UTC before today that are learned from; 84 where it is not said. */
  historyDays?: number
  correction?: DemandCorrection | null
}

/** What one estimate rests on. */
export interface DemandBasis {
  class: DemandClass
  method: DemandMethod
  /** Days on which the position could have sold, parts counted as parts, and on how many it did. */
  days: number
  daysWithSales: number
  /** Days, and parts of days, that were left out because nothing was there to be sold. */
  censoredDays: number
  /** Days on which a promotion ran. */
  promotedDays: number
  unitsSold: number
  /** Too thin for an estimate by itself: see `THIN`. */
  isThin: boolean
  /** `days`: from every sale and the stock of every hour; `periods`: from sums of 28 days, for very many positions. */
  source: 'days' | 'periods'
  /** The factor from outcomes that is in the mean, and its name; null: none. */
  correction: { name: string; factor: number } | null
}

/** Demand of one position over the horizon; units. */
export interface PositionDemand {
  sku: string
  location: string
  meanPerHorizonUnits: number
  /** r of the negative binomial over the whole horizon, variance mean + mean²/r; null: Poisson. */
  dispersion: number | null
  meanInTransit: number
  basis: DemandBasis
}

/** Demand of many positions by columns, by SKU and then by location. */
export interface Demand {
  /** How many there are. */
  length: number
  now: number
  horizonDays: number
  transitDays: number
  skus: readonly string[]
  locations: readonly string[]
  /** Places in `skus` and `locations`. */
  sku: Uint32Array
  location: Uint32Array
  /** First place of each SKU; one more at the end. */
  firstOfSku: Uint32Array
  meanPerHorizon: Float64Array
  /** r over the horizon; `NaN` is Poisson. */
  dispersion: Float64Array
  meanInTransit: Float64Array
  /** r over the horizon of each SKU at a typical place of it, for models that know one r per SKU; `NaN` is Poisson. */
  dispersionOfSku: Float64Array
  thin: number
  at(place: number): PositionDemand
  basisOf(place: number): DemandBasis
  /** The place of a position; −1 where there is none. */
  find(sku: string, location: string): number
  /** Mean demand between two times from now, in days; also beyond the horizon. */
  meanBetween(place: number, fromDays: number, toDays: number): number
}

/** Fewer than these and a position cannot be estimated by itself. */
export const THIN = { days: 14, daysWithSales: 5 } as const
