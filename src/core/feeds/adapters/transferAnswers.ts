/** Owns how a feed's text names a transfer of this tower, and what its answers become. */
import type { CanonicalEvent } from '../../../shared/events.ts'
import { TRANSFER_ID_PATTERN } from '../../../shared/transferEvents.ts'

const TRANSFER = new RegExp(TRANSFER_ID_PATTERN)
/** Begins the id of every EPCIS event that the tower writes itself. */
const OWN_EVENTS = 'urn:omnitower:transfer:'

/** The transfer that one of the numbers is; undefined where none is. */
export const transferAmong = (numbers: Iterable<string>): string | undefined => {
  for (const number of numbers) if (TRANSFER.test(number)) return number
  return undefined
}

/** The transfer that a business transaction's id ends with, whoever issued the id: `urn:epcglobal:cbv:bt:<GLN>:TR…`. */
export const transferOfUri = (uri: string): string | undefined =>
  transferAmong([uri.slice(Math.max(uri.lastIndexOf(':'), uri.lastIndexOf('/')) + 1)])

/** True for the id of an event that this tower wrote: what it tells is known from those who told the tower. */
export const isOwnEvent = (eventId: unknown): boolean =>
  typeof eventId === 'string' && eventId.toLowerCase().startsWith(OWN_EVENTS)

interface Answer {
  transfer: string
  line: string | undefined
  sku: string
  units: number
  shipment: string | undefined
  code: string | undefined
}

const known = <T extends object>(members: T) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

const LONGEST_LINE = /^[1-9][0-9]{0,3}$/
/** A line's number as this tower gives them; what a warehouse numbers otherwise is told by its SKU. */
const lineOf = (line: string | undefined) =>
  line !== undefined && LONGEST_LINE.test(line) ? line : undefined

export function lineSent({ transfer, line, sku, units, ...rest }: Answer, shortUnits = 0): CanonicalEvent {
  const short = shortUnits > 0 ? { shortUnits } : {}
  return {
    type: 'TransferLineSent',
    transfer,
    ...known({ line: lineOf(line) }),
    sku,
    units,
    ...short,
    ...known(rest),
  }
}

export function lineReceived(
  { transfer, line, sku, units, ...rest }: Answer,
  damagedUnits = 0,
): CanonicalEvent {
  const damaged = damagedUnits > 0 ? { damagedUnits } : {}
  return {
    type: 'TransferLineReceived',
    transfer,
    ...known({ line: lineOf(line) }),
    sku,
    units,
    ...damaged,
    ...known(rest),
  }
}
