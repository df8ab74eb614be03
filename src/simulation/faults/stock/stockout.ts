/** Owns a fault and its look-alikes: the last unit of what sells is sold; all but one are; or there never was any. */
import type { Sku } from '../../network.ts'
import { integerBetween } from '../../randomness.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { drawCarried } from './carried.ts'
import { drawShelf, tellPast } from './shelf.ts'

function sellDownTo(stage: Stage, at: number, leftUnits: number): { strike: Strike; until: number } | null {
  const shelf = drawShelf(stage)
  if (!shelf) return null
  const units = integerBetween(stage.random, 3, 9)
  tellPast(shelf, { at, startAt: stage.world.startAt, days: 12, perDay: 0.8, left: units })
  const soldAt = at + 60_000
  const until = soldAt + stage.lasting(2, 8)
  stage.later(soldAt, (then) => shelf.sell(units - leftUnits, then))
  stage.later(until, (then) => shelf.receive(24, then))
  const { labels } = shelf
  const expect =
    leftUnits === 0
      ? 'sold out where it sells; over when some are received'
      : 'nothing: there is one left, which can be sold'
  return { strike: { labels, at, detectableAt: soldAt, until, expect }, until }
}

export const soldOut: AlertFault = {
  kind: 'soldOut',
  rule: 'stockout',
  live: true,
  hoursAfter: 9,
  strike(stage, at) {
    const done = sellDownTo(stage, at, 0)
    return done && { ...done.strike, mayAlso: ['projectedStockout', 'bufferBreached', 'phantomStock'] }
  },
}

/** Items of which some are sold on nearly every day. */
const sellsWell =
  ({ network }: Stage) =>
  ({ demandShare }: Sku) =>
    demandShare * network.skus.length > 2

export const boughtUp: AlertFault = {
  kind: 'boughtUp',
  rule: 'stockout',
  hoursBefore: 60,
  hoursAfter: 9,
  strike(stage, at) {
    const carried = drawCarried(stage, 6, 60, sellsWell(stage))
    if (!carried) return null
    const until = at + stage.lasting(2, 5)
    carried.sell(carried.units(), at)
    stage.later(until, (then) => carried.receive(24, then))
    return {
      labels: carried.labels,
      detectableAt: at,
      until,
      expect: 'one customer buys all there is of what the store carries; over when some are received',
      mayAlso: ['projectedStockout', 'bufferBreached'],
    }
  },
}

export const oneLeft: AlertFault = {
  kind: 'oneLeft',
  rule: 'stockout',
  lookAlike: true,
  hoursAfter: 9,
  strike(stage, at) {
    const done = sellDownTo(stage, at, 1)
    return done && { ...done.strike, mayAlso: ['projectedStockout', 'bufferBreached', 'phantomStock'] }
  },
}

export const neverHadAny: AlertFault = {
  kind: 'neverHadAny',
  rule: 'stockout',
  lookAlike: true,
  strike(stage, at) {
    const shelf = drawShelf(stage)
    if (!shelf) return null
    shelf.count(0, at)
    return {
      labels: shelf.labels,
      detectableAt: at,
      until: null,
      expect: 'nothing: somebody counted none of what was never there',
    }
  },
}
