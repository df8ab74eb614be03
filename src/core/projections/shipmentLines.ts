/** Owns what a shipment carries, brought together from all records that describe it. */
import type { EventOf } from '../../shared/events.ts'
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'
import type { Fact } from '../ledger/subjects.ts'

export type ShipmentLine = NonNullable<EventOf<'ShipmentDescribed'>['lines']>[number]

export interface Telling {
  party: string
  lines: readonly ShipmentLine[]
}

/**
 * Who tells: the party that a record names, else the source of its identity (`epcis`, `csv:…`, `ce:<source>`), never the
 * feed that happened to bring it first.
 */
function partyOf(named: string | undefined, identity: string): string {
  return named ?? /^ce:[^|]*|^csv:[^:]*|^[^:]*/.exec(identity)?.[0] ?? ''
}

/** What the descriptions of a shipment tell of its contents. */
export function tellingsOf(facts: readonly Fact[]): Telling[] {
  return facts.flatMap(({ event, identity }) =>
    event.type === 'ShipmentDescribed' && event.lines
      ? [{ party: partyOf(event.toldBy, identity), lines: event.lines }]
      : [],
  )
}

const microunits = (units: number) => Math.round(units * MICROUNITS_PER_UNIT)

interface Contents {
  lines: ShipmentLine[]
  /** In microunits; bound: for a line of the order that is told. */
  total: number
  bound: number
  text: string
}

/** Sum of one party's tellings, in an order of its own. */
function contentsOf(tellings: readonly Telling[]): Contents {
  const sums = new Map<string, ShipmentLine & { sum: number }>()
  for (const line of tellings.flatMap(({ lines }) => lines)) {
    const key = JSON.stringify([line.sku, line.orderLine ?? ''])
    sums.set(key, { ...line, sum: (sums.get(key)?.sum ?? 0) + microunits(line.units) })
  }
  const inOrder = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)
  const total = (some: readonly { sum: number }[]) => some.reduce((all, { sum }) => all + sum, 0)
  const lines = inOrder.map(({ sku, sum, orderLine }) => {
    const units = sum / MICROUNITS_PER_UNIT
    return orderLine === undefined ? { sku, units } : { sku, units, orderLine }
  })
  const bound = total(inOrder.filter(({ orderLine }) => orderLine !== undefined))
  return { lines, total: total(inOrder), bound, text: JSON.stringify(lines) }
}

/**
 * What one party tells adds up: of several pallets or cartons each may have a record. What another party tells is the same
 * goods once more, so that the party counts that tells of most units; of two alike, the one that names more lines of the
 * order. Does not depend on the order of the tellings.
 */
export function carriedLines(tellings: readonly Telling[]): ShipmentLine[] {
  const byParty = Map.groupBy(tellings, ({ party }) => party)
  const contents = [...byParty.values()].map(contentsOf)
  const most = contents.sort(
    (a, b) => b.total - a.total || b.bound - a.bound || (a.text < b.text ? -1 : 1),
  )[0]
  return most?.lines ?? []
}
