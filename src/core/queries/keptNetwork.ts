/** Owns the map's rows between two questions: only what changed since the last one is read anew. */
import type { LocationRow } from '../../shared/readModels/network.ts'
import { jsonBytes } from '../../shared/writtenJson.ts'
import type { Reader } from '../ledger/types.ts'
import { isStale } from '../../shared/staleness.ts'
import type { QueryContext } from './context.ts'
import { ROLLUP_SQL, toLocationRow, type RollupRow } from './locationRow.ts'

/** One location as it was last read. Rows are never changed: another figure is another row. */
export interface KeptLocation {
  rollup: RollupRow
  row: LocationRow
  /** The row as JSON; written once. */
  json(): Uint8Array
}

interface Kept {
  /** Every change up to here is in. */
  position: number
  locations: Map<number, KeptLocation>
}

const keptByReader = new WeakMap<Reader, Kept>()

function keep(context: QueryContext, rollup: RollupRow): KeptLocation {
  const row = toLocationRow(context, rollup)
  let json: Uint8Array | null = null
  return { rollup, row, json: () => (json ??= jsonBytes(row)) }
}

/** Whether a location holds stock or could: a customer's address is a location too, but not one of the network's. */
export function isOfNetwork(rollup: RollupRow): boolean {
  return rollup.kind !== 'customer' || rollup.positions > 0
}

/** A place can come from the postal area, and time alone makes figures stale: neither shows in the roll-up. */
function isOutdated({ rollup, row }: KeptLocation, now: number): boolean {
  if (rollup.latitude === null && rollup.postalCode !== null) return true
  return row.freshness.stale !== isStale(now, rollup.lastRecordedAt, rollup.lastOccurredAt)
}

/**
 * All locations that have a roll-up, by number, as they stand at the reader's snapshot. A description of a location
 * changes its roll-up too, so the position of the last change tells everything but what `isOutdated` looks at.
 */
export function keptNetwork(context: QueryContext): ReadonlyMap<number, KeptLocation> {
  const { reader, clock } = context
  let kept = keptByReader.get(reader)
  if (!kept) keptByReader.set(reader, (kept = { position: -1, locations: new Map() }))
  const changed = reader.all<RollupRow>(`${ROLLUP_SQL} WHERE changed_at_position > ?`, [kept.position])
  for (const rollup of changed) {
    kept.locations.set(rollup.locationId, keep(context, rollup))
    kept.position = Math.max(kept.position, rollup.changedAt ?? 0)
  }
  const now = clock.now()
  for (const [locationId, one] of kept.locations) {
    if (isOutdated(one, now)) kept.locations.set(locationId, keep(context, one.rollup))
  }
  return kept.locations
}
