/** Owns the proof that notices are quiet when they should be. */
import { expect, it } from 'vitest'
import { isQuiet } from './quietHours.ts'

const at = (time: string) => Date.parse(`2026-07-01T${time}:00Z`)
const night = { quiet: true, quietFrom: '22:00', quietUntil: '06:00' }

it('is quiet over midnight, by the clocks of the zone', () => {
  expect(
    ['21:59', '22:00', '03:00', '05:59', '06:00'].map((time) => isQuiet(night, at(time), 'UTC')),
  ).toEqual([false, true, true, true, false])
  expect(isQuiet(night, at('20:30'), 'Europe/Vienna')).toBe(true)
})

it('is quiet within a day, and never when it is off', () => {
  const noon = { quiet: true, quietFrom: '12:00', quietUntil: '13:00' }
  expect([isQuiet(noon, at('12:30'), 'UTC'), isQuiet(noon, at('13:00'), 'UTC')]).toEqual([true, false])
  expect(isQuiet({ ...noon, quiet: false }, at('12:30'), 'UTC')).toBe(false)
})
