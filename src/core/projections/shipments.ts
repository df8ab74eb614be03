/** Owns the state of shipments: descriptions merged, milestones in time order, status and times folded from them. */
import { MILESTONES, type Milestone } from '../../shared/vocabulary.ts'
import { type DeliveryPromise, type Place } from '../../shared/eventParts.ts'
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'
import type { Fact, Projection } from '../ledger/subjects.ts'
import { carrierSteps, countCarrierSteps, storedCarrierSteps } from './carrierHours.ts'
import { mergeStatements } from './masterData.ts'
import { promiseDeadline } from './promises.ts'
import { carriedLines, tellingsOf, type ShipmentLine } from './shipmentLines.ts'

/** Steps after which a shipment is no longer under way. */
const ENDED: ReadonlySet<Milestone> = new Set([
  'delivered',
  'received',
  'returned',
  'cancelled',
  'lost',
  'refused',
])
/** Steps before a shipment is under way. */
const NOT_BEGUN: ReadonlySet<Milestone> = new Set(['planned', 'labelCreated'])

export interface ReachedMilestone {
  milestone: Milestone
  at: number
  place: Place | null
  code: string | null
  detail: string | null
  identity: string
  feedNumber: number
}

export interface ShipmentState {
  status: Milestone
  moving: boolean
  carrier: string | null
  service: string | null
  trackingNumber: string | null
  order: string | null
  origin: Place | null
  destination: Place | null
  lines: ShipmentLine[]
  promise: DeliveryPromise | null
  promisedAt: number | null
  estimatedAt: number | null
  /** What the carrier said first: the promise where no other was given. */
  firstEstimateAt: number | null
  deliveredAt: number | null
  lastMilestoneAt: number | null
  milestones: ReachedMilestone[]
}

function milestonesOf(facts: readonly Fact[]): ReachedMilestone[] {
  const reached: ReachedMilestone[] = []
  const seen = new Set<string>()
  for (const { event, occurredAt, identity, feedNumber } of facts) {
    if (event.type !== 'ShipmentMilestoneReached') continue
    const { milestone, place = null, code = null, detail = null } = event
    const at = event.at ?? occurredAt
    // A tracker repeats its whole history in each message; one step told twice is one step.
    const sameStep = `${milestone} ${at} ${code} ${detail}`
    if (seen.has(sameStep)) continue
    seen.add(sameStep)
    reached.push({ milestone, at, place, code, detail, identity, feedNumber })
  }
  // Steps of one minute stand in the order in which they normally come.
  return reached.sort(
    (a, b) => a.at - b.at || MILESTONES.indexOf(a.milestone) - MILESTONES.indexOf(b.milestone),
  )
}

/**
 * Folds a shipment from its facts, given in order of time, identity and line.
 * @param timeZoneOf of a location: for a promise that is a date without a zone
 */
export function foldShipment(
  facts: readonly Fact[],
  timeZoneOf: (location: string) => string | null = () => null,
): ShipmentState {
  const description = mergeStatements(facts, 'ShipmentDescribed')
  const milestones = milestonesOf(facts)
  const estimates = facts.flatMap(({ event }) => (event.type === 'ShipmentEstimateChanged' ? [event] : []))
  const last = milestones.at(-1)
  const delivered = milestones.findLast(
    (step) => step.milestone === 'delivered' || step.milestone === 'received',
  )
  const status = last?.milestone ?? 'planned'
  const promise = description.promisedDelivery ?? null
  const destination = description.destination?.location
  const zone =
    (promise?.date !== undefined && promise.timeZone === undefined && destination !== undefined
      ? timeZoneOf(destination)
      : null) ?? undefined
  return {
    status,
    moving: !ENDED.has(status) && !NOT_BEGUN.has(status),
    carrier: description.carrier ?? null,
    service: description.service ?? null,
    trackingNumber: description.trackingNumber ?? null,
    order: description.order ?? null,
    origin: description.origin ?? null,
    destination: description.destination ?? null,
    lines: carriedLines(tellingsOf(facts)),
    promise,
    promisedAt: promise ? promiseDeadline({ timeZone: zone, ...promise }) : null,
    estimatedAt: estimates.at(-1)?.estimatedDeliveryAt ?? null,
    firstEstimateAt: estimates[0]?.estimatedDeliveryAt ?? null,
    deliveredAt: delivered?.at ?? null,
    lastMilestoneAt: last?.at ?? null,
    milestones,
  }
}

export const shipmentProjection: Projection = {
  kind: 'shipment',
  // What was received line by line changes no state; it is kept as a fact, to be held against what was sent.
  types: ['ShipmentDescribed', 'ShipmentMilestoneReached', 'ShipmentEstimateChanged', 'ShipmentLineReceived'],
  subjectsOf(event) {
    switch (event.type) {
      case 'ShipmentDescribed':
      case 'ShipmentMilestoneReached':
      case 'ShipmentEstimateChanged':
      case 'ShipmentLineReceived':
        return [event.shipment]
      default:
        return []
    }
  },
  save({ writer, dependOn, touch }, subject, facts) {
    const before = writer.get<{ order: string | null }>(
      'SELECT order_id AS "order" FROM shipments WHERE shipment = ?',
      [subject],
    )
    if (before?.order) touch('order', before.order)
    const steps = before ? storedCarrierSteps(writer, subject) : []
    if (facts.length === 0) {
      countCarrierSteps(writer, steps, [])
      writer.run('DELETE FROM shipments WHERE shipment = ?', [subject])
      return
    }
    const state = foldShipment(facts, (location) => {
      dependOn('location', location)
      return (
        writer.get<{ zone: string | null }>('SELECT time_zone AS zone FROM locations WHERE location = ?', [
          location,
        ])?.zone ?? null
      )
    })
    if (state.order !== null) touch('order', state.order)
    const units = state.lines.reduce((sum, line) => sum + Math.round(line.units * MICROUNITS_PER_UNIT), 0)
    const lastOccurredAt = facts.reduce((at, fact) => Math.max(at, fact.occurredAt), 0)
    const heard = facts.reduce((latest, fact) => (fact.recordedAt >= latest.recordedAt ? fact : latest))
    const { lines, milestones, promise, firstEstimateAt } = state
    countCarrierSteps(writer, steps, carrierSteps(state.carrier, milestones))
    writer.run(
      `INSERT OR REPLACE INTO shipments (shipment, status, moving, carrier, service, tracking_number, order_id, origin,
         destination, microunits, promised_at, estimated_at, delivered_at, last_milestone_at, last_occurred_at,
         last_recorded_at, last_feed, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        subject,
        state.status,
        Number(state.moving),
        state.carrier,
        state.service,
        state.trackingNumber,
        state.order,
        state.origin && JSON.stringify(state.origin),
        state.destination && JSON.stringify(state.destination),
        units,
        state.promisedAt,
        state.estimatedAt,
        state.deliveredAt,
        state.lastMilestoneAt,
        lastOccurredAt,
        heard.recordedAt,
        heard.feedNumber,
        JSON.stringify({ lines, milestones, promise, firstEstimateAt }),
      ],
    )
  },
}
