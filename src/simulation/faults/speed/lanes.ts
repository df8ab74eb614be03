/** Owns a fault of a lane and what looks like it: a carrier takes longer than it used to; or a little; or once. */
import type { CanonicalEvent } from '../../../shared/events.ts'
import { glnOf } from '../../orders/order.ts'
import { ONLINE_STATES, SLOW_CARRIER } from '../../orders/commerce.ts'
import { CARRIERS } from '../../places.ts'
import { integerBetween, numberBetween, pick } from '../../randomness.ts'
import { DAY_MS, HOUR_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { orderStory } from './orderStory.ts'

const PAST_DAYS = 40
const RECENT_DAYS = 8
const USUAL_HOURS = 44
/** Of one parcel, in logarithms: two thirds lie within a sixth of the usual. */
const SPREAD = 0.16

/** About a normal draw, between −3 and 3. */
const normal = (random: Stage['random']) =>
  numberBetween(random, -1, 1) + numberBetween(random, -1, 1) + numberBetween(random, -1, 1)

/** Tells orders of the past weeks over one lane, as an archive that is handed in late. @param slowerOn factor of a day, so many ago */
function tellLane(stage: Stage, at: number, slowerOn: (daysAgo: number) => number): Strike | null {
  const { random, network } = stage
  const drawn = stage.drawFree(
    () => ({
      store: pick(random, network.stores),
      region: pick(random, [...ONLINE_STATES]),
      carrier: pick(
        random,
        CARRIERS.filter(({ tracker }) => tracker !== SLOW_CARRIER),
      ).tracker,
    }),
    ({ store, region, carrier }) => ({ lane: `${store.gln}/${region}/${carrier}` }),
  )
  if (!drawn) return null
  const { store, region, carrier } = drawn
  for (let day = PAST_DAYS; day >= 2; day--) {
    for (let one = 0; one < 2; one++) {
      const hours = USUAL_HOURS * Math.exp(SPREAD * normal(random)) * slowerOn(day)
      const shippedAt = Math.floor(at - day * DAY_MS - hours * HOUR_MS * 0.9)
      const deliveredAt = Math.min(at - 60_000, Math.floor(shippedAt + hours * HOUR_MS))
      const placedAt = shippedAt - 5 * HOUR_MS
      const story = orderStory(stage, { flow: 'shipFromStore', store, placedAt, region })
      const shipment = `tracker:${carrier.toLowerCase()}:${story.order.replace('order:', '')}`
      const described: CanonicalEvent = { type: 'ShipmentDescribed', shipment, order: story.order, carrier }
      const delivered: CanonicalEvent = {
        type: 'ShipmentMilestoneReached',
        shipment,
        milestone: 'delivered',
        at: deliveredAt,
      }
      story.handIn(
        at,
        [
          ...story.placed,
          story.step('allocated', placedAt + HOUR_MS),
          story.step('picked', placedAt + 2 * HOUR_MS),
          story.step('packed', placedAt + 3 * HOUR_MS),
          described,
          story.step('shipped', shippedAt, { shipment }),
          delivered,
        ],
        placedAt,
      )
    }
  }
  return {
    labels: { location: glnOf(store), region, carrier },
    detectableAt: at,
    until: null,
    expect: '',
  }
}

export const laneSlows: AlertFault = {
  kind: 'laneSlows',
  rule: 'laneSlower',
  weight: 0.5,
  strike(stage, at) {
    const done = tellLane(stage, at, (daysAgo) => (daysAgo <= RECENT_DAYS + 2 ? 1.7 : 1))
    return done && { ...done, expect: 'parcels of the lane have taken much longer for a week' }
  },
}

export const laneAsUsual: AlertFault = {
  kind: 'laneAsUsual',
  rule: 'laneSlower',
  lookAlike: true,
  weight: 0.5,
  strike(stage, at) {
    const done = tellLane(stage, at, (daysAgo) => (daysAgo <= RECENT_DAYS + 2 ? 1.03 : 1))
    return done && { ...done, expect: 'nothing: transit varies a little, as it always has' }
  },
}

export const laneTruckLate: AlertFault = {
  kind: 'laneTruckLate',
  rule: 'laneSlower',
  lookAlike: true,
  weight: 0.5,
  strike(stage, at) {
    const lateDay = integerBetween(stage.random, 4, 7)
    const done = tellLane(stage, at, (daysAgo) => (daysAgo === lateDay ? 2.2 : 1))
    return done && { ...done, expect: 'nothing: one truck was late, the days after are as usual' }
  },
}
