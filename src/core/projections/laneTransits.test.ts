/** Proves that a change of a lane reaches the orders that go its way, and no others. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CanonicalEvent, EventOf } from '../../shared/events.ts'
import type { Place } from '../../shared/eventParts.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections.ts'

const NOON = Date.parse('2026-12-01T17:00:00Z')
let saved: string[] = []
let told = 0
let ledger: ReturnType<typeof openTestLedger>

beforeEach(() => {
  ledger = openTestLedger(
    PROJECTIONS.map((one) => ({
      ...one,
      save(context, subject, facts) {
        if (one.kind === 'order') saved.push(subject)
        return one.save(context, subject, facts)
      },
    })),
  )
})
afterEach(() => ledger.close())

/** Which orders are saved because of these events. */
function savedBy(occurredAt: number, ...events: CanonicalEvent[]): string[] {
  saved = []
  ledger.commit([[intaken({ identity: `r${told++}`, occurredAt, events })]])
  return saved.toSorted()
}
const order = (name: string, destination: Place | undefined, more: Partial<EventOf<'OrderPlaced'>> = {}) => [
  {
    type: 'OrderPlaced',
    order: name,
    flow: 'shipFromDc',
    ...(destination && { destination }),
    ...more,
  } as const,
  { type: 'OrderLineAdded', order: name, line: '1', sku: 'a', units: 1, origin: 'dc' } as const,
]
const lane = (more: Partial<EventOf<'LaneTransitSet'>> = {}): CanonicalEvent => ({
  type: 'LaneTransitSet',
  origin: 'dc',
  transitDays: 2,
  ...more,
})
const SCHEDULE: CanonicalEvent = {
  type: 'LocationScheduleSet',
  location: 'dc',
  timeZone: 'UTC',
  cutoff: '18:00',
  handlingHours: 1,
  opensAt: '06:00',
  closesAt: '22:00',
  openWeekdays: [1, 2, 3, 4, 5],
}
const promisedAt = (name: string) =>
  ledger.reader.get<{ at: number | null }>('SELECT promised_at AS at FROM orders WHERE order_id = ?', [name])
    ?.at

it('reaches the orders of its country, of its region, or of its origin', () => {
  savedBy(
    NOON,
    ...order('maine', { country: 'US', region: 'ME' }),
    ...order('texas', { country: 'US', region: 'TX' }),
    ...order('tokyo', { country: 'JP' }),
    ...order('home', { location: 'gln:home' }),
    ...order('nowhere', undefined),
    ...order('counter', undefined, { flow: 'bopis', pickup: 'dc' }),
  )
  savedBy(0, { type: 'LocationDescribed', location: 'gln:home', country: 'JP' })
  expect(savedBy(0, lane({ country: 'JP' }))).toEqual(['home', 'tokyo'])
  expect(savedBy(0, lane({ country: 'US', region: 'ME' }))).toEqual(['maine'])
  expect(savedBy(0, lane({ region: 'TX' }))).toEqual(['texas'])
  expect(savedBy(0, lane({ country: 'CN' }))).toEqual([])
  expect(savedBy(NOON + 1, lane({ country: 'US' }))).toEqual([])
  expect(savedBy(0, lane())).toHaveLength(6)
  expect(savedBy(0, SCHEDULE)).toHaveLength(6)
  expect(ledger.verify()).toMatchObject({ ok: true })
})

it('reaches an order whose destination was described after it', () => {
  savedBy(0, SCHEDULE)
  savedBy(NOON, ...order('home', { location: 'gln:home' }))
  savedBy(0, lane({ country: 'JP', transitDays: 2 }))
  expect(promisedAt('home')).toBeNull()
  savedBy(0, { type: 'LocationDescribed', location: 'gln:home', country: 'JP', timeZone: 'UTC' })
  const first = promisedAt('home')
  expect(first).toBe(Date.parse('2026-12-03T23:59:59.999Z'))
  savedBy(0, lane({ country: 'JP', transitDays: 1 }))
  expect(promisedAt('home')).toBe(Date.parse('2026-12-02T23:59:59.999Z'))
})
