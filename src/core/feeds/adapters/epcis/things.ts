/** Owns the objects that an event names: trade items summed by SKU, other things one by one. */
import { LARGEST_RECORD_UNITS, toMicrounits, toUnits } from '../../../../shared/units.ts'
import { identify, keyId } from '../../gs1/identity.ts'
import { below, type Fault, fault, type Fields, shown } from './checks.ts'

/** Longest id that the ledger takes. */
export const LONGEST_ID = 500
/** Most different objects that one event may name. */
export const MOST_THINGS = 100_000

/** What lists of one event name. Quantities in millionths of a unit, which add up exactly. */
export interface Things {
  microunitsBySku: Map<string, number>
  /** Objects that are no trade item, or whose quantity is not stated. */
  others: Map<string, number>
}

/** Units of measure that count pieces (UN/ECE Recommendation 20): the SKU stays plain. */
const PIECES: ReadonlySet<string> = new Set(['EA', 'H87', 'C62'])

export const noThings = (): Things => ({ microunitsBySku: new Map(), others: new Map() })

/** The id of whatever a URI names. A GS1 key written wrongly is a fault: its stock could not be told. */
export function thingId(uri: string): { id: string; isTradeItem: boolean } | Fault {
  const identity = identify(uri)
  if (identity.outcome === 'wrong') return fault(identity.reason)
  const id = identity.outcome === 'key' ? keyId(identity.key) : uri
  if (id.length > LONGEST_ID) return fault(`is longer than ${LONGEST_ID} characters; send a shorter URI`)
  return { id, isTradeItem: identity.outcome === 'key' && identity.key.kind === 'gtin' }
}

const add = (sums: Map<string, number>, id: string, microunits: number): void => {
  sums.set(id, (sums.get(id) ?? 0) + microunits)
}

/** Adds each EPC once: the same object named twice is one object. */
export function addEpcs(things: Things, event: Fields, name: string): Fault | undefined {
  const list = event[name]
  if (!Array.isArray(list)) return undefined
  const epcs: Iterable<unknown> = list.length > 1 ? new Set(list) : list
  let at = -1
  for (const epc of epcs) {
    at += 1
    const thing = thingId(String(epc))
    if ('reason' in thing) return below(`${name}[${at}]`, thing)
    add(thing.isTradeItem ? things.microunitsBySku : things.others, thing.id, 1_000_000)
  }
  return tooMany(things, name)
}

/** Adds quantities of classes; an element without a quantity names its class only. */
export function addQuantities(things: Things, event: Fields, name: string): Fault | undefined {
  const list: unknown = event[name]
  if (!Array.isArray(list)) return undefined
  for (let at = 0; at < list.length; at += 1) {
    const { epcClass, quantity, uom } = list[at] as { epcClass: string; quantity?: number; uom?: string }
    const thing = thingId(epcClass)
    if ('reason' in thing) return below(`${name}[${at}].epcClass`, thing)
    if (quantity === undefined) {
      add(things.others, thing.id, 0)
      continue
    }
    const microunits = toMicrounits(quantity)
    if (microunits === undefined || quantity < 0) {
      const reason = `must be from 0 to 1,000,000,000 with at most six decimals; found ${shown(quantity)}`
      return fault(reason, `${name}[${at}].quantity`)
    }
    const id = uom === undefined || PIECES.has(uom) ? thing.id : `${thing.id}@${uom}`
    add(thing.isTradeItem ? things.microunitsBySku : things.others, id, microunits)
  }
  return tooMany(things, name)
}

function tooMany(things: Things, name: string): Fault | undefined {
  if (things.others.size + things.microunitsBySku.size > MOST_THINGS) {
    return fault(`names more than ${MOST_THINGS} different objects; send them in several events`, name)
  }
  for (const microunits of things.microunitsBySku.values()) {
    if (microunits > 1e15) return fault('adds up to more than 1,000,000,000 units of one SKU', name)
  }
  return undefined
}

/** All objects with their units, trade items first; for tracing and for a shipment's lines. */
export function listThings(things: Things): { id: string; units: number }[] {
  return [...things.microunitsBySku, ...things.others].map(([id, microunits]) => ({
    id,
    units: Math.min(toUnits(microunits), LARGEST_RECORD_UNITS),
  }))
}
