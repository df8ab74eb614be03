/** Owns when goods leave and arrive: closed lanes, shut places and delays. */
import { firstFreeDay, coversDay } from './matching.ts'
import type { LaneDelay, WorldLane, WorldLocation } from './world.ts'

/** The first day on which the lane is open and its origin may ship. Day 0 is when a plan begins. */
export function departureDay(lane: WorldLane, origin: WorldLocation): number {
  const locked = origin.outages.filter(({ stock }) => stock === 'locked')
  return firstFreeDay([...lane.closed, ...locked], 0)
}

/** The first day from `day` on at which the place takes goods in. */
export const takingInDay = (place: WorldLocation, day: number) => firstFreeDay(place.outages, day)

export const isShut = (place: WorldLocation, day: number) =>
  place.outages.some((outage) => coversDay(outage, day))

/** Days late of what leaves on a day, from one number between 0 and 1 for each delay that covers the day. */
export function delayDays(
  delays: readonly LaneDelay[],
  departsOn: number,
  draw: (place: number) => number,
): number {
  let late = 0
  delays.forEach((delay, place) => {
    if (!coversDay(delay, departsOn)) return
    const only = delay.days.length === 1 ? delay.days[0] : undefined
    if (only) {
      late += only.days
      return
    }
    let left = draw(place)
    const drawn = delay.days.find(({ share }) => (left -= share) < 0) ?? delay.days.at(-1)
    late += drawn?.days ?? 0
  })
  return late
}

/** Expected days late of what leaves on a day. */
export function meanDelayDays(delays: readonly LaneDelay[], departsOn: number): number {
  return delays
    .filter((delay) => coversDay(delay, departsOn))
    .reduce((sum, { days }) => sum + days.reduce((mean, one) => mean + one.days * one.share, 0), 0)
}
