/** Owns what one cell of the heatmap shows: its figure or difference, its sample, its colour, and its sentence. */
import type { SpeedCell, SpeedHeatmap } from '../../../shared/readModels/speed.ts'
import { formatNumber, formatShare } from '../../components/format.ts'
import {
  differenceClasses,
  hourClasses,
  mix,
  shareClasses,
  type ColourClasses,
  type Scheme,
} from './classes.ts'
import {
  differenceOf,
  FIGURES,
  formatDifference,
  formatFigure,
  isThin,
  sampleOf,
  valueOf,
  type FigureName,
} from './figures.ts'

export interface CellLook {
  text: string
  sample: string
  fill: string
  ink: string
  thin: boolean
  sentence: string
}

/** The classes that a heatmap's cells fall into: of the figures, or of the differences where two periods are compared. */
export function classesOf(
  heatmap: Pick<SpeedHeatmap, 'cells'>,
  figure: FigureName,
  compared: boolean,
  scheme: Scheme,
): ColourClasses {
  const { kind } = FIGURES[figure]
  const known = (values: (number | null)[]) => values.filter((value): value is number => value !== null)
  if (compared)
    return differenceClasses(known(heatmap.cells.map((cell) => differenceOf(cell, figure))), kind, scheme)
  if (kind === 'share') return shareClasses(scheme)
  return hourClasses(known(heatmap.cells.map((cell) => valueOf(cell, figure))), scheme)
}

const GROUND = { light: '#ffffff', dark: '#161a20' } as const
/** How much of its colour a cell keeps that rests on few lines. */
const THIN_SHARE = 0.42

/** Black or white, whichever stands out more; at least 4.5 : 1 on any colour. */
export function inkFor(colour: string): string {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
  return (luminance + 0.05) ** 2 > 0.0525 ? '#000000' : '#ffffff'
}

interface LookOptions {
  figure: FigureName
  compared: boolean
  classes: ColourClasses
  scheme: Scheme
  locale: string
  /** True where cells have room for whole per cents only. */
  isNarrow: boolean
}

/** `null`: no line has such a figure there, so the cell stays blank. */
export function lookOf(cell: SpeedCell | undefined, options: LookOptions): CellLook | null {
  if (!cell) return null
  const { figure, compared, classes, scheme, locale, isNarrow } = options
  const { kind } = FIGURES[figure]
  const value = valueOf(cell, figure)
  const difference = compared ? differenceOf(cell, figure) : null
  const sample = sampleOf(cell, figure)
  if (value === null && difference === null) return null
  const thin = isThin(cell, figure) || (compared && (!cell.compared || isThin(cell.compared, figure)))
  const shown = compared ? difference : value
  const base = classes.colours[classes.classOf(shown) ?? -1]
  const fill = base === undefined ? GROUND[scheme] : thin ? mix(base, GROUND[scheme], THIN_SHARE) : base
  const before = cell.compared ? valueOf(cell.compared, figure) : null
  const count = (lines: number) => formatNumber(lines, locale)
  return {
    text: compared
      ? formatDifference(difference, kind, locale)
      : formatFigure(value, kind, locale, isNarrow ? 0 : 1),
    sample:
      compared && cell.compared
        ? `${count(sample)}/${count(sampleOf(cell.compared, figure))}`
        : count(sample),
    fill,
    ink: inkFor(fill),
    thin,
    sentence: [
      `${FIGURES[figure].title} ${formatFigure(value, kind, locale)}${intervalOf(cell, figure, locale)}`,
      `n ${count(sample)}`,
      compared
        ? cell.compared
          ? `before ${formatFigure(before, kind, locale)}, n ${count(sampleOf(cell.compared, figure))}, difference ${formatDifference(difference, kind, locale)}`
          : 'nothing to compare with'
        : null,
      thin ? 'few lines: says little' : null,
    ]
      .filter(Boolean)
      .join(', '),
  }
}

/** ` (95 % interval 88–96 %)`, for shares. */
export function intervalOf(
  figures: Pick<SpeedCell, 'onTimeLow' | 'onTimeHigh' | 'keptLow' | 'keptHigh'>,
  figure: FigureName,
  locale: string,
): string {
  const [low, high] =
    figure === 'onTime'
      ? [figures.onTimeLow, figures.onTimeHigh]
      : figure === 'kept'
        ? [figures.keptLow, figures.keptHigh]
        : [null, null]
  if (low === null || high === null) return ''
  return ` (95 % interval ${formatNumber(low * 100, locale, 1)}–${formatShare(high, locale)})`
}
