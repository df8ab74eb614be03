/** Owns the proof that an alert comes back when it was said. */
import { expect, it } from 'vitest'
import { snoozeChoices } from './snoozeTimes.ts'

const untils = (iso: string, zone: string) =>
  Object.fromEntries(
    snoozeChoices(Date.parse(iso), zone).map(({ word, until }) => [word, new Date(until).toISOString()]),
  )

it('means the morning of the chosen zone, over the change of clocks too', () => {
  expect(untils('2026-03-28T22:30:00Z', 'Europe/Vienna')).toMatchObject({
    '1 hour': '2026-03-28T23:30:00.000Z',
    'Tomorrow, 8:00': '2026-03-29T06:00:00.000Z',
    'Monday, 8:00': '2026-03-30T06:00:00.000Z',
  })
})

it('means the next Monday on a Monday', () => {
  expect(untils('2026-11-23T12:00:00Z', 'UTC')['Monday, 8:00']).toBe('2026-11-30T08:00:00.000Z')
})
