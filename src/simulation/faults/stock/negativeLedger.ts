/** Owns a fault and its look-alike: more is sold than was ever received; or the receipt is only told a little later. */
import { integerBetween } from '../../randomness.ts'
import { MINUTE_MS } from '../../world.ts'
import type { AlertFault } from '../alertFault.ts'
import { drawShelf } from './shelf.ts'

const PENDING_MS = 30 * MINUTE_MS

export const soldUnseen: AlertFault = {
  kind: 'soldUnseen',
  rule: 'negativeLedger',
  hoursAfter: 9,
  strike(stage, at) {
    const shelf = drawShelf(stage)
    if (!shelf) return null
    const units = integerBetween(stage.random, 2, 6)
    shelf.receive(units, at)
    stage.later(at + 60_000, (then) => shelf.sell(units + integerBetween(stage.random, 1, 4), then))
    const until = at + stage.lasting(3, 8)
    stage.later(until, (then) => shelf.count(integerBetween(stage.random, 2, 9), then))
    return {
      labels: shelf.labels,
      at: at + 60_000,
      detectableAt: at + 60_000 + PENDING_MS,
      until,
      expect: 'the books are below nothing; over when the shelf is counted',
      mayAlso: ['stockout', 'countVariance', 'bufferBreached'],
    }
  },
}

export const receiptToldLater: AlertFault = {
  kind: 'receiptToldLater',
  rule: 'negativeLedger',
  lookAlike: true,
  live: true,
  strike(stage, at) {
    const shelf = drawShelf(stage)
    if (!shelf) return null
    const units = integerBetween(stage.random, 3, 8)
    shelf.sell(1, at)
    const until = at + integerBetween(stage.random, 3, 12) * MINUTE_MS
    // The clerk writes down after the sale what came before it.
    stage.later(until, (then) => shelf.receive(units, at - MINUTE_MS, then))
    return {
      labels: shelf.labels,
      detectableAt: at,
      until,
      expect: 'nothing: below nothing for minutes, until the receipt is told',
      mayAlso: ['stockout'],
    }
  },
}
