/** Owns what a mark on the map says: its figure, its size, its colour's class, and who is in trouble. */
import type { LocationRow } from '../../../shared/readModels/network.ts'
import { gravityOf, type Badge } from './alertBadges.ts'

export const METRICS = {
  onHand: { title: 'On hand', unit: 'units', sizeBy: 'onHand', colourBy: 'stockoutShare' },
  atp: { title: 'ATP', unit: 'units', sizeBy: 'atp', colourBy: 'stockoutShare' },
  cover: { title: 'Days of cover', unit: 'days', sizeBy: 'onHand', colourBy: 'cover' },
  stockouts: { title: 'Stockouts', unit: 'SKUs', sizeBy: 'stockouts', colourBy: 'stockoutShare' },
} as const
export type Metric = keyof typeof METRICS
export const isMetric = (text: string | null): text is Metric => text !== null && text in METRICS

/** What locations add up to; a mark shows one location or the sum of several. */
export interface Sums {
  locations: number
  onHand: number
  atp: number
  leavingPerDay: number
  skus: number
  stockouts: number
  troubled: number
  /** Open alerts that nobody muted, and how grave the gravest is; 0 without any. */
  alerts: number
  gravity: number
}

export function sumsOf(row: LocationRow, badge?: Badge): Sums {
  return {
    locations: 1,
    onHand: row.onHandUnits,
    atp: row.atpUnits,
    leavingPerDay: row.leavingUnitsPerDay ?? 0,
    skus: row.skuCount,
    stockouts: row.stockoutCount,
    troubled: inTrouble(row) ? 1 : 0,
    alerts: badge?.alerts ?? 0,
    gravity: badge ? gravityOf(badge.severity) : 0,
  }
}

export function addSums(into: Sums, from: Readonly<Sums>): void {
  into.locations += from.locations
  into.onHand += from.onHand
  into.atp += from.atp
  into.leavingPerDay += from.leavingPerDay
  into.skus += from.skus
  into.stockouts += from.stockouts
  into.troubled += from.troubled
  into.alerts += from.alerts
  into.gravity = Math.max(into.gravity, from.gravity)
}

export const TROUBLE_STOCKOUT_SHARE = 0.1
export const TROUBLE_COVER_DAYS = 3

/** More than a tenth of its SKUs out, a ledger below zero, or less than three days' cover. */
export function inTrouble(row: LocationRow): boolean {
  const share = row.skuCount > 0 ? row.stockoutCount / row.skuCount : 0
  const thin = row.daysOfCover !== null && row.daysOfCover < TROUBLE_COVER_DAYS
  return share > TROUBLE_STOCKOUT_SHARE || row.negativeCount > 0 || thin
}

/** Null where it cannot be known. */
export function coverDays(sums: Sums): number | null {
  return sums.leavingPerDay > 0 ? sums.onHand / sums.leavingPerDay : null
}

export function stockoutShare(sums: Sums): number | null {
  return sums.skus > 0 ? sums.stockouts / sums.skus : null
}

export function figureOf(sums: Sums, metric: Metric): number | null {
  if (metric === 'cover') return coverDays(sums)
  return sums[metric]
}

export function sizeOf(sums: Sums, metric: Metric): number {
  return Math.max(0, sums[METRICS[metric].sizeBy])
}

/** Five classes from best to worst, with the limits between them. */
export interface ColourScale {
  title: string
  /** Word for each class, best first. */
  words: readonly string[]
  classOf(sums: Sums): number | null
}

const STOCKOUT_LIMITS = [0.02, 0.05, 0.1, 0.2] as const
const COVER_LIMITS = [28, 14, 7, 3] as const

/** Class 0 (best) to 4 (worst): how many limits the value has passed. A value on a limit is still in the better class. */
export function classBy(
  value: number | null,
  limits: readonly number[],
  lowerIsWorse: boolean,
): number | null {
  if (value === null) return null
  return limits.filter((limit) => (lowerIsWorse ? value < limit : value > limit)).length
}

export const COLOUR_SCALES: Record<'stockoutShare' | 'cover', ColourScale> = {
  stockoutShare: {
    title: 'share of SKUs with nothing sellable',
    words: ['≤ 2 %', '2–5', '5–10', '10–20', '> 20 %'],
    classOf: (sums) => classBy(stockoutShare(sums), STOCKOUT_LIMITS, false),
  },
  cover: {
    title: 'days of cover',
    words: ['≥ 28 d', '14–28', '7–14', '3–7', '< 3 d'],
    classOf: (sums) => classBy(coverDays(sums), COVER_LIMITS, true),
  },
}

const VIRIDIS = ['#fde725', '#5ec962', '#21918c', '#3b528b', '#440154'] as const
export const UNKNOWN_COLOUR = { light: '#a9b3be', dark: '#5b6672' } as const
export const TROUBLE_COLOUR = { light: '#c24100', dark: '#ff8a3c' } as const

/** Viridis; the worst class always stands out most from the ground: darkest on light, brightest on dark. */
export function classColours(scheme: 'light' | 'dark'): readonly string[] {
  return scheme === 'light' ? VIRIDIS : VIRIDIS.toReversed()
}

/** Black or white, whichever reads better on a colour. */
export function inkOn(colour: string): string {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
  return luminance > 0.18 ? '#101418' : '#ffffff'
}

const SMALLEST_PX = 5
const LARGEST_PX = 26

/** Area grows with the size, so that twice the stock looks twice as much. */
export function radiusOf(size: number, largest: number): number {
  if (largest <= 0 || size <= 0) return SMALLEST_PX
  return SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * Math.sqrt(Math.min(1, size / largest))
}

/** The size that a radius stands for; the legend's way back. */
export function sizeAtRadius(radius: number, largest: number): number {
  return largest * ((radius - SMALLEST_PX) / (LARGEST_PX - SMALLEST_PX)) ** 2
}

/** 1, 2 or 5 times a power of ten, at or below the value. */
export function roundDown(value: number): number {
  if (value < 1) return value > 0 ? 1 : 0
  const power = 10 ** Math.floor(Math.log10(value))
  const lead = value / power
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power
}

/** Line width of an arc in pixels for its units. */
export function arcWidth(units: number, largest: number): number {
  return largest > 0 ? 0.9 + 3.3 * Math.sqrt(Math.max(0, units) / largest) : 0.9
}

/** What a mark's size says. */
export const SIZE_WORDS = {
  onHand: 'Units on hand',
  atp: 'Units available to promise',
  stockouts: 'SKUs out of stock',
} as const
