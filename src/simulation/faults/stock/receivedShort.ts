/** Owns a fault and its look-alikes: a delivery comes short of many units; of few; or the rest is booked a little later. */
import { transactionId } from '../../epcisText.ts'
import { glnOf } from '../../orders/order.ts'
import { integerBetween, pick } from '../../randomness.ts'
import { sendTruck, type Truck } from '../../replenishment.ts'
import { receive } from '../../sales.ts'
import type { Location } from '../../network.ts'
import { HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'

const PENDING_MS = 2 * HOUR_MS

interface SentShort {
  truck: Truck
  store: Location
  strike: Strike
}

function sendShort(stage: Stage, at: number, shortUnits: number): SentShort | null {
  const { world, network, random } = stage
  const store = pick(random, network.stores)
  const truck = sendTruck(world, store, at, random, { shortUnits })
  if (!truck) return null
  const shipment = transactionId(truck.origin, truck.number)
  stage.reserve({ shipment, place: glnOf(store) })
  return {
    truck,
    store,
    strike: {
      labels: { shipment },
      at: truck.receivedAt,
      detectableAt: truck.receivedAt + PENDING_MS,
      until: null,
      expect: '',
    },
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
        ...done.strike,
        expect: `${missing} units less are received than were despatched`,
        mayAlso: ['transitOverdue'],
      }
    )
  },
}

export const deliveredLittleShort: AlertFault = {
  kind: 'deliveredLittleShort',
  rule: 'receivedShort',
  lookAlike: true,
  hoursAfter: 30,
  strike(stage, at) {
    const missing = integerBetween(stage.random, 1, 3)
    const done = sendShort(stage, at, missing)
    return done && { ...done.strike, expect: 'nothing: up to three units less are within what is tolerated' }
  },
}

export const restBookedLater: AlertFault = {
  kind: 'restBookedLater',
  rule: 'receivedShort',
  lookAlike: true,
  hoursAfter: 30,
  strike(stage, at) {
    const missing = integerBetween(stage.random, 5, 9)
    const done = sendShort(stage, at, missing)
    if (!done) return null
    const { truck, store, strike } = done
    const until = truck.receivedAt + integerBetween(stage.random, 20, 90) * MINUTE_MS
    stage.later(until, (then) =>
      receive(stage.world, {
        writer: store,
        at: then,
        lines: [{ sku: truck.lines[0]!.sku, units: missing }],
        transactions: [{ type: 'desadv', id: transactionId(truck.origin, truck.number) }],
        source: truck.origin,
      }),
    )
    return { ...strike, until, expect: 'nothing: the last pallet is booked within two hours of the first' }
  },
}
