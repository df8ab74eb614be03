/** Owns a fault and its look-alike: sales eat into the safety stock for long; or for some minutes, until some are received. */
import { integerBetween } from '../../randomness.ts'
import { MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { drawShelf } from './shelf.ts'

const PENDING_MS = 15 * MINUTE_MS

function eatIn(stage: Stage, at: number, forMs: number): Strike | null {
  const shelf = drawShelf(stage)
  if (!shelf) return null
  const kept = integerBetween(stage.random, 8, 15)
  shelf.receive(kept + 4, at)
  shelf.keepBack(kept, at)
  const soldAt = at + 2 * MINUTE_MS
  stage.later(soldAt, (then) => shelf.sell(4 + integerBetween(stage.random, 1, kept - 3), then))
  const until = soldAt + forMs
  stage.later(until, (then) => shelf.receive(kept * 2, then))
  return { labels: shelf.labels, at: soldAt, detectableAt: soldAt + PENDING_MS, until, expect: '' }
}

export const bufferEaten: AlertFault = {
  kind: 'bufferEaten',
  rule: 'bufferBreached',
  hoursAfter: 9,
  strike(stage, at) {
    const done = eatIn(stage, at, stage.lasting(2, 8))
    return (
      done && {
        ...done,
        expect: 'less is there than is kept back; over when more is received',
        mayAlso: ['projectedStockout'],
      }
    )
  },
}

export const bufferTouched: AlertFault = {
  kind: 'bufferTouched',
  rule: 'bufferBreached',
  lookAlike: true,
  strike(stage, at) {
    const done = eatIn(stage, at, integerBetween(stage.random, 4, 11) * MINUTE_MS)
    return (
      done && {
        ...done,
        expect: 'nothing: the shelf is filled again within the waiting time',
        mayAlso: ['projectedStockout'],
      }
    )
  },
}
