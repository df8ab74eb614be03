/** Owns the daily look at everything that a place has: rules about days that pass look at its positions with its first record of a day. */
import type { Reader } from '../../../ledger/types.ts'
import type { RuleContext, Touched } from '../../rule.ts'
import { dayOf } from './days.ts'
import { positionsAt } from './positions.ts'

const swept = new WeakMap<Reader, Map<string, number>>()

/**
 * The positions that were touched, and all those of places that were heard of for the first time on this day of UTC.
 * Forgetting which places were looked at (at a new start) costs one look more and changes nothing.
 */
export function* touchedAndSwept(rule: string, touched: Touched, context: RuleContext): Generator<string> {
  yield* touched.positions
  const { reader, now } = context
  let days = swept.get(reader)
  if (!days) swept.set(reader, (days = new Map()))
  const today = dayOf(now)
  for (const location of touched.locations) {
    const key = `${rule}\n${location}`
    if (days.get(key) === today) continue
    days.set(key, today)
    const place = reader.get<{ locationId: number; location: string }>(
      'SELECT location_id AS locationId, location FROM locations WHERE location = ?',
      [location],
    )
    if (!place) continue
    const positions = positionsAt(reader, place)
    // Many at once: what comes in meanwhile goes before them.
    if (context.sweep) context.sweep(positions)
    else yield* positions
  }
}
