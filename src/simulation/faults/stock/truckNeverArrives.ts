/** Owns a fault and its look-alike: a truck is not heard of again, and its goods are found much later; or it comes some hours late. */
import { transactionId } from '../../epcisText.ts'
import { glnOf } from '../../orders/order.ts'
import { pick } from '../../randomness.ts'
import { sendTruck } from '../../replenishment.ts'
import { HOUR_MS } from '../../world.ts'
import type { AlertFault } from '../alertFault.ts'

/** After the time that the carrier gave: the rule's usual grace. */
const GRACE_MS = 12 * HOUR_MS

export const truckNeverArrives: AlertFault = {
  kind: 'truckNeverArrives',
  rule: 'transitOverdue',
  weight: 0.5,
  hoursAfter: 40,
  strike({ world, network, random, drawFree, lasting }, at) {
    const store = drawFree(
      () => pick(random, network.stores),
      ({ gln }) => ({ location: glnOf({ gln }) }),
    )
    if (!store) return null
    const lateMs = GRACE_MS + lasting(10, 30)
    const truck = sendTruck(world, store, at, random, { lateMs })
    if (!truck) return null
    return {
      labels: { shipment: transactionId(truck.origin, truck.number) },
      at: truck.dueAt,
      detectableAt: truck.dueAt + GRACE_MS,
      until: truck.receivedAt,
      expect: 'the shipment is overdue in transit, with its units and their value; over when it is received',
      mayAlso: ['carrierSilent', 'promiseAtRisk'],
    }
  },
}

export const truckHoursLate: AlertFault = {
  kind: 'truckHoursLate',
  rule: 'transitOverdue',
  lookAlike: true,
  weight: 0.5,
  hoursAfter: 40,
  strike({ world, network, random, drawFree, lasting }, at) {
    const store = drawFree(
      () => pick(random, network.stores),
      ({ gln }) => ({ location: glnOf({ gln }) }),
    )
    const truck = store && sendTruck(world, store, at, random, { lateMs: lasting(3, 9) })
    if (!truck) return null
    return {
      labels: { shipment: transactionId(truck.origin, truck.number) },
      at: truck.dueAt,
      detectableAt: truck.dueAt,
      until: truck.receivedAt,
      expect: 'nothing: it is late by hours, and unloaded within the grace that trucks have',
    }
  },
}
