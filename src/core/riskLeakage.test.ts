/** Proves that odds know nothing of what comes after: whatever is changed in the later facts, what was said stays as it was. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CanonicalEvent } from '../shared/events.ts'
import { pastOrder } from './compute/risk/pastOrders.ts'
import { calibrate, replay, type PastOrder } from './compute/risk/riskCalibration.ts'
import type { Fact } from './ledger/subjects.ts'
import { foldOrderAt, type OrderFacts } from './projections/riskReplay.ts'

const HOUR_MS = 3_600_000
const placeOf = () => null
/** Hours after the order that its lines are dated, as by a table that states when they are due to be sent. */
const LINES_DATED = 500

/** When the steps of one order come, in hours after it was placed; null: never. */
interface Plan {
  placedHours: number
  approved: number | null
  shipped: number | null
  arrives: number | null
  cancelled: number | null
  promisedHours: number
}
const hours = (max: number) => fc.option(fc.integer({ min: 0, max }), { freq: 6 })
const plan: fc.Arbitrary<Plan> = fc.record({
  placedHours: fc.integer({ min: 0, max: 2_000 }),
  approved: hours(20),
  shipped: hours(60),
  arrives: hours(200),
  cancelled: fc.option(fc.integer({ min: 0, max: 150 }), { freq: 1 }),
  promisedHours: fc.integer({ min: 24, max: 150 }),
})

let lastIdentity = 0
const fact = (event: object, occurredAt: number): Fact => ({
  event: event as CanonicalEvent,
  occurredAt,
  recordTime: null,
  identity: `r${String((lastIdentity += 1)).padStart(9, '0')}`,
  line: 0,
  recordedAt: 0,
  feedNumber: 1,
})
const sorted = (facts: readonly Fact[]) =>
  facts.toSorted((a, b) => a.occurredAt - b.occurredAt || (a.identity < b.identity ? -1 : 1))

/** One record tells of all steps, each with its own time, as tables of finished orders do; lines are dated later still. */
function factsOf(order: string, one: Plan): OrderFacts {
  const placedAt = one.placedHours * HOUR_MS
  const at = (some: number) => placedAt + some * HOUR_MS
  const promise = { at: at(one.promisedHours) }
  const step = (name: string, some: number | null) =>
    some === null ? [] : [fact({ type: 'OrderStepTaken', order, step: name, at: at(some) }, placedAt)]
  const shipment = `s:${order}`
  const arrivesAt = one.shipped === null || one.arrives === null ? null : at(one.shipped + one.arrives)
  return {
    order: sorted([
      fact(
        { type: 'OrderPlaced', order, flow: 'shipFromDc', promise, destination: { region: 'North' } },
        placedAt,
      ),
      fact({ type: 'OrderLineAdded', order, line: '1', sku: 'a', units: 1, origin: 'dc' }, at(LINES_DATED)),
      ...step('approved', one.approved),
      ...step('shipped', one.shipped),
      ...step('cancelled', one.cancelled),
    ]),
    shipments: [
      {
        shipment,
        facts: sorted([
          fact({ type: 'ShipmentDescribed', shipment, order, carrier: 'A' }, at(one.shipped ?? 1)),
          ...(arrivesAt === null
            ? []
            : [
                fact(
                  { type: 'ShipmentMilestoneReached', shipment, milestone: 'delivered', at: arrivesAt },
                  placedAt,
                ),
              ]),
        ]),
      },
    ],
  }
}

const timeOf = ({ event, occurredAt }: Fact) => ('at' in event ? event.at : undefined) ?? occurredAt

/** Changes all that comes after the time: some of it never was, some comes otherwise, and much is added. */
function alterAfter(facts: OrderFacts, after: number, shift: number): OrderFacts {
  const isGiven = ({ event }: Fact) => event.type === 'OrderPlaced' || event.type === 'OrderLineAdded'
  const altered = (all: readonly Fact[]) =>
    all.flatMap((one): Fact[] => {
      if (timeOf(one) <= after || isGiven(one)) return [one]
      if (shift % 3 === 0) return []
      const at = timeOf(one) + shift * HOUR_MS
      return [{ ...one, event: { ...one.event, at } as CanonicalEvent }]
    })
  const order = facts.order[0] && 'order' in facts.order[0].event ? (facts.order[0].event.order ?? '') : ''
  const later = after + (1 + shift) * HOUR_MS
  const added = [
    fact({ type: 'OrderStepTaken', order, step: shift % 2 === 0 ? 'cancelled' : 'delivered' }, later),
    // After the line's own record: what is first said of a line is what was ordered.
    fact(
      { type: 'OrderLineAdded', order, line: '1', sku: 'a', units: 1, origin: 'elsewhere' },
      later + LINES_DATED * HOUR_MS,
    ),
    fact({ type: 'OrderPlaced', order, promise: { at: later + HOUR_MS } }, later),
    fact({ type: 'ReturnStepTaken', order, return: 'r', line: '1', step: 'received' }, later + HOUR_MS),
    fact({ type: 'FeedbackGiven', order, rating: 1 }, later + HOUR_MS),
  ]
  return {
    order: sorted([...altered(facts.order), ...added]),
    shipments: facts.shipments.map(({ shipment, facts: own }) => ({
      shipment,
      facts: sorted([
        ...altered(own),
        fact(
          { type: 'ShipmentDescribed', shipment, order, carrier: 'B', destination: { region: 'South' } },
          later,
        ),
        fact({ type: 'ShipmentMilestoneReached', shipment, milestone: 'lost' }, later),
      ]),
    })),
  }
}

const past = (facts: OrderFacts, place: number, placedHours: number): PastOrder =>
  pastOrder(
    `o${place}`,
    placedHours * HOUR_MS,
    (at) => foldOrderAt(facts, at, { placeOf, rulePromise: () => null }),
    placeOf,
  )

it('an order as it was known at a time does not change with what came after', () => {
  fc.assert(
    fc.property(
      plan,
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 1, max: 50 }),
      (one, some, shift) => {
        const facts = factsOf('o0', one)
        const at = (one.placedHours + some) * HOUR_MS
        const known = past(facts, 0, one.placedHours).at(at)
        expect(past(alterAfter(facts, at, shift), 0, one.placedHours).at(at)).toEqual(known)
        expect(known).toHaveLength(1)
      },
    ),
  )
})

it('nothing that was said up to a time changes with what came after, learned from or asked about', () => {
  fc.assert(
    fc.property(
      fc.array(plan, { minLength: 30, maxLength: 60 }),
      fc.integer({ min: 1_400, max: 2_000 }),
      fc.integer({ min: 1, max: 50 }),
      (plans, cutHours, shift) => {
        const cut = cutHours * HOUR_MS
        const all = plans.map((one, place) => factsOf(`o${place}`, one))
        const saidBy = (orders: readonly OrderFacts[]) =>
          replay(
            orders.map((facts, place) => past(facts, place, plans[place]?.placedHours ?? 0)),
            4,
          )?.sayings.filter(({ at }) => at <= cut) ?? []
        const said = saidBy(all)
        // Orders placed after the cut are only there in their number: by it the past is split.
        const saidOtherwise = saidBy(
          all.map((facts, place) =>
            alterAfter(facts, Math.max(cut, (plans[place]?.placedHours ?? 0) * HOUR_MS), shift),
          ),
        )
        expect(saidOtherwise).toEqual(said)
      },
    ),
    { numRuns: 40 },
  )
})

it('what comes after does change how well the odds held', () => {
  const plans = Array.from({ length: 40 }, (_, place): Plan => ({
    placedHours: place * 24,
    approved: 1,
    shipped: 10,
    arrives: 30 + (place % 5) * 20,
    cancelled: null,
    promisedHours: 72,
  }))
  const setsOf = (facts: (one: OrderFacts) => OrderFacts) =>
    calibrate(plans.map((one, place) => past(facts(factsOf(`o${place}`, one)), place, one.placedHours)))
  const [asItWas] = setsOf((facts) => facts)
  const [otherwise] = setsOf((facts) => alterAfter(facts, 30 * 24 * HOUR_MS, 3))
  expect(asItWas?.lines).toBeGreaterThan(0)
  expect(otherwise?.baseRate).not.toBe(asItWas?.baseRate)
})
