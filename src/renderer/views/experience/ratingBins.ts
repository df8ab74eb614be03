/** Owns how spans of lateness read: `on time`, `0–24 h late`, `over 3 d early`. */
import { formatNumber } from '../../components/format.ts'

function amount(hours: number): string {
  return Math.abs(hours) >= 48 && hours % 24 === 0
    ? `${formatNumber(hours / 24)} d`
    : `${formatNumber(hours, '', 1)} h`
}

/**
 * @param fromHours after the promise; negative: before it; null: without end
 * @param untilHours less than
 */
export function latenessWord(fromHours: number | null, untilHours: number | null): string {
  if (fromHours === null && untilHours === null) return 'any time'
  if (fromHours === null) {
    return (untilHours ?? 0) > 0 ? `up to ${amount(untilHours ?? 0)} late` : earlier(untilHours ?? 0)
  }
  if (untilHours === null)
    return fromHours < 0 ? `from ${amount(-fromHours)} early` : `over ${amount(fromHours)} late`
  if (untilHours <= 0) return `${amount(-untilHours)}–${amount(-fromHours)} early`
  if (fromHours >= 0) return `${amount(fromHours)}–${amount(untilHours)} late`
  return `${amount(-fromHours)} early to ${amount(untilHours)} late`
}

const earlier = (untilHours: number) => (untilHours === 0 ? 'on time' : `over ${amount(-untilHours)} early`)
