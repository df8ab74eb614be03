/** Owns a fault and its look-alike: one channel promises an item days sooner than the others; or for some seconds. */
import { integerBetween } from '../../randomness.ts'
import { MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { drawListing } from './listingOf.ts'

const SETTLED_MS = 5 * MINUTE_MS

function promise(stage: Stage, at: number, forMs: number, moreDays?: number): Strike | null {
  const { channels, random } = stage
  const drawn = drawListing(stage)
  if (!drawn) return null
  const { channel, sku, labels } = drawn
  const more = moreDays ?? integerBetween(random, 3, 6)
  const { deliveryPromises } = channels.listings.of(channel, sku)
  const slow = deliveryPromises.map((one) => ({ ...one, days: one.days + more }))
  const until = at + forMs
  channels.listings.pin(channel, sku, at, { deliveryPromises: slow })
  stage.later(until, (then) => channels.listings.unpin(channel, sku, then))
  return { labels: { sku: labels.sku }, detectableAt: at + SETTLED_MS, until, expect: '' }
}

export const promisesOtherwise: AlertFault = {
  kind: 'promisesOtherwise',
  rule: 'promiseDifference',
  live: true,
  hoursAfter: 5,
  strike(stage, at) {
    const done = promise(stage, at, SETTLED_MS + stage.lasting(0.5, 3))
    return done && { ...done, expect: 'one channel promises other days than the rest; over when they agree' }
  },
}

export const promisesSpreading: AlertFault = {
  kind: 'promisesSpreading',
  rule: 'promiseDifference',
  lookAlike: true,
  live: true,
  strike(stage, at) {
    const done = promise(stage, at, integerBetween(stage.random, 3_000, 20_000))
    return done && { ...done, detectableAt: at, expect: 'nothing: the others follow within seconds' }
  },
}

export const promisesADayLater: AlertFault = {
  kind: 'promisesADayLater',
  rule: 'promiseDifference',
  lookAlike: true,
  hoursAfter: 3,
  strike(stage, at) {
    const done = promise(stage, at, stage.lasting(0.5, 2), 1)
    return done && { ...done, detectableAt: at, expect: 'nothing: one channel allows itself a day more' }
  },
}
