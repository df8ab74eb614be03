/** Owns our own promise for an order: which schedules and lane it rests on, read as they were in force when it was placed. */
import type { Place } from '../../../shared/eventParts.ts'
import { calendarOf, type LocationSchedule } from '../../../shared/locationSchedule.ts'
import type { SubjectContext } from '../../ledger/subjects.ts'
import type { LaneTerms } from '../laneTransits.ts'
import {
  arrivalBy,
  collectedBy,
  deliveryDeadline,
  handling,
  readyAfter,
  type Arrival,
  type WorkingPlace,
} from './promiseRule.ts'
import type { KnownPlace, PromiseQuestion, RuleAnswer, RulePromise } from './surroundings.ts'

const FORGET_SQL = 'DELETE FROM promise_places WHERE order_id = ?'

/** Forgets what an order's promise rested on. */
export function forgetPromisePlaces({ writer }: SubjectContext, order: string): void {
  writer.run(FORGET_SQL, [order])
}

/** Where a lane leads to; blank where it is not known, or where none is asked for. */
interface Goal {
  country: string
  region: string
}
const NOWHERE: Goal = { country: '', region: '' }

/**
 * The rule for one order that is being saved. The places that it is asked of, and where lanes would lead from there, are
 * noted, whether they tell a promise yet or not, so that a schedule or lane that comes late has the order saved anew.
 */
export function rulePromiseFor(
  context: SubjectContext,
  order: string,
  placeOf: (location: string) => KnownPlace | null,
): RulePromise {
  const { writer } = context
  forgetPromisePlaces(context, order)

  function placeAt(location: string, placedAt: number, { country, region }: Goal): WorkingPlace | null {
    writer.run(
      'INSERT OR IGNORE INTO promise_places (order_id, place, country, region, placed_at) VALUES (?, ?, ?, ?, ?)',
      [order, location, country, region, placedAt],
    )
    const row = writer.get<{ terms: string }>(
      'SELECT terms FROM location_schedules WHERE location = ? AND valid_from <= ? ORDER BY valid_from DESC LIMIT 1',
      [location, placedAt],
    )
    if (!row) return null
    const schedule = scheduleOf(row.terms)
    // The location's own zone is asked for, and depended on, only where the schedule names none.
    return workingPlace(schedule, schedule.timeZone ?? placeOf(location)?.timeZone ?? null)
  }

  function goalOf(destination: Place | null): Goal {
    const known = destination?.location === undefined ? null : placeOf(destination.location)
    return {
      country: destination?.country ?? known?.country ?? '',
      region: destination?.region ?? known?.region ?? '',
    }
  }

  function lanesTo(origin: string, { country, region }: Goal, placedAt: number): Lane[] {
    return nearest(
      writer.all<LaneRow>(
        `SELECT country, region, carrier, valid_from AS validFrom, terms FROM lane_transits
         WHERE origin = ? AND country IN ('', ?) AND region IN ('', ?) AND valid_from <= ?`,
        [origin, country, region, placedAt],
      ),
    )
  }

  function promise({ placedAt, origin, destination, flow }: PromiseQuestion): RuleAnswer | null {
    const counter = flow === 'bopis' || flow === 'ropis' ? (destination?.location ?? origin) : null
    const from = origin ?? counter
    if (from === null) return null
    const goal = counter === from ? NOWHERE : goalOf(destination)
    const source = placeAt(from, placedAt, goal)
    const at = counter === null || counter === from ? source : placeAt(counter, placedAt, NOWHERE)
    const handled = source && handling(source, placedAt)
    if (!source || !handled) return null
    const steps = { from, ...handled }
    if (counter === from) {
      const until = collectedBy(source, handled.handledAt)
      return until === null ? null : { at: until, steps: { ...steps, transit: null } }
    }
    const { timeZone } = source.calendar
    const zoneOf = (terms: LaneTerms) => zoneOfPlace(destination, placeOf) ?? terms.timeZone ?? timeZone
    return slowest(
      lanesTo(from, goal, placedAt).map(({ terms, carrier }) => {
        const arrival = arrivalBy(terms, handled.handledAt, timeZone)
        const until =
          arrival &&
          (at === null || counter === null
            ? deliveryDeadline(arrival, zoneOf(terms))
            : readyToCollect(at, arrival))
        const transit = { days: terms.transitDays, countedIn: terms.countedIn ?? 'workingDays', carrier }
        return until === null ? null : { at: until, steps: { ...steps, transit } }
      }),
    )
  }

  /** Lines of one order mostly ask the same. */
  const answers = new Map<string, RuleAnswer | null>()
  return (question) => {
    const { origin, destination, flow } = question
    const key = JSON.stringify([origin, destination, flow])
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = promise(question)
    answers.set(key, answer)
    return answer
  }
}

/** The same few schedules are asked for by order after order. */
const KEPT = 1_000
const schedules = new Map<string, LocationSchedule>()
const places = new WeakMap<LocationSchedule, Map<string, WorkingPlace | null>>()

function scheduleOf(terms: string): LocationSchedule {
  const schedule = schedules.get(terms) ?? (JSON.parse(terms) as LocationSchedule)
  if (schedules.size >= KEPT) schedules.clear()
  schedules.set(terms, schedule)
  return schedule
}

function workingPlace(schedule: LocationSchedule, zone: string | null): WorkingPlace | null {
  const byZone = places.get(schedule) ?? new Map<string, WorkingPlace | null>()
  places.set(schedule, byZone)
  const known = byZone.get(zone ?? '')
  if (known !== undefined) return known
  const calendar = calendarOf(schedule, zone)
  const place = calendar && { schedule, calendar }
  byZone.set(zone ?? '', place)
  return place
}

function zoneOfPlace(
  destination: PromiseQuestion['destination'],
  placeOf: (location: string) => KnownPlace | null,
): string | null {
  return destination?.location === undefined ? null : (placeOf(destination.location)?.timeZone ?? null)
}

function readyToCollect(counter: WorkingPlace, arrival: Arrival): number | null {
  const ready = readyAfter(counter, arrival)
  return ready === null ? null : collectedBy(counter, ready)
}

interface Lane {
  carrier: string | null
  terms: LaneTerms
}

interface LaneRow {
  country: string
  region: string
  carrier: string
  validFrom: number
  terms: string
}

/**
 * The lanes in force that say most exactly where they lead; of these the one that names no carrier, else all. Who will
 * carry it is not known when an order is placed.
 */
function nearest(rows: readonly LaneRow[]): Lane[] {
  const exactness = ({ country, region }: LaneRow) => (region === '' ? 0 : 2) + (country === '' ? 0 : 1)
  const most = Math.max(...rows.map(exactness))
  const inForce = new Map<string, LaneRow>()
  for (const row of rows) {
    const other = inForce.get(row.carrier)
    if (exactness(row) === most && (!other || row.validFrom > other.validFrom)) inForce.set(row.carrier, row)
  }
  const anyCarrier = inForce.get('')
  return (anyCarrier ? [anyCarrier] : [...inForce.values()]).map(({ carrier, terms }) => ({
    carrier: carrier || null,
    terms: JSON.parse(terms) as LaneTerms,
  }))
}

/**
 * A promise that every one of the carriers can keep; of carriers alike, the first by name. Null where one of them never
 * arrives, or there is none.
 */
function slowest(answers: readonly (RuleAnswer | null)[]): RuleAnswer | null {
  const known = answers.filter((one) => one !== null)
  if (known.length < answers.length) return null
  const nameOf = ({ steps }: RuleAnswer) => steps.transit?.carrier ?? ''
  return known.sort((a, b) => b.at - a.at || (nameOf(a) < nameOf(b) ? -1 : 1))[0] ?? null
}
