/** Owns what rules about speed know of places: their labels, the feed that speaks of them, and when they are open. */
import { calendarOf, type LocationSchedule } from '../../../../shared/locationSchedule.ts'
import { DAY_MS } from '../../../../shared/timeZone.ts'
import type { WorkingCalendar } from '../../../../shared/workingCalendar.ts'
import type { AlertLabels, RuleContext } from '../../rule.ts'
import { ofStep } from '../../step.ts'

/** What has told nothing for longer is not judged: it is history, or it is closed. */
export const LIVING_MS = 7 * DAY_MS

type Store = Pick<RuleContext, 'reader' | 'now'>

export interface Place {
  location: string
  name: string
  kind: string | null
  region: string | null
  country: string | null
  timeZone: string | null
  /** The feed that last told of its stock. */
  feed: string | null
  /** Latest time of the sources that its stock is known to. */
  heardAt: number | null
}

const PLACE_SQL = `
SELECT location, coalesce(l.name, location) AS name, kind, region, country, time_zone AS timeZone, feeds.name AS feed,
  last_occurred_at AS heardAt
FROM locations AS l LEFT JOIN rollups USING (location_id) LEFT JOIN feeds ON feed_number = last_feed WHERE location = ?`

const undescribed = (location: string): Place => ({
  location,
  name: location,
  kind: null,
  region: null,
  country: null,
  timeZone: null,
  feed: null,
  heardAt: null,
})

/** Null for a customer's own place; a location that nothing has described has its id alone. */
export function placeOf(context: Store, location: string): Place | null {
  const known = ofStep(context, 'places', () => new Map<string, Place | null>())
  let place = known.get(location)
  if (place === undefined) {
    const row = context.reader.get<Place>(PLACE_SQL, [location]) ?? undescribed(location)
    place = row.kind === 'customer' ? null : row
    known.set(location, place)
  }
  return place
}

/** The labels of a place, as far as they are known. */
export function placeLabels(place: Place | null): AlertLabels {
  if (!place) return {}
  return {
    location: place.location,
    ...(place.region === null ? {} : { region: place.region }),
    ...(place.country === null ? {} : { country: place.country }),
    ...(place.feed === null ? {} : { feed: place.feed }),
  }
}

interface Feed {
  name: string
  heardAt: number | null
}

function feedOf(context: Store, feedNumber: number): Feed | undefined {
  const known = ofStep(context, 'feeds heard', () => new Map<number, Feed | undefined>())
  if (!known.has(feedNumber)) {
    known.set(
      feedNumber,
      context.reader.get<Feed>(
        'SELECT name, last_occurred_at AS heardAt FROM feeds LEFT JOIN feed_totals USING (feed_number) WHERE feed_number = ?',
        [feedNumber],
      ),
    )
  }
  return known.get(feedNumber)
}

/** Latest time of the sources that a feed told of. */
export const feedHeardAt = (context: Store, feedNumber: number): number =>
  feedOf(context, feedNumber)?.heardAt ?? 0

/** The label of the feed that last told of an order: while it is silent, nobody knows how the order stands. */
export function feedLabel(context: Store, feedNumber: number): AlertLabels {
  const name = feedOf(context, feedNumber)?.name
  return name === undefined ? {} : { feed: name }
}

export interface Hours {
  schedule: LocationSchedule
  calendar: WorkingCalendar
}

interface Term extends Hours {
  validFrom: number
}

/** The schedule of a location that is in force at a time; null where none tells its hours. */
export function hoursAt(context: Store, location: string, at: number): Hours | null {
  const known = ofStep(context, 'schedules', () => new Map<string, Term[]>())
  let terms = known.get(location)
  if (!terms) {
    const zone = placeOf(context, location)?.timeZone ?? null
    terms = context.reader
      .all<{ validFrom: number; terms: string }>(
        'SELECT valid_from AS validFrom, terms FROM location_schedules WHERE location = ? ORDER BY valid_from',
        [location],
      )
      .flatMap(({ validFrom, terms: text }): Term[] => {
        const schedule = JSON.parse(text) as LocationSchedule
        const calendar = calendarOf(schedule, zone)
        return calendar ? [{ validFrom, schedule, calendar }] : []
      })
    known.set(location, terms)
  }
  return terms.findLast(({ validFrom }) => validFrom <= at) ?? null
}
