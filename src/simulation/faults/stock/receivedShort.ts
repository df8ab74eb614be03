/** Owns a fault and its look-alike: a delivery comes short of many units; or of one. */
import { transactionId } from '../../epcisText.ts'
import { glnOf } from '../../orders/order.ts'
import { integerBetween, pick } from '../../randomness.ts'
import { sendTruck } from '../../replenishment.ts'
import { HOUR_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'

const PENDING_MS = 2 * HOUR_MS

function sendShort(stage: Stage, at: number, shortUnits: number): Strike | null {
  const { world, network, random } = stage
  const store = pick(random, network.stores)
  const truck = sendTruck(world, store, at, random, { shortUnits })
  if (!truck) return null
  const shipment = transactionId(truck.origin, truck.number)
  stage.reserve({ shipment, place: glnOf(store) })
  return {
    labels: { shipment },
    at: truck.receivedAt,
    detectableAt: truck.receivedAt + PENDING_MS,
    until: null,
    expect: '',
  }
}

export const deliveredShort: AlertFault = {
  kind: 'deliveredShort',
  rule: 'receivedShort',
  hoursAfter: 30,
  strike(stage, at) {
    const missing = integerBetween(stage.random, 5, 9)
    const done = sendShort(stage, at, missing)
    return (
      done && {
        ...done,
        expect: `${missing} units less are received than were despatched`,
        mayAlso: ['transitOverdue'],
      }
    )
  },
}

export const deliveredOneShort: AlertFault = {
  kind: 'deliveredOneShort',
  rule: 'receivedShort',
  lookAlike: true,
  hoursAfter: 30,
  strike(stage, at) {
    const done = sendShort(stage, at, 1)
    return done && { ...done, expect: 'nothing: one unit less is within what is tolerated' }
  },
}
