/** Owns how an instant reads: its age, and the absolute time with its zone. */
import { clockNow, useNow } from '../stores/clock.ts'
import { formatAge, UNKNOWN } from './format.ts'
import { useFormat } from './useFormat.ts'

/** The furthest that dates reach, in milliseconds from 1970 either way. */
const FURTHEST_MS = 8.64e15

/** Undefined where there is no such time. */
const known = (at: number | null | undefined): number | undefined =>
  typeof at === 'number' && Math.abs(at) <= FURTHEST_MS ? at : undefined

interface InstantProps {
  at: number | null | undefined
  /** A location's own zone instead of the chosen one. */
  zone?: string | null
}

/** The age alone, the absolute time one hover away. */
export function Age({ at: given, zone }: InstantProps) {
  const at = known(given)
  const format = useFormat()
  const text = useNow((now) => formatAge(at, now))
  if (at === undefined) return <span>{UNKNOWN}</span>
  return (
    <time
      className="nowrap"
      dateTime={new Date(at).toISOString()}
      title={format.instant(at, clockNow(), zone)}
    >
      {text}
    </time>
  )
}

/** Both: `4 s ago · 12:04:31 UTC`. */
export function Instant({ at: given, zone }: InstantProps) {
  const at = known(given)
  const format = useFormat()
  const text = useNow((now) => `${formatAge(at, now)} · ${format.instant(at, now, zone)}`)
  if (at === undefined) return <span>{UNKNOWN}</span>
  return <time dateTime={new Date(at).toISOString()}>{text}</time>
}

/** The absolute time alone. */
export function Moment({ at: given, zone }: InstantProps) {
  const at = known(given)
  const format = useFormat()
  const text = useNow((now) => format.instant(at, now, zone))
  if (at === undefined) return <span>{UNKNOWN}</span>
  return (
    <time className="nowrap" dateTime={new Date(at).toISOString()}>
      {text}
    </time>
  )
}

/** For tables: the absolute time to the minute; age and seconds one hover away. */
export function ShortMoment({ at: given }: InstantProps) {
  const at = known(given)
  const format = useFormat()
  const text = useNow((now) => format.shortInstant(at, now))
  if (at === undefined) return <span>{UNKNOWN}</span>
  return (
    <time
      className="nowrap"
      dateTime={new Date(at).toISOString()}
      title={`${formatAge(at, clockNow())} · ${format.instant(at, clockNow())}`}
    >
      {text}
    </time>
  )
}
