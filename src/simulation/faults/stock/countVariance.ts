/** Owns a fault and its look-alike: a count finds much less than the books have; or one unit less. */
import { integerBetween } from '../../randomness.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
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

export const countedOneShort: AlertFault = {
  kind: 'countedOneShort',
  rule: 'countVariance',
  lookAlike: true,
  live: true,
  strike(stage, at) {
    const units = integerBetween(stage.random, 8, 30)
    const done = countMissing(stage, at, units, 1)
    return done && { ...done, expect: 'nothing: counts are off by one now and then' }
  },
}
