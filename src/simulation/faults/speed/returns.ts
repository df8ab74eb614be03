/** Owns a fault and its look-alike: what came back is looked at by nobody for days; or just in time. */
import type { CanonicalEvent } from '../../../shared/events.ts'
import { glnOf, gtinOf } from '../../orders/order.ts'
import { workingHours } from '../../orders/commerce.ts'
import { numberBetween, pick } from '../../randomness.ts'
import { DAY_MS, HOUR_MS } from '../../world.ts'
import type { Location } from '../../network.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { orderStory } from './orderStory.ts'

/** Working hours that grading may take, at places that never close. */
const GRADING_MS = 48 * HOUR_MS
const RECEIVED_BEFORE_MS = 44 * HOUR_MS

/** Hands in a return of the week before that was graded within hours: grading is told of at this place. */
function tellGraded(stage: Stage, store: Location, at: number): void {
  const placedAt = at - 9 * DAY_MS
  const handed = placedAt + 6 * HOUR_MS
  const receivedAt = placedAt + 2 * DAY_MS
  const story = orderStory(stage, { flow: 'bopis', store, placedAt })
  const steps = STEPS.map((step, place) => story.step(step, handed - (STEPS.length - place) * 60_000))
  story.handIn(at, [...story.placed, ...steps], placedAt)
  story.handIn(
    at,
    [story.returned('received', receivedAt), story.returned('graded', receivedAt + 5 * HOUR_MS)],
    receivedAt,
  )
}

const STEPS = ['allocated', 'picked', 'packed', 'ready', 'collected'] as const

function comeBack(stage: Stage, at: number, gradedAfterMs: number): Strike | null {
  const { random, network } = stage
  const open = network.stores.filter((store) => workingHours(store).closesHour === 24)
  if (open.length === 0) return null
  const store = pick(random, open)
  const receivedAt = at - RECEIVED_BEFORE_MS
  const placedAt = receivedAt - 3 * DAY_MS
  const before = orderStory(stage, { flow: 'bopis', store, placedAt })
  stage.reserve({ order: before.order })
  const sku = gtinOf(before.skus[0]!)
  const location = glnOf(store)
  const inspection = { location, disposition: 'inspection' as const }
  const moved: CanonicalEvent = { type: 'StockMoved', sku, units: 1, from: 'customer', to: inspection }
  const handed = placedAt + 6 * HOUR_MS
  const steps = STEPS.map((step, place) => before.step(step, handed - (STEPS.length - place) * 60_000))
  before.handIn(at, [...before.placed, ...steps], placedAt)
  before.handIn(at, [moved, before.returned('received', receivedAt)], receivedAt)
  tellGraded(stage, store, at)
  const until = receivedAt + gradedAfterMs
  stage.later(until, (then) =>
    before.tell(then, [
      before.returned('graded', then),
      { ...moved, from: inspection, to: { location, disposition: 'damaged' } },
    ]),
  )
  return {
    labels: { order: before.order },
    at: receivedAt + GRADING_MS,
    detectableAt: receivedAt + GRADING_MS,
    until,
    expect: '',
  }
}

export const returnForgotten: AlertFault = {
  kind: 'returnForgotten',
  rule: 'returnNotGraded',
  hoursAfter: 20,
  strike(stage, at) {
    const done = comeBack(stage, at, GRADING_MS + stage.lasting(3, 14))
    return done && { ...done, expect: 'a return waits for longer than grading takes; over when it is graded' }
  },
}

export const returnJustGraded: AlertFault = {
  kind: 'returnJustGraded',
  rule: 'returnNotGraded',
  lookAlike: true,
  hoursAfter: 6,
  strike(stage, at) {
    const done = comeBack(stage, at, Math.floor(numberBetween(stage.random, 44.5, 47.5) * HOUR_MS))
    return done && { ...done, at, detectableAt: at, expect: 'nothing: it is graded within two working days' }
  },
}
