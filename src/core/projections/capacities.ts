/** Owns what locations can do in a day: each statement in force from its own time until the next. */
import type { Projection } from '../ledger/subjects.ts'

export const capacityProjection: Projection = {
  kind: 'capacity',
  types: ['LocationCapacitySet'],
  subjectsOf: (event) => (event.type === 'LocationCapacitySet' ? [event.location] : []),
  save({ writer }, location, facts) {
    writer.run('DELETE FROM location_capacities WHERE location = ?', [location])
    for (const { event, occurredAt } of facts) {
      if (event.type !== 'LocationCapacitySet') continue
      // Of two from one time, the later of the facts counts.
      writer.run(
        'INSERT OR REPLACE INTO location_capacities (location, valid_from, lines_per_day) VALUES (?, ?, ?)',
        [location, occurredAt, event.linesPerDay],
      )
    }
  },
}
