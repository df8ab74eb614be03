/** Owns the classes that cells are coloured by: their limits, their words, their colours; and those of differences. */
import { formatNumber } from '../../components/format.ts'
import { classColours } from '../network/marks.ts'
import type { FigureKind } from './figures.ts'

export type Scheme = 'light' | 'dark'

/** Classes in the order of the legend, each with a colour and a word. */
export interface ColourClasses {
  words: readonly string[]
  colours: readonly string[]
  /** Null: no colour, because there is no value. */
  classOf(value: number | null): number | null
}

const SHARE_LIMITS = [0.98, 0.95, 0.9, 0.8] as const
export const SHARE_WORDS = ['≥ 98 %', '95–98', '90–95', '80–90', '< 80 %'] as const

/** Best first. A value on a limit is in the better class. */
export function shareClasses(scheme: Scheme): ColourClasses {
  return {
    words: SHARE_WORDS,
    colours: classColours(scheme),
    classOf: (value) => (value === null ? null : SHARE_LIMITS.filter((limit) => value < limit).length),
  }
}

/** Hours that people think in. */
const LADDER = [
  0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 60, 72, 96, 120, 144, 168, 192, 240, 288, 336, 408, 480,
  600, 720, 960, 1440, 2160, 4320, 8760,
] as const
const CLASS_COUNT = 5

/** Four rungs of the ladder that part the values into five classes of about the same size, ascending. */
export function hourLimits(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  const nearest = (value: number) =>
    LADDER.reduce(
      (best, rung, index) => (Math.abs(rung - value) < Math.abs((LADDER[best] ?? 0) - value) ? index : best),
      0,
    )
  const rungs: number[] = []
  for (let part = 1; part < CLASS_COUNT; part += 1) {
    const value = sorted[Math.floor(((sorted.length - 1) * part) / CLASS_COUNT)] ?? 24
    // Never the same twice.
    rungs.push(Math.max(nearest(value), (rungs.at(-1) ?? -1) + 1))
  }
  // Nor beyond the ladder: the last ones step down, each to a rung of its own.
  return rungs.map((rung, place) => LADDER[Math.min(rung, LADDER.length - rungs.length + place)] ?? LADDER[0])
}

/** Quickest first; a value on a limit is in the quicker class. */
export function hourClasses(values: readonly number[], scheme: Scheme): ColourClasses {
  const limits = hourLimits(values)
  const text = (hours: number) => formatNumber(hours, '', 2)
  return {
    words: [
      `≤ ${text(limits[0] ?? 0)} h`,
      ...limits.slice(1).map((limit, index) => `${text(limits[index] ?? 0)}–${text(limit)}`),
      `> ${text(limits.at(-1) ?? 0)} h`,
    ],
    colours: classColours(scheme),
    classOf: (value) => (value === null ? null : limits.filter((limit) => value > limit).length),
  }
}

/** Blue is better, orange worse, about a stated zero; the zero recedes into the ground. */
const DIVERGING = {
  light: ['#b35806', '#e08214', '#fdc27c', '#e8ebee', '#a6cbe3', '#5b9ecf', '#1f66a8'],
  dark: ['#ffb266', '#c97a2b', '#7c4f23', '#39424c', '#2b5478', '#4a8dc4', '#93cbff'],
} as const

/** Rungs for differences, so that the outer class is a large change by what is seen. */
const DIFFERENCE_LADDER = [0.25, 0.5, 1, 2, 4, 8, 12, 24, 48, 96, 240] as const

/** @param differences this period less the other: shares from −1 to 1, or hours */
export function differenceClasses(
  differences: readonly number[],
  kind: FigureKind,
  scheme: Scheme,
): ColourClasses {
  const sizes = differences.map(Math.abs).toSorted((a, b) => a - b)
  const typical = sizes[Math.floor((sizes.length - 1) / 2)] ?? 0
  const base =
    kind === 'share'
      ? 0.01
      : (DIFFERENCE_LADDER.findLast((rung) => rung <= typical / 2) ?? DIFFERENCE_LADDER[0])
  const limits = [base, base * 3, base * 10] as const
  const text = (limit: number) => formatNumber(kind === 'share' ? limit * 100 : limit, '', 2)
  const unit = kind === 'share' ? 'pts' : 'h'
  const [small, middle, large] = limits.map(text)
  const [down, up] = kind === 'share' ? ['−', '+'] : ['+', '−']
  return {
    words: [
      `${down} over ${large} ${unit}`,
      `${down} ${middle}–${large}`,
      `${down} ${small}–${middle}`,
      `± ${small}`,
      `${up} ${small}–${middle}`,
      `${up} ${middle}–${large}`,
      `${up} over ${large} ${unit}`,
    ],
    colours: DIVERGING[scheme],
    classOf(value) {
      if (value === null) return null
      const passed = limits.filter((limit) => Math.abs(value) > limit).length
      const better = kind === 'share' ? value > 0 : value < 0
      return 3 + (better ? passed : -passed)
    },
  }
}

/** Mixes two `#rrggbb` colours; `share` of the first. */
export function mix(first: string, second: string, share: number): string {
  const at = (colour: string, place: number) => Number.parseInt(colour.slice(place, place + 2), 16)
  return `#${[1, 3, 5]
    .map((place) =>
      Math.round(at(first, place) * share + at(second, place) * (1 - share))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}
