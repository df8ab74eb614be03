/** Owns amounts of money: a decimal text and its currency become a whole number of the currency's smallest unit. */
import { FieldFault } from './fields.ts'

/** Currencies whose smallest unit is not a hundredth (ISO 4217, list one). */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'UYI',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((code) => [code, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
  ...['CLF', 'UYW'].map((code) => [code, 4] as const),
])
const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** @throws FieldFault */
export function currencyOf(value: unknown, field: string): string {
  if (typeof value === 'string' && KNOWN.has(value)) return value
  throw new FieldFault(field, `${field} is no currency of ISO 4217: three capital letters are wanted`)
}

/**
 * The amount in the currency's smallest unit.
 * @param currency its code, or how many decimals it has
 * @param round where the source divided and the rest means nothing
 * @throws FieldFault
 */
export function minorOf(value: unknown, currency: string | number, field: string, round = false): number {
  const text = typeof value === 'number' ? String(value) : value
  const found = typeof text === 'string' ? /^(-?)(\d{1,15})(?:\.(\d{1,30}))?$/.exec(text) : null
  if (!found) throw new FieldFault(field, `${field} is missing or no amount of money`)
  const [, sign, whole = '', fraction = ''] = found
  const digits = typeof currency === 'number' ? currency : (EXPONENTS.get(currency) ?? 2)
  if (!round && /[1-9]/.test(fraction.slice(digits)))
    throw new FieldFault(field, `${field} is finer than the smallest unit of ${currency}`)
  const kept = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  const amount = kept + (round && Number(fraction[digits] ?? '0') >= 5 ? 1 : 0)
  if (!Number.isSafeInteger(amount))
    throw new FieldFault(field, `${field} is larger than any amount of money`)
  return sign === '-' && amount !== 0 ? -amount : amount
}

/**
 * An amount of which no currency is told, in hundredths; undefined where it is blank or no amount. What a channel shows of
 * a price is compared, not booked: an unreadable one is left out.
 */
export function hundredthsOf(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !/^\d{1,12}(\.\d{1,30})?$/.test(text.trim())) return undefined
  return minorOf(text.trim(), 2, 'price', true)
}
