/** Owns what is on its way to the places of a base: units of shipments under way, and the day on which each is expected. */
import type { WorldInbound } from '../scenario/world.ts'
import type { BasePlace, BasePorts } from './baseTypes.ts'

const DAY_MS = 86_400_000
/** A shipment that nothing was heard of for so long is not waited for. */
const WAITED_FOR_MS = 28 * DAY_MS
/** Days until what comes is there, where nobody has said when. */
const UNKNOWN_DAYS = 3

const INBOUND_SQL = `
SELECT coalesce(estimated_at, promised_at) AS dueAt, detail ->> '$.lines' AS lines FROM shipments
WHERE destination ->> '$.location' = ?
  AND status NOT IN ('planned', 'delivered', 'received', 'returned', 'cancelled', 'lost', 'refused')
  AND last_occurred_at >= ?`

/** @returns units by SKU, place and day; what is past its time is expected on the first day */
export function readInbound(
  { reader }: Pick<BasePorts, 'reader'>,
  places: readonly BasePlace[],
  skus: ReadonlySet<string>,
  now: number,
): WorldInbound[] {
  const sums = new Map<string, WorldInbound>()
  for (const { location, isStale } of places) {
    if (isStale) continue
    const rows = reader.all<{ dueAt: number | null; lines: string | null }>(INBOUND_SQL, [
      location,
      now - WAITED_FOR_MS,
    ])
    for (const { dueAt, lines } of rows) {
      const day =
        dueAt === null ? UNKNOWN_DAYS : Math.min(365, Math.max(1, Math.ceil((dueAt - now) / DAY_MS)))
      for (const { sku, units } of JSON.parse(lines ?? '[]') as { sku: string; units: number }[]) {
        if (!skus.has(sku) || units < 1) continue
        const key = `${sku}\n${location}\n${day}`
        const sum = sums.get(key) ?? { sku, location, day, units: 0 }
        sums.set(key, { ...sum, units: sum.units + Math.floor(units) })
      }
    }
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}
