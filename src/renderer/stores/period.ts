/** Owns which time a speed figure is of, and which it is compared with: read from the address, as instants. */

export const PERIODS = {
  '7': 'Last 7 days',
  '28': 'Last 28 days',
  '90': 'Last 90 days',
  all: 'All time',
  custom: 'Chosen days',
} as const
export type PeriodName = keyof typeof PERIODS
export const isPeriod = (text: string | null): text is PeriodName =>
  text !== null && Object.hasOwn(PERIODS, text)

export interface Span {
  /** From, and before. Absent: open. */
  from?: number
  until?: number
}
export interface Period extends Span {
  name: PeriodName
  /** Null: compared with nothing. */
  against: Span | null
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** A day as `yyyy-mm-dd` in the device's zone; NaN where it is none. */
function dayStart(text: string | null, plusDays = 0): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? '')
  if (!parts) return Number.NaN
  return new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + plusDays).getTime()
}

/** The span from one day to another, both whole; undefined where the days say none. */
function daySpan(first: string | null, last: string | null): Required<Span> | undefined {
  const from = dayStart(first)
  const until = dayStart(last, 1)
  return until > from && from >= 0 ? { from, until } : undefined
}

/**
 * The period that the address states.
 * @param now a whole hour, so that the question stays the same for an hour
 */
export function periodOf(params: URLSearchParams, now: number): Period {
  const chosen = params.get('period')
  const custom = chosen === 'custom' ? daySpan(params.get('from'), params.get('until')) : undefined
  const name: PeriodName = isPeriod(chosen) && (chosen !== 'custom' || custom) ? chosen : '28'
  if (name === 'all') return { name, against: null }
  const span = custom ?? { from: now - Number(name) * DAY_MS, until: now }
  return { name, ...span, against: againstOf(params, span) }
}

function againstOf(params: URLSearchParams, { from, until }: Required<Span>): Span | null {
  const against = params.get('against')
  if (against === 'before') return { from: Math.max(0, from - (until - from)), until: from }
  if (against === 'year')
    return { from: Math.max(0, from - 364 * DAY_MS), until: Math.max(0, until - 364 * DAY_MS) }
  if (against === 'custom') return daySpan(params.get('againstFrom'), params.get('againstUntil')) ?? null
  return null
}

/** The whole hour at or after an instant. */
export const nextHour = (at: number): number => Math.ceil(at / HOUR_MS) * HOUR_MS

/** `yyyy-mm-dd` of an instant in the device's zone. */
export function dayText(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
