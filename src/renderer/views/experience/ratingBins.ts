/** Owns how spans of lateness read: `on time`, `0–24 h late`, `over 3 d early`. */
import { formatNumber } from '../../components/format.ts'

/** Days where both ends are whole ones, so that `1–3 d` has one unit. */
function amounts(...hours: number[]): string {
  const areDays = hours.every((each) => each % 24 === 0) && Math.max(...hours) >= 48
  return `${hours.map((each) => formatNumber(areDays ? each / 24 : each, '', 1)).join('–')} ${areDays ? 'd' : 'h'}`
}

/**
 * @param fromHours after the promise; negative: before it; null: without end
 * @param untilHours less than
 */
export function latenessWord(fromHours: number | null, untilHours: number | null): string {
  if (fromHours === null && untilHours === null) return 'any time'
  if (fromHours === null) {
    return (untilHours ?? 0) > 0 ? `up to ${amounts(untilHours ?? 0)} late` : earlier(untilHours ?? 0)
  }
  if (untilHours === null)
    return fromHours < 0 ? `from ${amounts(-fromHours)} early` : `over ${amounts(fromHours)} late`
  if (untilHours <= 0) return `${amounts(Math.abs(untilHours), -fromHours)} early`
  if (fromHours >= 0) return `${amounts(fromHours, untilHours)} late`
  return `${amounts(-fromHours)} early to ${amounts(untilHours)} late`
}

const earlier = (untilHours: number) => (untilHours === 0 ? 'on time' : `over ${amounts(-untilHours)} early`)
