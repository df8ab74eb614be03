/** Owns how long lanes take by agreement: each agreement in force from its own time until the next of its lane. */
import type { EventOf } from '../../shared/events.ts'
import type { Projection } from '../ledger/subjects.ts'
import { differences, historyOf, touchPromises, type Term } from './termHistory.ts'

export type LaneTerms = Omit<EventOf<'LaneTransitSet'>, 'type' | 'origin' | 'country' | 'region' | 'carrier'>

/** One text for one agreement, in whatever order its source names the fields. */
function written({ transitDays, countedIn, workingWeekdays, closedOn, timeZone }: LaneTerms): string {
  return JSON.stringify({ transitDays, countedIn, workingWeekdays, closedOn, timeZone } satisfies LaneTerms)
}

const LANE = 'origin = ? AND country = ? AND region = ? AND carrier = ?'

export const laneTransitProjection: Projection = {
  kind: 'laneTransit',
  types: ['LaneTransitSet'],
  subjectsOf: (event) =>
    event.type === 'LaneTransitSet'
      ? [JSON.stringify([event.origin, event.country ?? '', event.region ?? '', event.carrier ?? ''])]
      : [],
  save(context, subject, facts) {
    const { writer } = context
    const lane = JSON.parse(subject) as [origin: string, country: string, region: string, carrier: string]
    const before = writer.all<Term>(
      `SELECT valid_from AS validFrom, terms FROM lane_transits WHERE ${LANE} ORDER BY valid_from`,
      lane,
    )
    const after = historyOf(facts, 'LaneTransitSet', written)
    writer.run(`DELETE FROM lane_transits WHERE ${LANE}`, lane)
    for (const { validFrom, terms } of after) {
      writer.run(
        'INSERT INTO lane_transits (origin, country, region, carrier, valid_from, terms) VALUES (?, ?, ?, ?, ?, ?)',
        [...lane, validFrom, terms],
      )
    }
    const [origin, country, region] = lane
    touchPromises(context, origin, differences(before, after), { country, region })
  },
}
