/** Owns made-up orders for tests of delivery speed: with steps missing, versions beaten, records taken back, places named late. */
import * as fc from 'fast-check'
import type { CanonicalEvent, FeedRecord } from '../shared/events.ts'
import { FLOWS, type OrderStep } from '../shared/vocabulary.ts'

export const START = Date.UTC(2026, 2, 2)
const HOUR_MS = 3_600_000

const STEPS = [
  'allocated',
  'picked',
  'packed',
  'shipped',
  'delivered',
] as const satisfies readonly OrderStep[]

export const PLACES: FeedRecord[] = ['dc', 'north'].map((location, at) => ({
  identity: `place ${location}`,
  occurredAt: START - 1_000,
  events: [
    {
      type: 'LocationDescribed',
      location,
      kind: at === 0 ? 'dc' : 'store',
      region: 'West',
      country: 'AT',
      timeZone: at === 0 ? 'Europe/Vienna' : 'America/New_York',
    },
  ],
}))

const life = fc.record({
  flow: fc.option(fc.constantFrom(...FLOWS.slice(0, 3)), { nil: undefined }),
  channel: fc.constantFrom('web', 'app', undefined),
  region: fc.constantFrom('East', 'West', undefined),
  country: fc.constantFrom('AT', undefined),
  origin: fc.constantFrom('dc', 'north', undefined),
  placedHour: fc.integer({ min: 0, max: 120 }),
  isPlaced: fc.boolean(),
  promisedHours: fc.option(fc.integer({ min: -2, max: 90 }), { nil: undefined }),
  steps: fc.array(fc.record({ isTold: fc.boolean(), hours: fc.double({ min: 0, max: 40, noNaN: true }) }), {
    minLength: STEPS.length,
    maxLength: STEPS.length,
  }),
  lines: fc.integer({ min: 1, max: 2 }),
  isRejected: fc.boolean(),
  /** The delivery is told again with another time; or taken back. */
  again: fc.constantFrom('not', 'later', 'takenBack'),
})
type Life = typeof life extends fc.Arbitrary<infer L> ? L : never

function recordsOf(one: Life, number: number): FeedRecord[] {
  const order = `o${number}`
  const placedAt = START + one.placedHour * HOUR_MS + number
  const lines = Array.from({ length: one.lines }, (_, line): CanonicalEvent => ({
    type: 'OrderLineAdded',
    order,
    line: String(line + 1),
    sku: 'gtin:1',
    units: 2,
    ...(one.origin ? { origin: one.origin } : {}),
    ...(one.promisedHours === undefined ? {} : { promise: { at: placedAt + one.promisedHours * HOUR_MS } }),
  }))
  const placed: CanonicalEvent = {
    type: 'OrderPlaced',
    order,
    ...(one.flow ? { flow: one.flow } : {}),
    ...(one.channel ? { channel: one.channel } : {}),
    destination: {
      ...(one.region ? { region: one.region } : {}),
      ...(one.country ? { country: one.country } : {}),
    },
  }
  const records: FeedRecord[] = one.isPlaced
    ? [{ identity: `${order} placed`, occurredAt: placedAt, events: [placed, ...lines] }]
    : [{ identity: `${order} placed`, occurredAt: placedAt, events: lines }]
  let at = placedAt
  STEPS.forEach((step, place) => {
    const { isTold, hours } = one.steps[place] ?? { isTold: false, hours: 0 }
    at += Math.round(hours * HOUR_MS)
    if (!isTold && step !== 'delivered') return
    const told = (atTime: number): CanonicalEvent[] => [
      {
        type: 'OrderStepTaken',
        order,
        step,
        at: atTime,
        ...(one.origin && step === 'allocated' ? { location: one.origin } : {}),
      },
    ]
    const identity = `${order} ${step}`
    if (step === 'delivered' && !isTold && one.again === 'not') return
    records.push({ identity, occurredAt: at, recordTime: 1, events: told(at) })
    if (step === 'allocated' && one.isRejected) {
      records.push({
        identity: `${order} rejected`,
        occurredAt: at + 1,
        events: [{ type: 'OrderStepTaken', order, step: 'rejected', at: at + 1 }],
      })
    }
    if (step !== 'delivered' || one.again === 'not') return
    const later = at + 5 * HOUR_MS
    records.push({
      identity,
      occurredAt: later,
      recordTime: 2,
      events: told(later),
      ...(one.again === 'takenBack' ? { retracted: true } : {}),
    })
  })
  return records
}

/** Records of some orders, with the places that they name. */
export const lives = (most: number): fc.Arbitrary<FeedRecord[]> =>
  fc
    .array(life, { minLength: 1, maxLength: most })
    .map((orders) => [...PLACES, ...orders.flatMap((one, number) => recordsOf(one, number))])
