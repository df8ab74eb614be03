/** Owns the network's roll-ups on the screen: live by stream, or as of a time by query. */
import { useMemo } from 'react'
import type { LocationRow, NetworkSnapshot, TransitArc } from '../../shared/readModels/network.ts'
import { useTowerQuery, useTowerStream } from './engine.ts'
import { useAsOf, useScope } from './scope.ts'

/** Puts changed locations in place of their old rows; the order of those known stays, new ones come last. */
export function mergeNetwork(last: NetworkSnapshot, delta: NetworkSnapshot): NetworkSnapshot {
  const changed = new Map(delta.rows.map((row) => [row.location, row]))
  const rows = last.rows.map((row) => {
    const next = changed.get(row.location)
    changed.delete(row.location)
    return next ?? row
  })
  return { rows: changed.size > 0 ? [...rows, ...changed.values()] : rows, totals: delta.totals }
}

export interface NetworkView {
  snapshot: NetworkSnapshot | undefined
  error: Error | undefined
  retry: () => void
}

export function useNetwork(): NetworkView {
  const scope = useScope()
  const asOf = useAsOf()
  const live = useTowerStream('network.live', asOf === null ? scope : undefined, mergeNetwork)
  const past = useTowerQuery(
    'network.locations',
    { ...scope, ...(asOf === null ? {} : { asOf }) },
    { enabled: asOf !== null },
  )
  return asOf === null
    ? { snapshot: live.value, error: live.error, retry: () => undefined }
    : { snapshot: past.data, error: past.error ?? undefined, retry: () => void past.refetch() }
}

interface Transit {
  arcs: TransitArc[]
  unplaced: number
}
const latestTransit = (_last: Transit, next: Transit) => next

/** Shipments under way; only known for now, so nothing while looking back. */
export function useTransit(): Transit | undefined {
  const scope = useScope()
  const asOf = useAsOf()
  return useTowerStream('network.transitLive', asOf === null ? scope : undefined, latestTransit).value
}

/** Locations by id, for lookups by a drawer that follows the same stream. */
export function useLocationById(rows: readonly LocationRow[] | undefined): Map<string, LocationRow> {
  return useMemo(() => new Map(rows?.map((row) => [row.location, row])), [rows])
}
