/** Owns the way of a shipment between two places: its steps in time, told by the carrier's 214 status messages. */
import type { Random } from '../core/platform.ts'
import type { Location } from './network.ts'
import { CITIES, distanceKm, nearest, type Carrier, type Site } from './places.ts'
import { happens, integerBetween, numberBetween } from './randomness.ts'
import { DAY_MS, documentNumber, HOUR_MS, MINUTE_MS, type World } from './world.ts'
import { freightStatusSegments } from './x12Text.ts'

const DELAYED_SHARE = 0.05
const KM_PER_HOUR = 72

interface FreightStep {
  at: number
  status: string
  reason: string
  site: Site
}

/** What went otherwise than usual with a shipment. */
export interface Mishap {
  /** It goes missing, and is unloaded so long after it was due. */
  lateMs: number
}

/**
 * Puts a carrier's messages about a shipment on the schedule.
 * @returns when it is unloaded at its destination, and when the carrier said that it would be
 */
export function carryFreight(
  world: World,
  shipment: {
    carrier: Carrier
    number: string
    origin: Location
    destination: Location
    departsAt: number
    mishap?: Mishap | undefined
  },
): { arrivesAt: number; dueAt: number } {
  const { carrier, number, origin, destination } = shipment
  const random = world.random.transit
  const steps = planSteps(random, origin, destination, shipment.departsAt, world.calm)
  const dueAt = steps[1]!.at
  if (shipment.mishap) {
    // It is found so long after it was due, and takes the rest of its way from there.
    const late = Math.max(0, dueAt + shipment.mishap.lateMs - steps.at(-1)!.at)
    for (const step of steps.slice(2)) step.at += late
  }
  const proNumber = documentNumber(world, carrier.scac.slice(0, 2))
  const trailer = String(integerBetween(random, 10_000, 99_999))
  for (const step of steps) {
    const segments = freightStatusSegments({
      carrier,
      proNumber,
      trailer,
      origin,
      destination,
      shipmentNumber: number,
      status: step.status,
      reason: step.reason,
      at: step.at,
      site: step.site,
    })
    // An estimate is written with the departure that it follows, not when it falls due.
    const writtenAt = step.status === 'AG' ? steps[0]!.at + MINUTE_MS : step.at
    world.schedule.add(writtenAt, () => {
      world.emit({
        feed: `carrier-${carrier.feed}-214`,
        format: 'x12',
        at: writtenAt,
        subject: number,
        id: `${number}/${step.status}`,
        text: segments.join('~'),
      })
    })
  }
  return { arrivesAt: steps.at(-1)!.at, dueAt }
}

function planSteps(
  random: Random,
  origin: Location,
  destination: Location,
  departsAt: number,
  isCalm: boolean,
): FreightStep[] {
  const km = distanceKm(origin, destination) * 1.25
  const stops = km < 350 ? 0 : km < 1300 ? 1 : km < 2600 ? 2 : 3
  const delayedLeg = happens(random, isCalm ? 0 : DELAYED_SHARE) ? integerBetween(random, 0, stops) : -1
  const steps: FreightStep[] = []
  let at = departsAt
  const add = (hours: number, status: string, site: Site, reason = 'NS') => {
    at += Math.max(MINUTE_MS, Math.floor((hours * HOUR_MS) / MINUTE_MS) * MINUTE_MS)
    steps.push({ at, status, reason, site })
  }
  add(numberBetween(random, 0.2, 0.7), 'AF', origin)
  let site: Site = origin
  for (let leg = 0; leg <= stops; leg++) {
    if (leg === delayedLeg) {
      add(numberBetween(random, 0.5, 1.5), 'SD', site, happens(random, 0.6) ? 'AO' : 'AI')
      at += integerBetween(random, 240, 840) * MINUTE_MS
    }
    const legHours = km / (stops + 1) / KM_PER_HOUR
    const restHours = Math.floor(legHours / 10) * 9
    if (leg < stops) {
      site = between(origin, destination, (leg + 1) / (stops + 1))
      add(legHours + restHours + numberBetween(random, 0, 1), 'X4', site)
      add(numberBetween(random, 0.8, 3), 'P1', site)
    } else {
      if (stops > 0) add(0.3, 'X6', site)
      add(legHours + restHours + numberBetween(random, 0, 0.6), 'X1', destination)
    }
  }
  add(numberBetween(random, 0.4, 1.2), 'D1', destination)
  const plannedMs = ((km / KM_PER_HOUR) * 1.3 + 3) * HOUR_MS
  const estimate = { at: Math.min(departsAt + plannedMs, departsAt + 6 * DAY_MS), status: 'AG', reason: 'NS' }
  steps.splice(1, 0, { ...estimate, at: Math.floor(estimate.at / MINUTE_MS) * MINUTE_MS, site: destination })
  return steps
}

function between(from: Location, to: Location, share: number): Site {
  return nearest(CITIES, {
    latitude: from.latitude + (to.latitude - from.latitude) * share,
    longitude: from.longitude + (to.longitude - from.longitude) * share,
  })
}
