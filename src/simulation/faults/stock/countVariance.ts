/** Owns a fault and its look-alike: a count finds much less than the books have; or a little less, of few or of many. */
import { integerBetween, pick } from '../../randomness.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { drawCarried } from './carried.ts'
import { drawShelf } from './shelf.ts'

function countMissing(stage: Stage, at: number, units: number, missing: number): Strike | null {
  const shelf = drawShelf(stage)
  if (!shelf) return null
  shelf.receive(units, at)
  const countedAt = at + 60_000
  stage.later(countedAt, (then) => shelf.count(units - missing, then))
  return { labels: shelf.labels, at: countedAt, detectableAt: countedAt, until: null, expect: '' }
}

export const countedShort: AlertFault = {
  kind: 'countedShort',
  rule: 'countVariance',
  live: true,
  strike(stage, at) {
    const units = integerBetween(stage.random, 20, 40)
    const missing = integerBetween(stage.random, 5, 12)
    const done = countMissing(stage, at, units, missing)
    return done && { ...done, expect: `${missing} of ${units} units are missing by a count` }
  },
}

export const stolen: AlertFault = {
  kind: 'stolen',
  rule: 'countVariance',
  hoursAfter: 2,
  strike(stage, at) {
    const carried = drawCarried(stage, 18, 60)
    if (!carried) return null
    const missing = integerBetween(stage.random, 6, 10)
    carried.lose(missing)
    const countedAt = at + integerBetween(stage.random, 1, 20) * 60_000
    stage.later(countedAt, (then) => carried.count(then))
    return {
      labels: carried.labels,
      at: countedAt,
      detectableAt: countedAt,
      until: null,
      expect: `${missing} units of what the store carries were taken unseen, and a count finds it`,
    }
  },
}

export const countedLittleShort: AlertFault = {
  kind: 'countedLittleShort',
  rule: 'countVariance',
  lookAlike: true,
  live: true,
  strike(stage, at) {
    // One or two units are in order, whatever the share; and so are more of very many.
    const [units, missing] = pick(stage.random, [
      [integerBetween(stage.random, 8, 30), 1],
      [integerBetween(stage.random, 8, 30), 2],
      [integerBetween(stage.random, 100, 140), 4],
    ] as const)
    const done = countMissing(stage, at, units, missing)
    return done && { ...done, expect: 'nothing: counts are off by a little now and then' }
  },
}
