/** Owns what a shipment carries, brought together from all records that describe it. */
import type { EventOf } from '../../shared/events.ts'

export type ShipmentLine = NonNullable<EventOf<'ShipmentDescribed'>['lines']>[number]

/** Units by SKU, whatever lines of orders they are for. */
function contentKey(lines: readonly ShipmentLine[]): string {
  const bySku = new Map<string, number>()
  for (const { sku, units } of lines) bySku.set(sku, (bySku.get(sku) ?? 0) + units)
  return JSON.stringify([...bySku].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const boundKey = (lines: readonly ShipmentLine[]) =>
  JSON.stringify(lines.map(({ sku, orderLine, units }) => [orderLine, sku, units].join('\n')).sort())

/**
 * Adds up the descriptions of a shipment: one of several pallets is told of by one record a pallet. Descriptions that
 * name the lines of the order are told by several parties of one parcel (its warehouse, its sender): the same lines in
 * the same units are one telling, and so is the same content without the lines' names. Does not depend on their order.
 */
export function carriedLines(descriptions: readonly (readonly ShipmentLine[])[]): ShipmentLine[] {
  const told = descriptions.filter((lines) => lines.length > 0)
  const isBound = (lines: readonly ShipmentLine[]) => lines.every(({ orderLine }) => orderLine !== undefined)
  const bound = new Map(told.filter(isBound).map((lines) => [boundKey(lines), lines]))
  const known = new Set([...bound.values()].map(contentKey))
  const others = told.filter((lines) => !isBound(lines) && !known.has(contentKey(lines)))
  const sums = new Map<string, ShipmentLine>()
  for (const line of [...bound.values(), ...others].flat()) {
    const key = JSON.stringify([line.sku, line.orderLine])
    sums.set(key, { ...line, units: (sums.get(key)?.units ?? 0) + line.units })
  }
  return [...sums.values()]
}
