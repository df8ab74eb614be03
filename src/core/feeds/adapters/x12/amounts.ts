/** Owns X12 numbers: quantities with their unit of measure, and prices in minor units. */
import { toMicrounits } from '../../../../shared/units.ts'
import type { Segment } from './envelope.ts'
import { elementFault, text, type Fault } from './segments.ts'

/** A decimal as X12 writes it (type R): the point may stand first or last. */
const DECIMAL = /^-?(?:\d{1,18}\.?\d{0,12}|\.\d{1,12})$/

/** Reads a quantity of zero or more; undefined where the element is blank. */
export function quantityOf(segment: Segment, element: number): number | undefined | Fault {
  const given = text(segment, element)
  if (given === '') return undefined
  const units = DECIMAL.test(given) ? Number(given) : Number.NaN
  if (units >= 0 && toMicrounits(units) !== undefined) return units
  return elementFault(segment, element, 'is no quantity')
}

/** Element 355 where it counts single pieces. */
const PIECES: ReadonlySet<string> = new Set(['', 'EA', 'PC', 'UN', 'UT'])
/** Element 355 to UN/ECE Recommendation 20, which EPCIS uses, so that both name one SKU. */
const MEASURES: Readonly<Record<string, string>> = {
  KG: 'KGM',
  GR: 'GRM',
  LB: 'LBR',
  OZ: 'ONZ',
  MR: 'MTR',
  CM: 'CMT',
  YD: 'YRD',
  FT: 'FOT',
  LF: 'LF',
  IN: 'INH',
  SF: 'FTK',
  SY: 'YDK',
  SM: 'MTK',
  SI: 'INK',
  CF: 'FTQ',
  CR: 'MTQ',
  LT: 'LTR',
  ML: 'MLT',
  GA: 'GLL',
  DZ: 'DZN',
}

/** What follows `@` in a SKU; blank for single pieces. */
export function unitSuffix(unit: string): string {
  if (PIECES.has(unit)) return ''
  return `@${Object.hasOwn(MEASURES, unit) ? MEASURES[unit] : unit.slice(0, 20)}`
}

/** Units that a price is for, by its basis (element 639). */
const PER: Readonly<Record<string, bigint>> = { PN: 10n, HP: 100n, TP: 1000n }

const digitsOfCurrency = new Map<string, number>()

/** Decimal digits of a currency (ISO 4217); 2 where none is named. */
function minorDigits(currency: string | undefined): number {
  if (currency === undefined) return 2
  const known = digitsOfCurrency.get(currency)
  if (known !== undefined) return known
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  digitsOfCurrency.set(currency, digits)
  return digits
}

/**
 * Reads a price of one unit, in minor units of the currency, halves rounded up.
 * @param basis element 639: per ten, hundred or thousand; any other is per unit
 */
export function priceMinorOf(
  segment: Segment,
  element: number,
  basis: string,
  currency: string | undefined,
): number | undefined | Fault {
  const given = text(segment, element)
  if (given === '') return undefined
  if (!DECIMAL.test(given)) return elementFault(segment, element, 'is no price')
  const sign = given.startsWith('-') ? -1 : 1
  const [whole = '', fraction = ''] = given.replace('-', '').split('.')
  const scale = 10n ** BigInt(fraction.length)
  const divisor = scale * (Object.hasOwn(PER, basis) ? (PER[basis] ?? 1n) : 1n)
  const minor =
    (BigInt(whole + fraction || '0') * 10n ** BigInt(minorDigits(currency)) * 2n + divisor) / (divisor * 2n)
  const price = Number(minor)
  return Number.isSafeInteger(price)
    ? sign * price || 0
    : elementFault(segment, element, 'is too large a price')
}
