/** Proves that a date is kept until its last millisecond at the destination, also where the clocks change with the day. */
import { expect, it } from 'vitest'
import { promiseDeadline } from './promises.ts'

it.each([
  ['2026-03-12', 'America/New_York', '2026-03-13T03:59:59.999Z'],
  ['2026-03-12', undefined, '2026-03-12T23:59:59.999Z'],
  ['2026-03-12', 'Mars/Olympus', '2026-03-12T23:59:59.999Z'],
  // The clocks change that day.
  ['2026-03-08', 'America/New_York', '2026-03-09T03:59:59.999Z'],
  ['2026-11-01', 'America/New_York', '2026-11-02T04:59:59.999Z'],
  // They go from midnight to one o’clock as the day ends, and back from midnight to eleven.
  ['2017-10-14', 'America/Sao_Paulo', '2017-10-15T02:59:59.999Z'],
  ['2018-02-17', 'America/Sao_Paulo', '2018-02-18T02:59:59.999Z'],
])('%s in %s is kept until %s', (date, timeZone, expected) => {
  expect(new Date(promiseDeadline({ date, timeZone }) ?? 0).toISOString()).toBe(expected)
})

it('takes an instant as it is, and nothing for what is no date', () => {
  expect(promiseDeadline({ at: 17, date: '2026-03-12' })).toBe(17)
  expect([promiseDeadline({}), promiseDeadline({ date: '2026-13-01' })]).toEqual([null, null])
})
