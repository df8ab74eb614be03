/** Proves elapsed and remaining time of orders and lines: by the clock of the question, in hours of work of their location. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CanonicalEvent } from '../../shared/events.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from '../projections/projections.ts'
import { businessHoursOf } from './businessHours.ts'
import { orderDetail } from './orderDetail.ts'
import { orderPage } from './orders.ts'

const at = (iso: string) => Date.parse(iso)
let ledger: ReturnType<typeof openTestLedger>
let told = 0
beforeEach(() => {
  ledger = openTestLedger(PROJECTIONS)
})
afterEach(() => ledger.close())

const tell = (time: string, ...events: CanonicalEvent[]) =>
  ledger.commit([[intaken({ identity: `r${told++}`, occurredAt: at(time), events })]])
const context = (now: string) => ({
  reader: ledger.reader,
  clock: { now: () => at(now) },
  pseudonymOf: (customer: string) => customer,
  log: { eventNumbers: () => [], rawText: () => '' },
})
/** Nine to five on weekdays in Berlin. */
const schedule = (more: object = {}): CanonicalEvent => ({
  type: 'LocationScheduleSet',
  location: 'store',
  cutoff: '12:00',
  handlingHours: 2,
  opensAt: '09:00',
  closesAt: '17:00',
  openWeekdays: [1, 2, 3, 4, 5],
  ...more,
})
const order = (): CanonicalEvent[] => [
  {
    type: 'OrderPlaced',
    order: 'o1',
    flow: 'shipFromStore',
    promise: { at: at('2026-06-09T12:00:00+02:00') },
  },
  { type: 'OrderLineAdded', order: 'o1', line: '1', sku: 'gtin:1', units: 1, origin: 'store' },
]
const times = (now: string) => {
  const { row, lines } = orderDetail(context(now), 'o1')
  const [line] = lines
  const of = ({
    elapsedHours,
    elapsedBusinessHours,
    remainingHours,
    remainingBusinessHours,
  }: typeof row | NonNullable<typeof line>) => [
    elapsedHours,
    elapsedBusinessHours,
    remainingHours,
    remainingBusinessHours,
  ]
  expect(line && of(line)).toEqual(of(row))
  expect(of(orderPage(context(now), {}).rows[0] as typeof row)).toEqual(of(row))
  return of(row)
}

it('is counted by the clock and by the hours of the location, and stops at the hand-over', () => {
  tell('2026-01-01T00:00:00Z', schedule(), {
    type: 'LocationDescribed',
    location: 'store',
    timeZone: 'Europe/Berlin',
  })
  // Friday, 15:00; promised for Tuesday noon.
  tell('2026-06-05T15:00:00+02:00', ...order())
  expect(times('2026-06-05T16:00:00+02:00')).toEqual([1, 1, 92, 12])
  expect(times('2026-06-07T15:00:00+02:00')).toEqual([48, 2, 45, 11])
  expect(times('2026-06-09T14:00:00+02:00')).toEqual([95, 15, -2, -2])
  tell('2026-06-09T10:00:00+02:00', { type: 'OrderStepTaken', order: 'o1', step: 'delivered' })
  expect(times('2026-06-30T00:00:00+02:00')).toEqual([91, 11, null, null])
})

it('goes by the schedule in force in each stretch of time', () => {
  tell('2026-06-01T00:00:00Z', schedule({ timeZone: 'Europe/Berlin' }))
  tell('2026-06-08T00:00:00+02:00', schedule({ timeZone: 'Europe/Berlin', opensAt: '11:00' }))
  tell('2026-06-05T15:00:00+02:00', ...order())
  // Two hours of Friday, six of Monday, one of Tuesday.
  expect(times('2026-06-05T15:00:00+02:00')).toEqual([0, 0, 93, 9])
  const hours = businessHoursOf(ledger.reader)
  expect(hours('store', at('2026-06-08T12:00:00+02:00'), at('2026-06-05T16:00:00+02:00'))).toBe(-2)
})

it('is null where nothing tells the hours of work, and after a cancellation', () => {
  tell('2026-06-05T15:00:00+02:00', ...order())
  expect(times('2026-06-05T16:00:00+02:00')).toEqual([1, null, 92, null])
  tell('2026-06-05T15:30:00+02:00', schedule({ timeZone: 'Europe/Berlin' }))
  // The schedule tells nothing of the half hour before it was in force.
  expect(times('2026-06-05T16:00:00+02:00')).toEqual([1, null, 92, 12])
  tell('2026-06-05T16:00:00+02:00', {
    type: 'OrderStepTaken',
    order: 'o1',
    step: 'cancelled',
    by: 'customer',
  })
  expect(times('2026-06-05T17:00:00+02:00')).toEqual([null, null, null, null])
  const hours = businessHoursOf(ledger.reader)
  expect([hours(null, 0, 1), hours('nowhere', 0, 1)]).toEqual([null, null])
})
