/** Owns a fault and its look-alike: a courier tells nothing more of its parcels; or not until the morning, as every night. */
import type { CanonicalEvent } from '../../../shared/events.ts'
import type { Milestone } from '../../../shared/vocabulary.ts'
import { ORDER_SYSTEM } from '../../cloudEventText.ts'
import { documentNumber, DAY_MS, HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage } from '../alertFault.ts'

/** Hours of UTC between which the courier works, every day. */
const WORKS = { from: 8, until: 20 }
const PAST_DAYS = 21
const WORDS_PER_HOUR = 8
const UNDER_WAY = 8
/** Empty hours of this rhythm that chance does not explain, and the time that its word usually takes. */
const EMPTY_HOURS = 2
const LAG_MS = 30 * MINUTE_MS

const dayStartOf = (at: number) => Math.floor(at / DAY_MS) * DAY_MS
const hourOf = (at: number) => (at - dayStartOf(at)) / HOUR_MS

interface Courier {
  carrier: string
  /** Ends what is under way. */
  deliver(at: number): void
}

/**
 * Brings in a courier of its own, because the network's carriers have too few parcels for a rhythm: its past three weeks
 * are told now, each step with its time, and parcels that are under way, with a last word.
 */
function courierWithPast(stage: Stage, at: number, lastWordAt: number): Courier | null {
  const { world } = stage
  const carrier = `Courier ${documentNumber(world, 'K')}`
  if (!stage.reserve({ carrier })) return null
  const described = (shipment: string): CanonicalEvent => ({ type: 'ShipmentDescribed', shipment, carrier })
  const reached = (shipment: string, milestone: Milestone, when: number): CanonicalEvent => ({
    type: 'ShipmentMilestoneReached',
    shipment,
    milestone,
    at: Math.floor(when),
  })
  const tell = (when: number, shipment: string, events: readonly CanonicalEvent[]) =>
    stage.tell(ORDER_SYSTEM, when, events, { subject: shipment })
  const stepMs = HOUR_MS / WORDS_PER_HOUR
  for (let daysAgo = PAST_DAYS; daysAgo >= 0; daysAgo--) {
    const shipment = `courier:${carrier}:past-${daysAgo}`
    const dayStart = dayStartOf(at) - daysAgo * DAY_MS
    const events = [described(shipment)]
    for (
      let when = dayStart + WORKS.from * HOUR_MS;
      when < dayStart + WORKS.until * HOUR_MS;
      when += stepMs
    ) {
      if (when < lastWordAt) events.push(reached(shipment, 'inTransit', when + MINUTE_MS))
    }
    if (events.length === 1) continue
    events.push(reached(shipment, 'delivered', Math.min(lastWordAt, dayStart + WORKS.until * HOUR_MS - 1)))
    tell(at, shipment, events)
  }
  const underWay = Array.from({ length: UNDER_WAY }, (_, place) => `courier:${carrier}:${place + 1}`)
  for (const shipment of underWay)
    tell(at, shipment, [described(shipment), reached(shipment, 'departed', lastWordAt)])
  return {
    carrier,
    deliver: (when) => {
      for (const shipment of underWay) tell(when, shipment, [reached(shipment, 'delivered', when)])
    },
  }
}

export const carrierFallsSilent: AlertFault = {
  kind: 'carrierFallsSilent',
  rule: 'carrierSilent',
  weight: 0.5,
  hoursAfter: 12,
  strike(stage, at) {
    const hour = hourOf(at)
    if (hour < WORKS.from + 1 || hour > WORKS.until - 4) return null
    const courier = courierWithPast(stage, at, at)
    if (!courier) return null
    const detectableAt = Math.ceil(at / HOUR_MS) * HOUR_MS + EMPTY_HOURS * HOUR_MS + LAG_MS
    const until = detectableAt + stage.lasting(1, 6)
    stage.later(until, courier.deliver)
    return {
      labels: { carrier: courier.carrier },
      detectableAt,
      until,
      expect: 'the courier tells nothing although it has parcels; over when it tells of them',
    }
  },
}

export const courierSleeps: AlertFault = {
  kind: 'courierSleeps',
  rule: 'carrierSilent',
  lookAlike: true,
  weight: 0.5,
  hoursAfter: 14,
  strike(stage, at) {
    if (hourOf(at) < WORKS.until) return null
    const dayStart = dayStartOf(at)
    const courier = courierWithPast(stage, at, dayStart + WORKS.until * HOUR_MS - 5 * MINUTE_MS)
    if (!courier) return null
    const until = dayStart + DAY_MS + WORKS.from * HOUR_MS + 10 * MINUTE_MS
    stage.later(until, courier.deliver)
    return {
      labels: { carrier: courier.carrier },
      detectableAt: at,
      until,
      expect: 'nothing: the courier tells nothing at night, and goes on in the morning',
    }
  },
}
