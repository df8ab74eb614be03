/** Owns the proof of how numbers and times read. */
import { describe, expect, it } from 'vitest'
import { csvText } from './csv.ts'
import {
  countOf,
  formatAge,
  formatChange,
  formatCompact,
  formatDuration,
  formatInstant,
  formatNumber,
  formatShare,
  formatUnits,
} from './format.ts'

const THIN = '\u202f'

describe('numbers', () => {
  it('put thin spaces between thousands, in any locale', () => {
    expect(formatNumber(1234567, 'en-US')).toBe(`1${THIN}234${THIN}567`)
    expect(formatNumber(1234567.5, 'de-DE', 1)).toBe(`1${THIN}234${THIN}567,5`)
  })

  it('tell unknown from zero', () => {
    expect(formatNumber(null)).toBe('–')
    expect(formatNumber(undefined)).toBe('–')
    expect(formatNumber(Number.NaN)).toBe('–')
    expect(formatNumber(0, 'en-US')).toBe('0')
    expect(formatNumber(-0, 'en-US')).toBe('0')
  })

  it('keep a unit’s millionths and use a true minus', () => {
    expect(formatUnits(0.000001, 'en-US')).toBe('0.000001')
    expect(formatUnits(-12, 'en-US')).toBe('−12')
    expect(formatChange(12, 'en-US')).toBe('+12')
    expect(formatChange(-3, 'en-US')).toBe('−3')
    expect(formatChange(0, 'en-US')).toBe('0')
  })

  it('shorten for marks, and say shares and counts', () => {
    expect(formatCompact(1234, 'en-US')).toBe('1.23K')
    expect(formatCompact(null)).toBe('–')
    expect(formatShare(0.125, 'en-US')).toBe(`12.5${THIN}%`)
    expect(countOf(1, 'location', 'locations', 'en-US')).toBe('1 location')
    expect(countOf(0, 'location', 'locations', 'en-US')).toBe('0 locations')
  })
})

describe('times', () => {
  const now = Date.UTC(2026, 10, 23, 12, 4, 35)
  const style = { locale: 'en-GB', timeZone: 'UTC' }

  it('state the zone, and the date on other days only', () => {
    expect(formatInstant(now - 4000, now, style)).toBe('12:04:31 UTC')
    expect(formatInstant(now - 86_400_000, now, style)).toContain('22 Nov 2026')
    expect(formatInstant(null, now, style)).toBe('–')
  })

  it('say ages in one fitting unit', () => {
    expect(formatAge(now, now)).toBe('now')
    expect(formatAge(now - 4000, now)).toBe(`4${THIN}s ago`)
    expect(formatAge(now - 12 * 60_000, now)).toBe(`12${THIN}min ago`)
    expect(formatAge(now + 300_000, now)).toBe(`in 5${THIN}min`)
    expect(formatAge(null, now)).toBe('–')
  })

  it('say durations from milliseconds to years', () => {
    expect(formatDuration(340)).toBe(`340${THIN}ms`)
    expect(formatDuration(5 * 3_600_000)).toBe(`5${THIN}h`)
    expect(formatDuration(3 * 86_400_000)).toBe(`3${THIN}d`)
    expect(formatDuration(4 * 365 * 86_400_000)).toBe(`4${THIN}y`)
    expect(formatDuration(-2000)).toBe(`−2${THIN}s`)
  })
})

it('writes CSV that a spreadsheet reads as it stands', () => {
  expect(
    csvText(
      ['a', 'b'],
      [
        ['x,"y"', 1.5],
        [null, '=1+1'],
      ],
    ),
  ).toBe('a,b\r\n"x,""y""",1.5\r\n,\'=1+1\r\n')
})
