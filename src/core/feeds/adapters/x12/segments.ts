/** Owns reading elements, parties and places from X12 segments, and what a fault of a segment is. */
import type { Place } from '../../../../shared/eventParts.ts'
import type { CanonicalEvent } from '../../../../shared/events.ts'
import type { Segment } from './envelope.ts'

/** Why a set is refused; `field` is `PO1-02` for an element, `PO1` for a segment as a whole. */
export interface Fault {
  field: string
  reason: string
}

/** What a transaction set becomes. Without an `identity` it is known by its envelope's numbers and its content. */
export type Translated =
  | {
      events: CanonicalEvent[]
      occurredAt: number
      identity?: string
      recordTime?: number
      retracted?: boolean
    }
  | Fault

/** A set whose envelope was found good, with what its surroundings tell. */
export interface SetInContext {
  segments: readonly Segment[]
  /** GS04 and GS05 read as UTC. */
  groupTime: number | undefined
  /** ISA05 and ISA06. */
  sender: string
}

export interface Party {
  role: string
  place: Place
  gln: string | undefined
  /** `gln:…`, a location of this tower, else `x12:<N103>:<N104>`; absent where the party is not numbered. */
  id: string | undefined
}

const LONGEST_TEXT = 2000

/** Element by number, blank where it is not there. */
export const text = (segment: Segment | undefined, element: number): string =>
  (segment?.elements[element] ?? '').slice(0, LONGEST_TEXT)
export const orUndefined = (value: string) => (value === '' ? undefined : value)
export const nameOf = (segment: Segment | undefined): string => segment?.elements[0] ?? ''
export const firstNamed = (segments: readonly Segment[], name: string) =>
  segments.find((segment) => nameOf(segment) === name)

/** A fault of one element, named as the standard does: segment, dash, two digits. */
export function elementFault(segment: Segment, element: number, what: string): Fault {
  const field = `${nameOf(segment)}-${String(element).padStart(2, '0')}`
  const given = text(segment, element)
  const reason = given === '' ? `${field} is blank: ${what}` : `${field} "${given.slice(0, 80)}" ${what}`
  return { field, reason }
}

/** Drops what is not there, so that an empty place is no place. */
export function placeOf(parts: { [K in keyof Place]: Place[K] | undefined }): Place | undefined {
  const entries = Object.entries(parts).filter(([, value]) => value !== undefined && value !== '')
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Place)
}

/** The parties of a run of segments: N1 with the N4 that follows. GLN where N103 is UL. */
export function partiesOf(segments: readonly Segment[]): Party[] {
  const parties: Party[] = []
  for (const segment of segments) {
    if (nameOf(segment) === 'N1') parties.push(partyOfN1(segment))
    else if (nameOf(segment) === 'N4') {
      const [city, region, postalCode, country] = [1, 2, 3, 4].map((element) =>
        orUndefined(text(segment, element)),
      )
      const party = parties.at(-1)
      if (party) Object.assign(party.place, placeOf({ city, region, postalCode, country }))
    }
  }
  return parties
}

/** Begins a number that is a whole location of this tower, as its own orders to warehouses write it. */
const OWN_ID = 'id:'

function partyOfN1(n1: Segment): Party {
  const [qualifier, number] = [text(n1, 3), text(n1, 4)]
  const gln = qualifier === 'UL' && /^\d{13}$/.test(number) ? number : undefined
  const own = number.startsWith(OWN_ID) ? orUndefined(number.slice(OWN_ID.length, 512)) : undefined
  const location = gln === undefined ? own : `gln:${gln}`
  const place = placeOf({ location, name: orUndefined(text(n1, 2)) }) ?? {}
  const other = qualifier !== '' && number !== '' ? `x12:${qualifier}:${number}`.slice(0, 512) : undefined
  return { role: text(n1, 1), place, gln, id: location ?? other }
}

/** First party with one of the roles, the earlier role preferred. */
export function partyOf(parties: readonly Party[], roles: readonly string[]): Party | undefined {
  for (const role of roles) {
    const found = parties.find((party) => party.role === role)
    if (found) return found
  }
  return undefined
}

/** Where a party is; undefined where nothing is told of it. */
export const whereabouts = (party: Party | undefined): Place | undefined =>
  party && Object.keys(party.place).length > 0 ? party.place : undefined

/** Drops members that are not there. */
export function present<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
