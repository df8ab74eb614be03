/** Owns how numbers and times read: tabular, thin spaces in thousands, the zone always stated, "–" for unknown. */

export const UNKNOWN = '–'
const THIN_SPACE = '\u202f'
const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

function numberFormat(locale: string, maximumFractionDigits: number, compact: boolean): Intl.NumberFormat {
  const key = `${locale} ${maximumFractionDigits} ${compact}`
  let format = numberFormats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale || undefined, {
      maximumFractionDigits,
      ...(compact ? { notation: 'compact', maximumSignificantDigits: 3 } : {}),
    })
    numberFormats.set(key, format)
  }
  return format
}

function dateFormat(
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`
  let format = dateFormats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale || undefined, { ...options, ...(timeZone ? { timeZone } : {}) })
    dateFormats.set(key, format)
  }
  return format
}

/** A number by the locale's digits and decimal mark, a true minus, and a thin space between thousands. */
export function formatNumber(
  value: number | null | undefined,
  locale = '',
  maximumFractionDigits = 0,
): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN
  return numberFormat(locale, maximumFractionDigits, false)
    .formatToParts(Object.is(value, -0) ? 0 : value)
    .map((part) => (part.type === 'group' ? THIN_SPACE : part.type === 'minusSign' ? '−' : part.value))
    .join('')
}

/** Units: whole where they are whole, else up to six decimals, as exactly as the ledger keeps them. */
export function formatUnits(value: number | null | undefined, locale = ''): string {
  return formatNumber(value, locale, 6)
}

/** A signed change: `+12`, `−3`, `0`. */
export function formatChange(value: number, locale = ''): string {
  return value > 0 ? `+${formatUnits(value, locale)}` : formatUnits(value, locale)
}

/** Short form for marks on the map: `1.2K`. */
export function formatCompact(value: number | null | undefined, locale = ''): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN
  return numberFormat(locale, 1, true).format(value).replace('-', '−')
}

/** A share from 0 to 1 as per cent. */
export function formatShare(share: number | null | undefined, locale = '', digits = 1): string {
  return share === null || share === undefined
    ? UNKNOWN
    : `${formatNumber(share * 100, locale, digits)}${THIN_SPACE}%`
}

/** Clock hours: one decimal below ten, else whole, so that 0.4 h is not 0 h. */
export function formatHours(hours: number | null | undefined, locale = ''): string {
  if (hours === null || hours === undefined) return UNKNOWN
  return `${formatNumber(hours, locale, Math.abs(hours) < 10 ? 1 : 0)}${THIN_SPACE}h`
}

/** An amount in a currency's smallest unit, e.g. 7990 USD as `79.90 USD`; without a currency the bare figure. */
export function formatMoney(
  minor: number | null | undefined,
  currency: string | null | undefined,
  locale = '',
): string {
  if (minor === null || minor === undefined) return UNKNOWN
  const digits = currencyDigits(currency)
  const amount = new Intl.NumberFormat(locale || undefined, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
    .formatToParts(minor / 10 ** digits)
    .map((part) => (part.type === 'group' ? THIN_SPACE : part.type === 'minusSign' ? '−' : part.value))
    .join('')
  return currency ? `${amount} ${currency}` : amount
}

/** Large amounts in whole units of the currency, where the smallest unit tells nothing. */
export function formatRoundMoney(
  minor: number | null | undefined,
  currency: string | null | undefined,
  locale = '',
): string {
  if (minor === null || minor === undefined) return UNKNOWN
  const whole = minor / 10 ** currencyDigits(currency)
  const amount = formatNumber(whole, locale, Math.abs(whole) < 100 ? currencyDigits(currency) : 0)
  return currency ? `${amount} ${currency}` : amount
}

function currencyDigits(currency: string | null | undefined): number {
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return 2
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  )
}

export interface TimeStyle {
  locale: string
  /** IANA zone; empty: the device's. */
  timeZone: string
}

/** Time of day with seconds today, with the date on other days; always with the zone. */
export function formatInstant(at: number | null | undefined, now: number, style: TimeStyle): string {
  if (at === null || at === undefined) return UNKNOWN
  const day = (instant: number) =>
    dateFormat('en-CA', style.timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant)
  const time: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }
  const sameDay = day(at) === day(now)
  const date: Intl.DateTimeFormatOptions = sameDay ? {} : { year: 'numeric', month: 'short', day: 'numeric' }
  return dateFormat(style.locale, style.timeZone, { ...date, ...time }).format(at)
}

/** For tables: to the minute, with the date on other days and the year in other years; always with the zone. */
export function formatShortInstant(at: number | null | undefined, now: number, style: TimeStyle): string {
  if (at === null || at === undefined) return UNKNOWN
  const part = (instant: number, options: Intl.DateTimeFormatOptions) =>
    dateFormat('en-CA', style.timeZone, options).format(instant)
  const day = (instant: number) => part(instant, { year: 'numeric', month: '2-digit', day: '2-digit' })
  const year = (instant: number) => part(instant, { year: 'numeric' })
  return dateFormat(style.locale, style.timeZone, {
    ...(day(at) === day(now) ? {} : { month: 'short', day: 'numeric' }),
    ...(year(at) === year(now) ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(at)
}

/** A day alone: `6 Mar 2026`, by the locale. */
export function formatDay(at: number, style: TimeStyle): string {
  return dateFormat(style.locale, style.timeZone, { year: 'numeric', month: 'short', day: 'numeric' }).format(
    at,
  )
}

/** Age in the coarsest fitting unit: `now`, `4 s ago`, `12 min ago`, `3 h ago`, `2 d ago`; or `in 5 min`. */
export function formatAge(at: number | null | undefined, now: number): string {
  if (at === null || at === undefined) return UNKNOWN
  const ms = now - at
  const text = formatDuration(Math.abs(ms))
  if (Math.abs(ms) < 1000) return 'now'
  return ms > 0 ? `${text} ago` : `in ${text}`
}

const STEPS: readonly [limitMs: number, unitMs: number, unit: string][] = [
  [1000, 1, 'ms'],
  [90_000, 1000, 's'],
  [90 * 60_000, 60_000, 'min'],
  [36 * 3_600_000, 3_600_000, 'h'],
  [730 * 86_400_000, 86_400_000, 'd'],
]

/** A duration in one unit: `340 ms`, `4 s`, `12 min`, `5 h`, `3 d`, `4 y`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN
  const sign = ms < 0 ? '−' : ''
  const size = Math.abs(ms)
  for (const [limitMs, unitMs, unit] of STEPS) {
    if (size < limitMs) return `${sign}${Math.floor(size / unitMs)}${THIN_SPACE}${unit}`
  }
  return `${sign}${Math.floor(size / (365 * 86_400_000))}${THIN_SPACE}y`
}

/** `1 location`, `2 locations`. */
export function countOf(count: number, one: string, many: string, locale = ''): string {
  return `${formatNumber(count, locale)} ${count === 1 ? one : many}`
}
