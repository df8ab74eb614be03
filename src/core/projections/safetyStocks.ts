/** Owns the safety stock of each position: what was said of it last, under whichever name of the SKU. */
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'
import type { Fact, Projection, SubjectContext } from '../ledger/subjects.ts'
import { pairKey, pairOf } from './pairKey.ts'

/** The latest safety stock of a position, zero where it was taken back; summed in the location's roll-up too. */
export const safetyStockProjection: Projection = {
  kind: 'safetyStock',
  types: ['SafetyStockSet'],
  subjectsOf: (event) => (event.type === 'SafetyStockSet' ? [pairKey(event.location, event.sku)] : []),
  save(context, subject, facts) {
    const [location, name] = pairOf(subject)
    // The name is known from then on, whatever it stands for.
    context.skuId(name)
    const sku = context.skuOf(name)
    if (context.namesOf(sku).length === 1) write(context, location, sku, facts.at(-1))
    else settle(context, location, sku)
  },
}

/** Settles anew what locations keep back of two SKUs, where a name of the first now stands for the second. */
export function moveSafetyStocks(context: SubjectContext, from: string, to: string): void {
  const places = context.writer.all<{ location: string }>(
    'SELECT location FROM safety_stocks JOIN locations USING (location_id) JOIN skus USING (sku_id) WHERE sku = ?',
    [from],
  )
  for (const { location } of places) {
    settle(context, location, from)
    settle(context, location, to)
  }
}

/** Keeps back what was said last under any name of the SKU. */
function settle(context: SubjectContext, location: string, sku: string): void {
  const names = context.namesOf(sku)
  const facts = context.factsOf(
    'safetyStock',
    names.map((name) => pairKey(location, name)),
  )
  if (facts) write(context, location, sku, facts.at(-1))
  else forget(context, location, sku)
}

function write(context: SubjectContext, location: string, sku: string, latest: Fact | undefined): void {
  const { writer, locationId, skuId, safetyChanged } = context
  const units = latest?.event.type === 'SafetyStockSet' ? latest.event.units : 0
  const after = Math.round(units * MICROUNITS_PER_UNIT)
  const before = stored(context, location, sku) ?? 0
  writer.run(
    `INSERT INTO safety_stocks (location_id, sku_id, microunits) VALUES (?, ?, ?)
     ON CONFLICT (location_id, sku_id) DO UPDATE SET microunits = excluded.microunits`,
    [locationId(location), skuId(sku), after],
  )
  safetyChanged(locationId(location), after - before)
}

/** No record speaks of it under any name that it still has. */
function forget(context: SubjectContext, location: string, sku: string): void {
  const { writer, locationId, skuId, safetyChanged } = context
  const before = stored(context, location, sku)
  if (before === undefined) return
  writer.run('DELETE FROM safety_stocks WHERE location_id = ? AND sku_id = ?', [
    locationId(location),
    skuId(sku),
  ])
  safetyChanged(locationId(location), -before)
}

function stored(
  { writer, locationId, skuId }: SubjectContext,
  location: string,
  sku: string,
): number | undefined {
  return writer.get<{ n: number }>(
    'SELECT microunits AS n FROM safety_stocks WHERE location_id = ? AND sku_id = ?',
    [locationId(location), skuId(sku)],
  )?.n
}
