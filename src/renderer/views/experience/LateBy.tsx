/** Owns how late an order was: hours after its promise, negative when early. */
import { UNKNOWN } from '../../components/format.ts'
import { useFormat } from '../../components/useFormat.ts'
import classes from './Experience.module.css'

export function LateBy({ hours }: { hours: number | null }) {
  const format = useFormat()
  if (hours === null) return <>{UNKNOWN}</>
  return <span className={hours > 0 ? classes.late : undefined}>{format.hours(hours)}</span>
}
