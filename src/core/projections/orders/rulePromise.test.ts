/** Proves our own promise: worked to the minute, unmoved by what comes after it, and the same whatever came first. */
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CanonicalEvent, EventOf, FeedRecord } from '../../../shared/events.ts'
import { intaken, openTestLedger } from '../../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from '../projections.ts'

const NEW_YORK = 'America/New_York'
const at = (iso: string) => Date.parse(iso)
const LONG_AGO = at('2026-01-01T00:00:00Z')

const schedule = (location: string, more: Partial<EventOf<'LocationScheduleSet'>> = {}): CanonicalEvent => ({
  type: 'LocationScheduleSet', location, timeZone: NEW_YORK, cutoff: '15:00', handlingHours: 4, opensAt: '06:00',
  closesAt: '22:00', openWeekdays: [1, 2, 3, 4, 5, 6], hours: [{ weekday: 6, opensAt: '06:00', closesAt: '14:00' }],
  closedOn: ['2026-12-25'], ...more,
}) // prettier-ignore
const lane = (more: Partial<EventOf<'LaneTransitSet'>> = {}): CanonicalEvent => ({
  type: 'LaneTransitSet', origin: 'dc', country: 'US', region: 'ME', transitDays: 2, closedOn: ['2026-12-25'], ...more,
}) // prettier-ignore
const placed = (more: Partial<EventOf<'OrderPlaced'>> = {}): CanonicalEvent => ({
  type: 'OrderPlaced', order: 'o1', flow: 'shipFromDc', destination: { region: 'ME', country: 'US' }, ...more,
}) // prettier-ignore
const line = (more: Partial<EventOf<'OrderLineAdded'>> = {}): CanonicalEvent => ({
  type: 'OrderLineAdded', order: 'o1', line: '1', sku: 'gtin:1', units: 2, origin: 'dc', ...more,
}) // prettier-ignore

let ledger: ReturnType<typeof openTestLedger>
let told = 0
beforeEach(() => {
  ledger = openTestLedger(PROJECTIONS)
})
afterEach(() => ledger.close())

const record = (time: string | number, ...events: CanonicalEvent[]): FeedRecord => ({
  identity: `r${told++}`,
  occurredAt: typeof time === 'number' ? time : at(time),
  events,
})
const tell = (...records: FeedRecord[]) => {
  for (const one of records) ledger.commit([[intaken(one)]])
}
const promise = () =>
  ledger.reader.get<{ at: number | null; basis: string | null }>(
    'SELECT promised_at AS at, promise_basis AS basis FROM order_lines',
  )
const promisedAt = () => {
  const ms = promise()?.at
  return ms == null ? null : new Date(ms).toISOString()
}
const placedAt = (time: string, ...more: CanonicalEvent[]) =>
  tell(record(LONG_AGO, schedule('dc'), lane()), record(time, placed(), line(), ...more))

describe('a delivery', () => {
  it.each([
    ['before the cutoff: handled the same day', '2026-12-23T14:59:00-05:00', '2026-12-28'],
    ['at the cutoff', '2026-12-23T15:00:00-05:00', '2026-12-28'],
    ['a millisecond after the cutoff: handled the next working day', '2026-12-23T15:00:00.001-05:00', '2026-12-29'],
    ['before opening: handled from opening on', '2026-12-23T03:00:00-05:00', '2026-12-28'],
    ['on a closed day', '2026-12-25T10:00:00-05:00', '2026-12-30'],
    ['on a Saturday that closes before the cutoff', '2026-12-05T13:30:00-05:00', '2026-12-09'],
    ['on that Saturday after closing', '2026-12-05T14:30:00-05:00', '2026-12-09'],
    ['on a Sunday', '2026-12-06T10:00:00-05:00', '2026-12-09'],
    ['in the week in which clocks go back', '2026-10-30T16:00:00-04:00', '2026-11-04'],
  ])('placed %s', (_, time, day) => {
    placedAt(time)
    expect(promise()).toEqual({ at: at(`${day}T23:59:59.999-05:00`), basis: 'rule' })
  }) // prettier-ignore
  it('says how it came about', () => {
    placedAt('2026-12-23T14:59:00-05:00')
    tell(record(LONG_AGO, lane({ carrier: 'UPS' })))
    const stored = ledger.reader.get<{ detail: string }>('SELECT detail FROM orders')
    expect(JSON.parse(stored?.detail ?? '')).toMatchObject({
      lines: [{ promise: { basis: 'rule', rule: {
        from: 'dc', beginsAt: at('2026-12-23T14:59:00-05:00'), handledAt: at('2026-12-23T18:59:00-05:00'),
        transit: { days: 2, countedIn: 'workingDays', carrier: null },
      } } }],
    })
  }) // prettier-ignore
  it('counts days of the calendar, or by the clock from the minute of handing over', () => {
    placedAt('2026-12-23T14:59:00-05:00')
    tell(record(LONG_AGO + 1, lane({ countedIn: 'calendarDays' })))
    expect(promisedAt()).toBe('2026-12-26T04:59:59.999Z')
    // Four hours from 14:59, and half a day.
    tell(record(LONG_AGO + 2, lane({ countedIn: 'clockDays', transitDays: 0.5 })))
    expect(promisedAt()).toBe('2026-12-24T11:59:00.000Z')
  })
  it('ends with the day at the destination: of the place, else of the lane, else of the origin', () => {
    placedAt('2026-12-23T14:59:00-05:00')
    tell(record(LONG_AGO + 1, lane({ timeZone: 'America/Los_Angeles' })))
    expect(promisedAt()).toBe('2026-12-29T07:59:59.999Z')
    tell(record('2026-12-23T15:10:00-05:00', placed({ destination: { region: 'ME', country: 'US', location: 'depot' } })))
    expect(promisedAt()).toBe('2026-12-29T07:59:59.999Z')
    tell(record(LONG_AGO, { type: 'LocationDescribed', location: 'depot', timeZone: 'America/Chicago' }))
    expect(promisedAt()).toBe('2026-12-29T05:59:59.999Z')
  }) // prettier-ignore
  it('goes by the lane that says most exactly where it leads, then by the one for any carrier, else by the slowest', () => {
    tell(
      record(LONG_AGO, schedule('dc'), lane({ country: undefined, region: undefined, transitDays: 9 })),
      record('2026-12-01T08:00:00-05:00', placed(), line()),
    )
    expect(promisedAt()).toBe('2026-12-15T04:59:59.999Z')
    tell(record(LONG_AGO, lane({ region: undefined, transitDays: 5 })))
    expect(promisedAt()).toBe('2026-12-09T04:59:59.999Z')
    tell(
      record(LONG_AGO, lane({ carrier: 'UPS', transitDays: 1 }), lane({ carrier: 'FedEx', transitDays: 3 })),
    )
    expect(promisedAt()).toBe('2026-12-05T04:59:59.999Z')
    tell(record(LONG_AGO, lane({ transitDays: 2 })))
    expect(promisedAt()).toBe('2026-12-04T04:59:59.999Z')
    tell(
      record(LONG_AGO, lane({ region: 'NH', transitDays: 20 }), lane({ origin: 'other', transitDays: 20 })),
    )
    expect(promisedAt()).toBe('2026-12-04T04:59:59.999Z')
  })
  it('has no promise of ours without a schedule, a lane, a time zone or an origin', () => {
    tell(record('2026-12-01T08:00:00-05:00', placed(), line({ origin: undefined })))
    expect(promise()).toEqual({ at: null, basis: null })
    tell(
      record(LONG_AGO, schedule('dc', { timeZone: undefined })),
      record('2026-12-01T08:01:00-05:00', line()),
    )
    expect(promisedAt()).toBeNull()
    tell(record(LONG_AGO, lane()))
    expect(promisedAt()).toBeNull()
    tell(record(LONG_AGO, { type: 'LocationDescribed', location: 'dc', timeZone: NEW_YORK }))
    expect(promisedAt()).toBe('2026-12-04T04:59:59.999Z')
  })
  it('is promised by the channel or the carrier where they do, in this order', () => {
    placedAt('2026-12-23T14:59:00-05:00')
    const estimate: CanonicalEvent = { type: 'ShipmentEstimateChanged', shipment: 's', estimatedDeliveryAt: 1_800_000_000_000 }
    tell(record('2026-12-23T19:00:00-05:00', { type: 'ShipmentDescribed', shipment: 's', order: 'o1' }, estimate))
    expect(promise()).toEqual({ at: 1_800_000_000_000, basis: 'carrier' })
    tell(record('2026-12-23T14:59:01-05:00', placed({ promise: { at: 1_799_000_000_000 } })))
    expect(promise()).toEqual({ at: 1_799_000_000_000, basis: 'channel' })
    expect(ledger.reader.all('SELECT * FROM promise_places')).toEqual([])
  }) // prettier-ignore
})

describe('a promise once made', () => {
  const step = (name: 'allocated' | 'rejected', location: string): CanonicalEvent => ({
    type: 'OrderStepTaken', order: 'o1', line: '1', step: name, location,
  }) // prettier-ignore
  it('stays with the place that was allocated first, whoever rejects and whoever sends', () => {
    tell(
      record(LONG_AGO, schedule('near'), schedule('far'), lane({ origin: 'near' }), lane({ origin: 'far', transitDays: 7 })),
      record('2026-12-01T08:00:00-05:00', placed({ flow: 'shipFromStore' }), line({ origin: undefined })),
      record('2026-12-01T08:05:00-05:00', step('allocated', 'near')),
    )
    expect(promisedAt()).toBe('2026-12-04T04:59:59.999Z')
    tell(record('2026-12-01T09:00:00-05:00', step('rejected', 'near')), record('2026-12-01T09:05:00-05:00', step('allocated', 'far')))
    expect(ledger.reader.get('SELECT location, rejections FROM order_lines')).toEqual({ location: 'far', rejections: 1 })
    expect(promisedAt()).toBe('2026-12-04T04:59:59.999Z')
  }) // prettier-ignore
  it('is not moved by a schedule or a lane that is in force from later on, but by one that was in force and came late', () => {
    placedAt('2026-12-01T08:00:00-05:00')
    const promised = '2026-12-04T04:59:59.999Z'
    expect(promisedAt()).toBe(promised)
    tell(
      record('2026-12-01T08:00:00.001-05:00', schedule('dc', { cutoff: '06:00' }), lane({ transitDays: 30 })),
    )
    expect(promisedAt()).toBe(promised)
    tell(record('2026-11-30T00:00:00-05:00', schedule('dc', { cutoff: '07:59' })))
    expect(promisedAt()).toBe('2026-12-05T04:59:59.999Z')
    tell(record('2026-11-30T00:00:00-05:00', lane({ transitDays: 3 })))
    expect(promisedAt()).toBe('2026-12-08T04:59:59.999Z')
  })
  it('is made anew where what it rested on is taken back', () => {
    const wrong = { ...record('2026-11-30T00:00:00-05:00', schedule('dc', { cutoff: '07:59' })) }
    placedAt('2026-12-01T08:00:00-05:00')
    tell(wrong)
    expect(promisedAt()).toBe('2026-12-05T04:59:59.999Z')
    tell({ ...wrong, retracted: true, recordTime: 1 })
    expect(promisedAt()).toBe('2026-12-04T04:59:59.999Z')
  })
})

describe('a pick-up', () => {
  const pickup = (more: Partial<EventOf<'OrderPlaced'>> = {}) =>
    placed({ flow: 'bopis', pickup: 'store', destination: undefined, ...more })
  const store = (more: Partial<EventOf<'LocationScheduleSet'>> = {}) =>
    schedule('store', {
      opensAt: '09:00',
      closesAt: '20:00',
      cutoff: '19:00',
      handlingHours: 2,
      hours: [],
      ...more,
    })
  it('is promised for when it is ready', () => {
    tell(
      record(LONG_AGO, store()),
      record('2026-12-01T12:10:00-05:00', pickup(), line({ origin: undefined })),
    )
    expect(promise()).toEqual({ at: at('2026-12-01T14:10:00-05:00'), basis: 'rule' })
  })
  it('goes on the next morning where the store closes first', () => {
    tell(record(LONG_AGO, store()), record('2026-12-01T18:45:00-05:00', pickup({ flow: 'ropis' }), line({ origin: undefined })))
    expect(promisedAt()).toBe(new Date('2026-12-02T09:45:00-05:00').toISOString())
  }) // prettier-ignore
  it('gives the time to collect that the store allows', () => {
    tell(record(LONG_AGO, store({ collectionHours: 22 })), record('2026-12-01T12:10:00-05:00', pickup(), line({ origin: undefined })))
    expect(promisedAt()).toBe(new Date('2026-12-03T14:10:00-05:00').toISOString())
  }) // prettier-ignore
  it('that comes from elsewhere is ready by closing time of the day of its arrival', () => {
    tell(
      record(LONG_AGO, schedule('dc'), store(), lane(), { type: 'LocationDescribed', location: 'store', region: 'ME', country: 'US' }),
      record('2026-12-02T12:10:00-05:00', pickup(), line()),
    )
    expect(promisedAt()).toBe(new Date('2026-12-04T20:00:00-05:00').toISOString())
    // By the clock: given at 16:10, there at 4:10, two working hours from 9:00.
    tell(record(LONG_AGO + 1, lane({ countedIn: 'clockDays', transitDays: 0.5 })))
    expect(promisedAt()).toBe(new Date('2026-12-03T11:00:00-05:00').toISOString())
  }) // prettier-ignore
})

describe('arrival', () => {
  const place = fc.constantFrom('dc', 'store')
  const order = fc.constantFrom('o1', 'o2')
  const rarely = fc.integer({ min: 0, max: 7 }).map((n) => n === 0)
  const terms: fc.Arbitrary<CanonicalEvent> = fc.oneof(
    fc.record({ place, hours: fc.constantFrom(1, 30), cutoff: fc.constantFrom('08:00', '20:00'), isLocal: rarely })
      .map(({ place: location, hours: handlingHours, cutoff, isLocal }) =>
        schedule(location, { handlingHours, cutoff, timeZone: isLocal ? undefined : NEW_YORK })),
    fc.record({ origin: place, region: fc.constantFrom('ME', undefined), carrier: fc.constantFrom('UPS', undefined), transitDays: fc.nat(4) })
      .map((more) => lane({ ...more, closedOn: undefined })),
    fc.record({ location: place, timeZone: fc.constantFrom(NEW_YORK, 'Europe/Berlin') })
      .map((more): CanonicalEvent => ({ type: 'LocationDescribed', region: 'ME', country: 'US', ...more })),
  ) // prettier-ignore
  const ofOrder: fc.Arbitrary<CanonicalEvent> = fc.oneof(
    fc.record({ order, flow: fc.constantFrom('shipFromDc' as const, 'bopis' as const), isPromised: rarely })
      .map(({ isPromised, ...more }) =>
        placed({ ...more, pickup: more.flow === 'bopis' ? 'store' : undefined, promise: isPromised ? { date: '2026-12-09' } : undefined })),
    fc.record({ order, origin: fc.constantFrom('dc', 'store', undefined) }).map((more) => line(more)),
    fc.record({ order, step: fc.constantFrom('allocated' as const, 'rejected' as const, 'shipped' as const), location: place })
      .map((more): CanonicalEvent => ({ type: 'OrderStepTaken', line: '1', ...more })),
  ) // prettier-ignore
  const days = (least: number, most: number) =>
    fc.integer({ min: least, max: most }).map((n) => at('2026-12-01T17:00:00Z') + n * 86_400_000)
  /** Few identities, so that versions are common; some are taken back. */
  const recordOf = (event: fc.Arbitrary<CanonicalEvent>, occurredAt: fc.Arbitrary<number>) =>
    fc
      .record({
        identity: fc.nat(40).map((n) => `ce:test|${n}`),
        occurredAt,
        recordTime: fc.integer({ min: 1, max: 2 }),
        retracted: rarely,
        events: fc.array(event, { minLength: 1, maxLength: 3 }),
      })
      .map(({ retracted, ...one }): FeedRecord => (retracted ? { ...one, retracted } : one))
  const records = fc
    .tuple(
      fc.array(recordOf(terms, days(0, 4)), { minLength: 4, maxLength: 14, size: 'max' }),
      fc.array(recordOf(ofOrder, days(2, 6)), { minLength: 2, maxLength: 14, size: 'max' }),
    )
    .map(([some, others]) => [...some, ...others])
  const stateOf = (batches: readonly (readonly FeedRecord[])[]) => {
    const one = openTestLedger(PROJECTIONS)
    try {
      const known = { identity: 'sku', occurredAt: 0, events: [{ type: 'SkuDescribed' as const, sku: 'gtin:1' }] }
      one.commit([[intaken(known)]])
      for (const batch of batches) one.commit([batch.map(intaken)])
      const violations = one.verify().checks.flatMap((check) => check.violations)
      const promises = one.reader.all('SELECT order_id, line, promised_at, promise_basis FROM order_lines ORDER BY 1, 2')
      return { digest: one.digest(), promises, violations }
    } finally {
      one.close()
    }
  } // prettier-ignore
  it('of orders, schedules and lanes in any order ends in one state', () => {
    let byRule = 0
    fc.assert(
      fc.property(
        records.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
        ),
        ([all, shuffled]) => {
          const inOrder = stateOf([all])
          expect(inOrder.violations).toEqual([])
          expect(stateOf(shuffled.map((one) => [one]))).toEqual(inOrder)
          byRule += inOrder.promises.filter((row) => row['promise_basis'] === 'rule').length
        },
      ),
      { numRuns: 40 },
    )
    // The property is about promises of ours, so there have to be some.
    expect(byRule).toBeGreaterThan(0)
  }) // prettier-ignore
})
