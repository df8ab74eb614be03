/** Proves that schedules and lanes reach the ledger as CloudEvents, and that what cannot be is refused by its field. */
import { describe, expect, it } from 'vitest'
import type { EventType } from '../../shared/events.ts'
import { cloudeventsAdapter } from './adapters/cloudevents/adapter.ts'
import { sampleRecordEvent } from './publishedSchemas.ts'
import { SAMPLE_EVENTS } from './sampleEvents.ts'

const read = (...events: object[]) => [
  ...cloudeventsAdapter.read({ text: JSON.stringify({ ...sampleRecordEvent(), data: { events } }) }),
]
const changed = (type: EventType, changes: object) => ({ ...SAMPLE_EVENTS[type], ...changes })

it('takes both in one record', () => {
  const { LocationScheduleSet, LaneTransitSet } = SAMPLE_EVENTS
  expect(read(LocationScheduleSet, LaneTransitSet)).toMatchObject([
    { outcome: 'record', record: { events: [LocationScheduleSet, LaneTransitSet] } },
  ])
})

describe('takes', () => {
  it.each([
    ['work through the night', { opensAt: '00:00', closesAt: '24:00', hours: [] }],
    [
      'a break',
      {
        hours: [
          { weekday: 1, opensAt: '06:00', closesAt: '12:00' },
          { weekday: 1, opensAt: '12:00', closesAt: '16:00' },
        ],
      },
    ],
    ['a cutoff after a short Saturday', { cutoff: '21:00' }],
    ['a cutoff at closing', { cutoff: '22:00' }],
    ['the zone of the location', { timeZone: undefined }],
    ['a place that is never open', { openWeekdays: [], hours: [] }],
  ])('%s', (_, changes) => {
    expect(read(changed('LocationScheduleSet', changes))).toMatchObject([{ outcome: 'record' }])
  })
})

describe('refuses', () => {
  it.each([
    ['LocationScheduleSet', { timeZone: 'Mars/Olympus' }, 'timeZone', 'no IANA time zone'],
    ['LocationScheduleSet', { cutoff: '22:01' }, 'cutoff', 'after closing'],
    ['LocationScheduleSet', { cutoff: '24:00' }, 'cutoff', ''],
    ['LocationScheduleSet', { cutoff: '7:00' }, 'cutoff', ''],
    ['LocationScheduleSet', { cutoff: undefined }, 'cutoff', 'missing'],
    ['LocationScheduleSet', { opensAt: '22:00', closesAt: '06:00' }, 'closesAt', 'not after opensAt'],
    ['LocationScheduleSet', { handlingHours: -1 }, 'handlingHours', ''],
    ['LocationScheduleSet', { openWeekdays: [0] }, 'openWeekdays.0', ''],
    ['LocationScheduleSet', { closedOn: ['2026-12-25', '2026-02-30'] }, 'closedOn.1', 'no date'],
    [
      'LocationScheduleSet',
      { hours: [{ weekday: 7, opensAt: '06:00', closesAt: '08:00' }] },
      'hours.0.weekday',
      'openWeekdays',
    ],
    [
      'LocationScheduleSet',
      { hours: [{ weekday: 1, opensAt: '09:00', closesAt: '09:00' }] },
      'hours.0.closesAt',
      'not after',
    ],
    [
      'LocationScheduleSet',
      {
        hours: [
          { weekday: 1, opensAt: '06:00', closesAt: '12:00' },
          { weekday: 1, opensAt: '11:45', closesAt: '16:00' },
        ],
      },
      'hours.1',
      'overlap',
    ],
    ['LaneTransitSet', { transitDays: -1 }, 'transitDays', ''],
    ['LaneTransitSet', { countedIn: 'weeks' }, 'countedIn', ''],
    ['LaneTransitSet', { workingWeekdays: [] }, 'workingWeekdays', ''],
    ['LaneTransitSet', { closedOn: ['2025-02-29'] }, 'closedOn.0', 'no date'],
    ['LaneTransitSet', { timeZone: 'Portland' }, 'timeZone', 'no IANA time zone'],
    ['LocationDescribed', { timeZone: 'Eastern' }, 'timeZone', 'no IANA time zone'],
  ] as const)('%s with %j', (type, changes, field, why) => {
    expect(read(changed(type, changes))).toMatchObject([
      { outcome: 'refused', field: `data.events[0].${field}`, reason: expect.stringContaining(why) },
    ])
  })
})
