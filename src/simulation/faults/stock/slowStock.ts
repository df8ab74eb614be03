/** Owns faults of stock that lies: much more than sells, none sold for months, and sales that stopped although books say there is some. */
import { priceMinorOf } from '../../orders/commerce.ts'
import { integerBetween } from '../../randomness.ts'
import { DAY_MS, HOUR_MS } from '../../world.ts'
import type { AlertFault } from '../alertFault.ts'
import { drawShelf, keepTrading, tellPast } from './shelf.ts'

const AGE_DAYS = 90
const SHELF_DAYS = 20
const DEAR_MINOR = 1_500

export const muchTooMuch: AlertFault = {
  kind: 'muchTooMuch',
  rule: 'overstock',
  strike(stage, at) {
    const shelf = drawShelf(stage, (sku) => priceMinorOf(sku) >= DEAR_MINOR)
    if (!shelf) return null
    const { startAt } = stage.world
    tellPast(shelf, { at, startAt, days: 20, perDay: 0.2, left: 3 })
    const receivedAt = at + 60_000
    stage.later(receivedAt, (then) => shelf.receive(integerBetween(stage.random, 70, 110), then))
    return {
      labels: shelf.labels,
      at: receivedAt,
      detectableAt: receivedAt,
      until: null,
      expect: 'stock for years at the rate at which it sells',
      mayAlso: ['phantomStock'],
    }
  },
}

export const nothingLeaves: AlertFault = {
  kind: 'nothingLeaves',
  rule: 'ageingStock',
  hoursAfter: 4,
  strike(stage, at) {
    const shelf = drawShelf(stage)
    if (!shelf) return null
    // Received long ago, told now: its ninetieth day is over in a while.
    const receivedAt = at + 2 * HOUR_MS - AGE_DAYS * DAY_MS
    shelf.receive(integerBetween(stage.random, 6, 20), receivedAt - DAY_MS, at)
    shelf.sell(1, receivedAt, at)
    return {
      labels: shelf.labels,
      at: at + 2 * HOUR_MS,
      detectableAt: at + 2 * HOUR_MS,
      until: null,
      expect: 'units that have lain there for ninety days, and nothing of them has left',
      mayAlso: ['phantomStock', 'overstock'],
    }
  },
}

export const stockThatIsNotThere: AlertFault = {
  kind: 'stockThatIsNotThere',
  rule: 'phantomStock',
  strike(stage, at) {
    const shelf = drawShelf(stage)
    if (!shelf) return null
    // Sold daily, and then not once in weeks: nobody finds it on the shelf.
    const silentDays = 12
    const startAt = stage.world.startAt - silentDays * DAY_MS
    keepTrading(stage, shelf, at, startAt - (SHELF_DAYS + 21) * DAY_MS)
    tellPast(shelf, {
      at,
      startAt,
      days: SHELF_DAYS + 20,
      perDay: 1.4,
      left: integerBetween(stage.random, 3, 8),
    })
    const until = at + stage.lasting(6, 20)
    stage.later(until, (then) => shelf.count(0, then))
    return {
      labels: shelf.labels,
      detectableAt: at,
      until,
      expect: 'the books have some, yet none was sold for weeks where one a day was; over when it is counted',
      mayAlso: ['stockout', 'countVariance', 'ageingStock', 'projectedStockout'],
    }
  },
}

export const slowButThere: AlertFault = {
  kind: 'slowButThere',
  rule: 'phantomStock',
  lookAlike: true,
  strike(stage, at) {
    const shelf = drawShelf(stage)
    if (!shelf) return null
    // One a week: a week and a half without a sale is nothing.
    const startAt = stage.world.startAt - 3 * DAY_MS
    keepTrading(stage, shelf, at, startAt - 71 * DAY_MS)
    tellPast(shelf, { at, startAt, days: 70, perDay: 1 / 7, left: integerBetween(stage.random, 3, 8) })
    return {
      labels: shelf.labels,
      detectableAt: at,
      until: null,
      expect: 'nothing: it sells once a week, and has not for some days',
      mayAlso: ['projectedStockout'],
    }
  },
}

export const soonGone: AlertFault = {
  kind: 'soonGone',
  rule: 'projectedStockout',
  hoursAfter: 12,
  strike(stage, at) {
    const shelf = drawShelf(stage)
    if (!shelf) return null
    const units = 2
    tellPast(shelf, { at, startAt: stage.world.startAt, days: 24, perDay: 2.5, left: units + 20 })
    const soldAt = at + 60_000
    stage.later(soldAt, (then) => shelf.sell(20, then))
    const until = soldAt + stage.lasting(4, 10)
    stage.later(until, (then) => shelf.receive(80, then))
    return {
      labels: shelf.labels,
      at: soldAt,
      detectableAt: soldAt,
      until,
      expect: 'two units where three a day sell, and no receipt in sight; over when some are received',
      mayAlso: ['bufferBreached', 'phantomStock', 'stockout'],
    }
  },
}

export const monthsOfCover: AlertFault = {
  kind: 'monthsOfCover',
  rule: 'overstock',
  lookAlike: true,
  strike(stage, at) {
    const shelf = drawShelf(stage, (sku) => priceMinorOf(sku) >= DEAR_MINOR)
    if (!shelf) return null
    const { startAt } = stage.world
    const left = integerBetween(stage.random, 50, 80)
    tellPast(shelf, { at, startAt, days: 20, perDay: 1.2, left })
    return {
      labels: shelf.labels,
      detectableAt: at,
      until: null,
      expect: 'nothing: as many units as elsewhere lie for years, and here they sell within months',
      mayAlso: ['phantomStock'],
    }
  },
}

export const soldLastMonth: AlertFault = {
  kind: 'soldLastMonth',
  rule: 'ageingStock',
  lookAlike: true,
  strike(stage, at) {
    const shelf = drawShelf(stage)
    if (!shelf) return null
    shelf.receive(integerBetween(stage.random, 6, 20), at - (AGE_DAYS + 40) * DAY_MS, at)
    shelf.sell(1, at - integerBetween(stage.random, 40, 80) * DAY_MS, at)
    return {
      labels: shelf.labels,
      detectableAt: at,
      until: null,
      expect: 'nothing: it came long ago, and one was taken within ninety days',
      mayAlso: ['phantomStock', 'overstock'],
    }
  },
}

export const newAfterMonths: AlertFault = {
  kind: 'newAfterMonths',
  rule: 'ageingStock',
  lookAlike: true,
  strike(stage, at) {
    const shelf = drawShelf(stage)
    if (!shelf) return null
    const units = integerBetween(stage.random, 3, 6)
    shelf.receive(units, at - (AGE_DAYS + 60) * DAY_MS, at)
    shelf.sell(units, at - (AGE_DAYS + 20) * DAY_MS, at)
    shelf.receive(units, at - DAY_MS, at)
    return {
      labels: shelf.labels,
      detectableAt: at,
      until: null,
      expect: 'nothing: nothing left for months because nothing was there; what is there came yesterday',
      mayAlso: ['phantomStock'],
    }
  },
}

export const truckTomorrow: AlertFault = {
  kind: 'truckTomorrow',
  rule: 'projectedStockout',
  lookAlike: true,
  hoursAfter: 24,
  strike(stage, at) {
    const shelf = drawShelf(stage)
    if (!shelf) return null
    tellPast(shelf, { at, startAt: stage.world.startAt, days: 24, perDay: 2.5, left: 30 })
    const arrivesAt = at + integerBetween(stage.random, 12, 18) * HOUR_MS
    shelf.awaitTruck(40, at, arrivesAt)
    const soldAt = at + 60_000
    stage.later(soldAt, (then) => shelf.sell(20, then))
    return {
      labels: shelf.labels,
      detectableAt: soldAt,
      until: arrivesAt,
      expect: 'nothing: enough is left for days, and a truck brings more tomorrow',
      mayAlso: ['phantomStock'],
    }
  },
}
