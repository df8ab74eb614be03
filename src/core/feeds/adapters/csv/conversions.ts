/** Owns typed conversions: a cell's text to an integer, an amount, a date, an instant or a GS1 key. */
import { isTimeZone } from '../../../../shared/timeZone.ts'
import { instantOf, instantOfIso, utcOf } from '../../localTime.ts'
import type { Conversion } from './mapping.ts'

/** A value, or why there is none. */
export type Converted = { value: string | number } | { reason: string }

const show = (text: string) => `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`

export interface ConversionSettings {
  decimal: '.' | ','
  timeZone: string | undefined
}

/** Makes the function that converts a text that is not blank. */
export function converter(conversion: Conversion, settings: ConversionSettings): (text: string) => Converted {
  const zone = conversion.timeZone ?? settings.timeZone
  switch (conversion.as ?? 'text') {
    case 'integer':
      return (text) => integerOf(text)
    case 'decimal':
      return (text) => decimalOf(text, settings.decimal)
    case 'minorUnits':
      return (text) => minorUnitsOf(text, settings.decimal, conversion.digits ?? 2)
    case 'date':
      return dateReader(conversion.format)
    case 'instant':
      return instantReader(conversion.format, zone)
    case 'timeZone':
      return (text) =>
        isTimeZone(text)
          ? { value: text }
          : { reason: `${show(text)} is no IANA time zone, like Europe/Berlin` }
    case 'gln':
      return (text) => gs1Key(text, 'GLN', 'gln', 13)
    case 'gtin':
      return (text) => gs1Key(text, 'GTIN', 'gtin', 14)
    case 'text':
      return (text) => ({ value: text })
  }
}

function integerOf(text: string): Converted {
  if (!/^[+-]?\d{1,15}(\.0+)?$/.test(text)) return { reason: `${show(text)} is not a whole number` }
  return { value: Number(text) }
}

function plainDecimal(text: string, decimal: '.' | ','): string | undefined {
  const plain = decimal === ',' ? text.replace(',', '.') : text
  const isNumber = /^[+-]?(\d{1,15}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,2})?$/.test(plain)
  return isNumber && (decimal === '.' || !text.includes('.')) ? plain : undefined
}

function decimalOf(text: string, decimal: '.' | ','): Converted {
  const plain = plainDecimal(text, decimal)
  return plain === undefined
    ? { reason: `${show(text)} is not a number written with "${decimal}" as its decimal point` }
    : { value: Number(plain) }
}

/** Amounts go by their digits, never through a binary fraction. */
function minorUnitsOf(text: string, decimal: '.' | ',', digits: number): Converted {
  const plain = plainDecimal(text, decimal)
  const found = plain === undefined ? null : /^([+-]?)(\d*)\.?(\d*)$/.exec(plain)
  if (!found)
    return { reason: `${show(text)} is not an amount written with "${decimal}" as its decimal point` }
  const [, sign = '', whole = '', fraction = ''] = found
  if (/[1-9]/.test(fraction.slice(digits))) {
    return { reason: `${show(text)} is finer than the currency's ${digits} decimal digits` }
  }
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  if (!Number.isSafeInteger(minor)) return { reason: `${show(text)} is too large an amount` }
  return { value: sign === '-' && minor !== 0 ? -minor : minor }
}

const PARTS: Record<
  string,
  readonly [name: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond', pattern: string]
> = {
  yyyy: ['year', '(\\d{4})'],
  MM: ['month', '(\\d{2})'],
  M: ['month', '(\\d{1,2})'],
  dd: ['day', '(\\d{2})'],
  d: ['day', '(\\d{1,2})'],
  HH: ['hour', '(\\d{2})'],
  H: ['hour', '(\\d{1,2})'],
  mm: ['minute', '(\\d{2})'],
  ss: ['second', '(\\d{2})'],
  SSS: ['millisecond', '(\\d{3})'],
}

/** Compiles a date format. @returns undefined where it names no year, month and day, or an unknown part. */
export function wallClockReader(format: string) {
  const names: string[] = []
  let pattern = ''
  for (const token of format.match(/[A-Za-z]+|[^A-Za-z]+/g) ?? []) {
    const part = Object.hasOwn(PARTS, token) ? PARTS[token] : undefined
    if (!part && /^[A-Za-z]/.test(token) && token !== 'T') return undefined
    if (part) names.push(part[0])
    pattern += part ? part[1] : token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  }
  if (!['year', 'month', 'day'].every((name) => names.includes(name))) return undefined
  const expression = new RegExp(`^${pattern}$`)
  return (text: string) => {
    const found = expression.exec(text)
    if (!found) return undefined
    const wall: Record<string, number> = {}
    for (const [index, name] of names.entries()) wall[name] = Number(found[index + 1])
    return { year: 0, month: 0, day: 0, ...wall }
  }
}

function dateReader(format = 'yyyy-MM-dd'): (text: string) => Converted {
  const read = wallClockReader(format)
  return (text) => {
    const wall = read?.(text)
    const instant = wall && utcOf({ year: wall.year, month: wall.month, day: wall.day })
    if (instant === undefined) return { reason: `${show(text)} is no date of the form ${format}` }
    return { value: new Date(instant).toISOString().slice(0, 10) }
  }
}

function instantReader(format: string | undefined, zone: string | undefined): (text: string) => Converted {
  const read = format === undefined ? undefined : wallClockReader(format)
  return (text) => {
    const wall = read?.(text)
    const instant = format === undefined ? instantOfIso(text, zone) : wall && instantOf(wall, zone ?? 'UTC')
    if (instant !== undefined) return { value: instant }
    const form =
      format ?? (zone === undefined ? '2024-05-31T14:00:00+02:00 (with its offset)' : '2024-05-31T14:00:00')
    return { reason: `${show(text)} is no time of the form ${form}` }
  }
}

/** GS1 General Specifications, section 7.9: the last digit of a key is its check digit. */
export function hasCheckDigit(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length - 1; index += 1) {
    const weight = (digits.length - index) % 2 === 0 ? 3 : 1
    sum += Number(digits[index]) * weight
  }
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1))
}

/** Spreadsheets drop leading zeros of a key: they are put back before the check digit is tried. */
function gs1Key(text: string, title: string, scheme: string, length: number): Converted {
  if (!/^\d+$/.test(text) || text.length > length || text.length < 8) {
    return { reason: `${show(text)} is no ${title}: 8 to ${length} digits are expected` }
  }
  const key = text.padStart(length, '0')
  if (!hasCheckDigit(key)) return { reason: `${show(text)} is no ${title}: its check digit is wrong` }
  return { value: `${scheme}:${key}` }
}
