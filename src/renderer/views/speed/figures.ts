/** Owns the figures that speed is shown in: what each is, how it reads, and whether more of it is better. */
import type { SpeedCell, SpeedFigures } from '../../../shared/readModels/speed.ts'
import { formatHours, formatNumber, formatShare, UNKNOWN } from '../../components/format.ts'

export const FIGURES = {
  onTime: {
    title: 'On-time share',
    unit: '% of delivered lines with a promise',
    kind: 'share',
    about:
      'Lines in the customer’s hands by the promised time ÷ lines in the customer’s hands that had a promise',
  },
  kept: {
    title: 'Promise kept',
    unit: '% of lines with a promise that fell due',
    kind: 'share',
    about: 'As on-time share, but what fell due and is not in the customer’s hands counts as not kept',
  },
  median: {
    title: 'Median hours',
    unit: 'hours from order to hand-over',
    kind: 'hours',
    about: 'Half of the lines took no longer, from the order to the customer’s hands',
  },
  p90: {
    title: 'p90 hours',
    unit: 'hours from order to hand-over',
    kind: 'hours',
    about: 'Nine in ten lines took no longer, from the order to the customer’s hands',
  },
} as const
export type FigureName = keyof typeof FIGURES
export type FigureKind = (typeof FIGURES)[FigureName]['kind']
export const isFigure = (text: string | null): text is FigureName => text !== null && text in FIGURES

/** Fewer than these lines say little: the cell is hatched and faded. */
export const THIN_BELOW = 20

export function valueOf(figures: SpeedFigures, figure: FigureName): number | null {
  if (figure === 'median') return figures.hoursMedian
  if (figure === 'p90') return figures.hoursP90
  return figure === 'kept' ? figures.keptShare : figures.onTimeShare
}

/** What the figure is of: the lines that it rests on. */
export function sampleOf(figures: SpeedFigures, figure: FigureName): number {
  if (FIGURES[figure].kind === 'hours') return figures.lines
  return figure === 'kept' ? figures.due : figures.promised
}

export const isThin = (figures: SpeedFigures, figure: FigureName): boolean =>
  sampleOf(figures, figure) < THIN_BELOW

/** This period's figure less the one that it is compared with; null where either is missing. */
export function differenceOf(
  cell: Pick<SpeedCell, 'compared'> & SpeedFigures,
  figure: FigureName,
): number | null {
  if (!cell.compared) return null
  const [now, before] = [valueOf(cell, figure), valueOf(cell.compared, figure)]
  return now === null || before === null ? null : now - before
}

/** Whether a difference is for the better: more on time, or fewer hours. */
export const isBetter = (difference: number, kind: FigureKind): boolean =>
  kind === 'share' ? difference > 0 : difference < 0

/** @param digits of a share; hours have as many as they need */
export function formatFigure(value: number | null, kind: FigureKind, locale = '', digits = 1): string {
  return kind === 'share' ? formatShare(value, locale, digits) : formatHours(value, locale)
}

/** `+1.2 pts`, `−3 h`, `0 h`. */
export function formatDifference(value: number | null, kind: FigureKind, locale = ''): string {
  if (value === null) return UNKNOWN
  const sign = value > 0 ? '+' : ''
  return kind === 'share'
    ? `${sign}${formatNumber(value * 100, locale, 1)}\u202fpts`
    : `${sign}${formatHours(value, locale)}`
}
