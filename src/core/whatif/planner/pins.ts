/** Owns what pinned transfers take of a case before anything is decided, and which of them cannot be. */
import { TowerError } from '../../../shared/errors.ts'
import type { Instance } from './instance.ts'

/** What pins take of the case before anything is decided. */
export interface Pinned {
  /** By row. */
  unitsIn: Int32Array
  unitsOut: Int32Array
  /** By lane. */
  isPaid: Uint8Array
  receiveCapacity: Float64Array
  sendCapacity: Float64Array
  value: number
}

/** @throws TowerError `invalid`, naming the pinned transfer that cannot be */
export function takePins(instance: Instance): Pinned {
  const { case: given, gainStart, gains, lossStart, losses, rowLocation } = instance
  const unitsIn = new Int32Array(instance.rowSku.length)
  const unitsOut = new Int32Array(instance.rowSku.length)
  const isPaid = new Uint8Array(given.lanes.length)
  const receiveCapacity = Float64Array.from(given.locations, (one) => one.receive_capacity_units ?? Infinity)
  const sendCapacity = Float64Array.from(given.locations, (one) => one.send_capacity_units ?? Infinity)
  let value = 0
  for (const { lane, fromRow, toRow, units } of instance.pins) {
    const refuse = (why: string): never => {
      const { from, to } = given.lanes[lane] ?? { from: '', to: '' }
      const sku = given.stock[fromRow]?.sku ?? ''
      throw new TowerError(
        'invalid',
        `The pinned transfer of ${units} × ${sku} from ${from} to ${to} cannot be: ${why}.`,
        { pinned: { sku, from, to, units } },
      )
    }
    const source = rowLocation[fromRow] ?? 0
    const target = rowLocation[toRow] ?? 0
    const given0 = unitsOut[fromRow] ?? 0
    const got0 = unitsIn[toRow] ?? 0
    const spare = (lossStart[fromRow + 1] ?? 0) - (lossStart[fromRow] ?? 0) - given0
    if (units > spare) refuse(`the source can give ${spare} without going below its floor`)
    const wanted = (gainStart[toRow + 1] ?? 0) - (gainStart[toRow] ?? 0) - got0
    if (units > wanted) refuse(`the destination has a use for ${wanted}`)
    const sendable = sendCapacity[source] ?? 0
    if (units > sendable) refuse(`the source has capacity to send ${sendable}`)
    const receivable = receiveCapacity[target] ?? 0
    if (units > receivable) refuse(`the destination has capacity to receive ${receivable}`)
    for (let t = 0; t < units; t++) {
      value +=
        (gains[(gainStart[toRow] ?? 0) + got0 + t] ?? 0) -
        (losses[(lossStart[fromRow] ?? 0) + given0 + t] ?? 0)
    }
    value -= units * ((given.lanes[lane]?.unit_cost ?? 0) + instance.delayCost(lane, toRow))
    if (!isPaid[lane]) value -= given.lanes[lane]?.fixed_cost ?? 0
    isPaid[lane] = 1
    unitsOut[fromRow] = given0 + units
    unitsIn[toRow] = got0 + units
    sendCapacity[source] = sendable - units
    receiveCapacity[target] = receivable - units
  }
  return { unitsIn, unitsOut, isPaid, receiveCapacity, sendCapacity, value }
}
