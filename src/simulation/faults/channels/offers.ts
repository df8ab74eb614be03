/** Owns faults of what channels offer: too much, too little, and what is shown although or only because of stock; with look-alikes. */
import { numberBetween } from '../../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { drawListing } from './listingOf.ts'

/** For how long offers that are too low must hold. */
const PENDING_MS = HOUR_MS
/** For how long offers that are too high must hold: the tower may hear of a receipt later than the channel. */
const HEARD_LATER_MS = 2 * MINUTE_MS
/** Units beyond which stock counts as plenty, with room to spare. */
const PLENTY_UNITS = 60

interface Shown {
  offeredUnits: number
  active?: boolean
}

function offer(stage: Stage, at: number, forMs: number, of: (free: number) => Shown): Strike | null {
  const { channels } = stage
  const drawn = drawListing(stage, (item, shop) => channels.freeUnits(shop, item) > PLENTY_UNITS)
  if (!drawn) return null
  const { channel, sku, labels } = drawn
  const free = channels.freeUnits(channel, sku)
  const until = at + forMs
  channels.listings.pin(channel, sku, at, of(free))
  stage.later(until, (then) => channels.listings.unpin(channel, sku, then))
  return { labels, detectableAt: at, until, expect: '' }
}

export const offersTooMuch: AlertFault = {
  kind: 'offersTooMuch',
  rule: 'oversellRisk',
  live: true,
  hoursAfter: 5,
  strike(stage, at) {
    const factor = numberBetween(stage.random, 1.3, 3)
    const done = offer(stage, at, HEARD_LATER_MS + stage.lasting(0.5, 4), (free) => ({
      offeredUnits: Math.ceil(free * factor) + 20,
    }))
    return (
      done && {
        ...done,
        detectableAt: at + HEARD_LATER_MS,
        expect: 'more is offered than can be promised; over when the channel tells right',
      }
    )
  },
}

export const offersEverything: AlertFault = {
  kind: 'offersEverything',
  rule: 'oversellRisk',
  lookAlike: true,
  live: true,
  strike(stage, at) {
    const done = offer(stage, at, stage.lasting(0.1, 0.3), (free) => ({ offeredUnits: free }))
    return done && { ...done, expect: 'nothing: the channel offers all there is, holding nothing back' }
  },
}

export const offersATouchMore: AlertFault = {
  kind: 'offersATouchMore',
  rule: 'oversellRisk',
  lookAlike: true,
  strike(stage, at) {
    const done = offer(stage, at, stage.lasting(0.1, 0.3), (free) => ({
      offeredUnits: Math.floor(free * 1.03),
    }))
    return done && { ...done, expect: 'nothing: the channel counts a touch more, within the tolerance' }
  },
}

export const offersTooLittle: AlertFault = {
  kind: 'offersTooLittle',
  rule: 'hiddenStock',
  hoursAfter: 6,
  strike(stage, at) {
    const share = numberBetween(stage.random, 0.01, 0.12)
    const done = offer(stage, at, PENDING_MS + stage.lasting(0.5, 3), (free) => ({
      offeredUnits: Math.max(1, Math.floor(free * share)),
    }))
    return (
      done && {
        ...done,
        detectableAt: at + PENDING_MS,
        expect: 'most of what could be sold is hidden; over when the channel offers it',
      }
    )
  },
}

export const offersHalf: AlertFault = {
  kind: 'offersHalf',
  rule: 'hiddenStock',
  lookAlike: true,
  hoursAfter: 6,
  strike(stage, at) {
    const share = numberBetween(stage.random, 0.45, 0.7)
    const done = offer(stage, at, stage.lasting(1.5, 4), (free) => ({
      offeredUnits: Math.floor(free * share),
    }))
    return done && { ...done, expect: 'nothing: the channel holds a part back for others' }
  },
}

export const offersLittleShortly: AlertFault = {
  kind: 'offersLittleShortly',
  rule: 'hiddenStock',
  lookAlike: true,
  strike(stage, at) {
    const done = offer(stage, at, stage.lasting(0.2, 0.8), (free) => ({
      offeredUnits: Math.max(1, Math.floor(free * 0.05)),
    }))
    return done && { ...done, expect: 'nothing: the channel offers little while it is edited' }
  },
}

export const takenDown: AlertFault = {
  kind: 'takenDown',
  rule: 'inactiveWithStock',
  hoursAfter: 6,
  strike(stage, at) {
    const done = offer(stage, at, PENDING_MS + stage.lasting(0.5, 3), () => ({
      offeredUnits: 0,
      active: false,
    }))
    return (
      done && {
        ...done,
        detectableAt: at + PENDING_MS,
        expect: 'a listing is taken down although there is plenty; over when it is back',
        mayAlso: ['hiddenStock'],
      }
    )
  },
}

export const takenDownShortly: AlertFault = {
  kind: 'takenDownShortly',
  rule: 'inactiveWithStock',
  lookAlike: true,
  live: true,
  strike(stage, at) {
    const forMs = stage.isLive ? 2 * MINUTE_MS : numberBetween(stage.random, 5, 40) * MINUTE_MS
    const done = offer(stage, at, Math.floor(forMs), () => ({ offeredUnits: 0, active: false }))
    return done && { ...done, expect: 'nothing: a listing is taken down for minutes to be edited' }
  },
}
