/** Owns the proof of what cells say: their classes and colours, what they rest on, and that what is written can be read. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SpeedCell } from '../../../shared/readModels/speed.ts'
import { inkFor, lookOf } from './cellLook.ts'
import { differenceClasses, hourClasses, hourLimits, mix, shareClasses } from './classes.ts'
import { formatDifference, isThin, sampleOf } from './figures.ts'

const THIN = '\u202f'
const cell = (change: Partial<SpeedCell> = {}): SpeedCell => ({
  row: 'ME',
  column: 'web',
  lines: 120,
  promised: 100,
  late: 10,
  onTimeShare: 0.9,
  onTimeLow: 0.826,
  onTimeHigh: 0.945,
  due: 104,
  kept: 90,
  keptShare: 90 / 104,
  keptLow: 0.79,
  keptHigh: 0.92,
  hoursMedian: 30,
  hoursP90: 61,
  compared: null,
  ...change,
})
const options = {
  figure: 'onTime',
  compared: false,
  classes: shareClasses('light'),
  scheme: 'light',
  locale: 'en-US',
  isNarrow: false,
} as const

describe('classes', () => {
  it('put a share on a limit into the better one', () => {
    const { classOf } = shareClasses('light')
    expect([1, 0.98, 0.979, 0.9, 0.8, 0.799].map(classOf)).toEqual([0, 0, 1, 2, 3, 4])
    expect(classOf(null)).toBeNull()
  })

  it('of hours have limits that grow, whatever the hours are', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 9000, noNaN: true }), { maxLength: 60 }), (hours) => {
        const limits = hourLimits(hours)
        expect(limits).toHaveLength(4)
        for (const [index, limit] of limits.slice(1).entries())
          expect(limit).toBeGreaterThan(limits[index] ?? 0)
        const { classOf } = hourClasses(hours, 'dark')
        for (const hour of hours) expect(classOf(hour)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('of hours step down at the end of the ladder without meeting those at its start', () => {
    expect(hourLimits([0, 6540, 6540])).toEqual([0.25, 0.5, 4320, 8760])
  })

  it('of differences are even about zero, and tell better from worse by the figure', () => {
    const shares = differenceClasses([0.02, -0.04], 'share', 'light')
    expect([0.2, 0, -0.2].map(shares.classOf)).toEqual([6, 3, 0])
    const hours = differenceClasses([4, -8, 2], 'hours', 'light')
    expect(hours.classOf(-500)).toBe(6)
    expect(hours.classOf(500)).toBe(0)
    expect(shares.words).toHaveLength(shares.colours.length)
  })
})

describe('a cell', () => {
  it('says its figure, its sample and its interval', () => {
    const look = lookOf(cell(), options)
    expect(look).toMatchObject({ text: `90${THIN}%`, sample: '100', thin: false })
    expect(look?.sentence).toBe(`On-time share 90${THIN}% (95 % interval 82.6–94.5${THIN}%), n 100`)
  })

  it('fades where it rests on few lines, and stays blank without a figure', () => {
    const few = lookOf(cell({ promised: 19 }), options)
    expect(few?.thin).toBe(true)
    expect(few?.fill).not.toBe(lookOf(cell(), options)?.fill)
    expect(few?.sentence).toContain('says little')
    expect(lookOf(cell({ promised: 0, onTimeShare: null }), options)).toBeNull()
    expect(lookOf(undefined, options)).toBeNull()
  })

  it('shows the difference where two periods are compared', () => {
    const before = { ...cell({ onTimeShare: 0.86, promised: 50 }) }
    const look = lookOf(cell({ compared: before }), { ...options, compared: true })
    expect(look).toMatchObject({ text: `+4${THIN}pts`, sample: '100/50' })
    expect(lookOf(cell(), { ...options, compared: true })?.sentence).toContain('nothing to compare with')
  })

  it('rests on the lines that its figure is of', () => {
    expect([sampleOf(cell(), 'onTime'), sampleOf(cell(), 'kept'), sampleOf(cell(), 'p90')]).toEqual([
      100, 104, 120,
    ])
    expect(isThin(cell({ due: 3 }), 'kept')).toBe(true)
    expect(formatDifference(-3, 'hours', 'en-US')).toBe(`−3${THIN}h`)
  })
})

it('what is written on any colour stands out at least 4.5 to 1', () => {
  const channel = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'))
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  fc.assert(
    fc.property(fc.tuple(channel, channel, channel), (parts) => {
      const colour = `#${parts.join('')}`
      const [light, dark] = [luminance(colour), luminance(inkFor(colour))].toSorted((a, b) => b - a)
      expect(((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)).toBeGreaterThanOrEqual(4.5)
    }),
  )
  expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080')
})
