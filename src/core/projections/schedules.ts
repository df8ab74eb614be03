/** Owns the schedules of locations: each in force from its own time until the next. */
import type { Projection } from '../ledger/subjects.ts'
import type { LocationSchedule } from '../../shared/locationSchedule.ts'
import { differences, historyOf, touchPromises, type Term } from './termHistory.ts'

/** One text for one schedule, in whatever order its source names the fields. */
function written(schedule: LocationSchedule): string {
  const {
    timeZone,
    cutoff,
    handlingHours,
    collectionHours,
    opensAt,
    closesAt,
    openWeekdays,
    hours,
    closedOn,
  } = schedule
  return JSON.stringify({
    timeZone,
    cutoff,
    handlingHours,
    collectionHours,
    opensAt,
    closesAt,
    openWeekdays,
    hours: hours?.map((one) => ({ weekday: one.weekday, opensAt: one.opensAt, closesAt: one.closesAt })),
    closedOn,
  } satisfies LocationSchedule)
}

export const scheduleProjection: Projection = {
  kind: 'schedule',
  types: ['LocationScheduleSet'],
  subjectsOf: (event) => (event.type === 'LocationScheduleSet' ? [event.location] : []),
  save(context, location, facts) {
    const { writer } = context
    const before = writer.all<Term>(
      'SELECT valid_from AS validFrom, terms FROM location_schedules WHERE location = ? ORDER BY valid_from',
      [location],
    )
    const after = historyOf(facts, 'LocationScheduleSet', written)
    writer.run('DELETE FROM location_schedules WHERE location = ?', [location])
    for (const { validFrom, terms } of after) {
      writer.run('INSERT INTO location_schedules (location, valid_from, terms) VALUES (?, ?, ?)', [
        location,
        validFrom,
        terms,
      ])
    }
    touchPromises(context, location, differences(before, after))
  },
}
