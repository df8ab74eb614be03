/** Owns which promise a line has: what the customer was told, by whom, and the instant at which it is broken. */
import type { DeliveryPromise } from '../../../shared/eventParts.ts'
import type { LinePromise } from '../../../shared/readModels/orders.ts'
import { promiseDeadline } from '../promises.ts'
import type { OrderShipment, RuleAnswer } from './surroundings.ts'

interface Sources {
  line: DeliveryPromise | undefined
  order: DeliveryPromise | undefined
  /** The shipments that carry the line. */
  shipments: readonly OrderShipment[]
  /** Of the destination, for a promise that is a date. */
  timeZone: string | null
  rule(): RuleAnswer | number | null
}

/** Bases that are the carrier's own. Any other word is the channel's. */
const CARRIER_BASES = new Set(['carrier', 'estimate'])

/**
 * The channel's own promise for the line, else for the order, else what a shipment was announced with, else the
 * carrier's first estimate, else our rule.
 */
export function linePromise({ line, order, shipments, timeZone, rule }: Sources): LinePromise | null {
  for (const promise of [line, order]) {
    const at = promise && promiseDeadline(withZone(promise, timeZone))
    if (at != null) return { at, basis: 'channel' }
  }
  for (const { promisedAt, promiseBasis } of shipments) {
    if (promisedAt !== null) {
      return { at: promisedAt, basis: CARRIER_BASES.has(promiseBasis ?? '') ? 'carrier' : 'channel' }
    }
  }
  const estimates = shipments.flatMap(({ firstEstimateAt }) =>
    firstEstimateAt === null ? [] : [firstEstimateAt],
  )
  if (estimates.length > 0) return { at: Math.max(...estimates), basis: 'carrier' }
  const answer = rule()
  if (typeof answer === 'number') return { at: answer, basis: 'rule' }
  return answer && { at: answer.at, basis: 'rule', rule: answer.steps }
}

function withZone(promise: DeliveryPromise, timeZone: string | null): DeliveryPromise {
  return promise.timeZone || timeZone === null ? promise : { ...promise, timeZone }
}
