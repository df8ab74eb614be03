/** Owns how an instant reads: its age, and the absolute time with its zone. */
import { clockNow, useNow } from '../stores/clock.ts'
import { formatAge, UNKNOWN } from './format.ts'
import { useFormat } from './useFormat.ts'

interface InstantProps {
  at: number | null | undefined
  /** A location's own zone instead of the chosen one. */
  zone?: string | null
}

/** The age alone, the absolute time one hover away. */
export function Age({ at, zone }: InstantProps) {
  const format = useFormat()
  const text = useNow((now) => formatAge(at, now))
  if (at === null || at === undefined) return <span>{UNKNOWN}</span>
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
export function Instant({ at, zone }: InstantProps) {
  const format = useFormat()
  const text = useNow((now) => `${formatAge(at, now)} · ${format.instant(at, now, zone)}`)
  if (at === null || at === undefined) return <span>{UNKNOWN}</span>
  return <time dateTime={new Date(at).toISOString()}>{text}</time>
}

/** The absolute time alone. */
export function Moment({ at, zone }: InstantProps) {
  const format = useFormat()
  const text = useNow((now) => format.instant(at, now, zone))
  if (at === null || at === undefined) return <span>{UNKNOWN}</span>
  return (
    <time className="nowrap" dateTime={new Date(at).toISOString()}>
      {text}
    </time>
  )
}

/** For tables: the absolute time to the minute; age and seconds one hover away. */
export function ShortMoment({ at }: InstantProps) {
  const format = useFormat()
  const text = useNow((now) => format.shortInstant(at, now))
  if (at === null || at === undefined) return <span>{UNKNOWN}</span>
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
