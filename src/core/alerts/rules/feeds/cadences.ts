/** Owns from when on silence is improbable, with what calendars say of the days on which places are shut. */
import {
  FEED_SLOT_MS,
  LOCATION_SLOT_MS,
  silentFrom,
  type Cadence,
  type Expected,
  type Gap,
} from '../../../../shared/cadence.ts'
import { calendarOf, type LocationSchedule } from '../../../../shared/locationSchedule.ts'
import { localDayAt } from '../../../../shared/timeZone.ts'
import { isWorkingDay, type WorkingCalendar } from '../../../../shared/workingCalendar.ts'
import type { Reader } from '../../../ledger/types.ts'

/** In the place of a location: the feed as a whole. */
export const WHOLE_FEED = 0
/** A feed of more locations is taken to have one that is open. */
const LOCATIONS_ASKED = 500

interface Row extends Omit<Cadence, 'shares' | 'gaps'> {
  shares: Uint8Array
  gaps: string
}

const CADENCE_SQL = `
SELECT first_at AS firstAt, last_at AS lastAt, hour, active, active_hours AS activeHours, shares, gaps
FROM feed_cadences WHERE feed_number = ? AND location_id = ?`

const CALENDAR_SQL = `
SELECT time_zone AS zone, (SELECT terms FROM location_schedules AS s WHERE s.location = locations.location AND valid_from <= ?
  ORDER BY valid_from DESC LIMIT 1) AS terms
FROM locations`

interface CalendarRow {
  zone: string | null
  terms: string | null
}

const read = ({ zone, terms }: CalendarRow): WorkingCalendar | null =>
  terms === null ? null : calendarOf(JSON.parse(terms) as LocationSchedule, zone)

const isDayOf = (calendar: WorkingCalendar, at: number): boolean =>
  isWorkingDay(calendar, localDayAt(at, calendar.timeZone))

/** Null: no calendar says anything. */
function expectedOf(reader: Reader, feedNumber: number, locationId: number, now: number): Expected | null {
  const rows =
    locationId === WHOLE_FEED
      ? reader.all<CalendarRow>(
          `${CALENDAR_SQL} JOIN feed_cadences USING (location_id) WHERE feed_number = ? LIMIT ${LOCATIONS_ASKED}`,
          [now, feedNumber],
        )
      : reader.all<CalendarRow>(`${CALENDAR_SQL} WHERE location_id = ?`, [now, locationId])
  const calendars = rows.map(read)
  const known = calendars.filter((calendar) => calendar !== null)
  if (known.length === 0 || known.length < calendars.length || rows.length === LOCATIONS_ASKED) return null
  return (at) => known.some((calendar) => isDayOf(calendar, at))
}

/**
 * What is allowed of silence after the last record, in milliseconds, where days are left out on which every place is shut
 * by its calendar. Null: nothing is expected; `unknown`: no calendar says anything.
 */
export function allowedByCalendar(
  reader: Reader,
  feedNumber: number,
  locationId: number,
  now: number,
): number | null | 'unknown' {
  const isExpected = expectedOf(reader, feedNumber, locationId, now)
  const row = isExpected && reader.get<Row>(CADENCE_SQL, [feedNumber, locationId])
  if (!row) return 'unknown'
  const cadence: Cadence = { ...row, gaps: JSON.parse(row.gaps) as Gap[] }
  const slotMs = locationId === WHOLE_FEED ? FEED_SLOT_MS : LOCATION_SLOT_MS
  const silentAt = silentFrom(cadence, slotMs, isExpected)
  return silentAt === null ? null : silentAt - cadence.lastAt
}
