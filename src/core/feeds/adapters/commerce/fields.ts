/** Owns the reading of a shop's JSON: ids kept whole, members checked, a fault that names the field it is in. */
import type { Place } from '../../../../shared/eventParts.ts'
import { LARGEST_RECORD_UNITS } from '../../../../shared/units.ts'
import { instantOfIso } from '../../localTime.ts'

export type Json = Record<string, unknown>

/** What is wrong with a resource, and where. Thrown by the readers below, caught where a resource is read. */
export class FieldFault extends Error {
  readonly field: string
  constructor(field: string, reason: string) {
    super(reason)
    this.field = field
  }
}

/** Parses JSON; a whole number beyond 2^53 stays the text that it was. @throws SyntaxError */
export function parseWhole(text: string): unknown {
  const keep = (_name: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? context?.source
      : value
  return JSON.parse(text, keep as (name: string, value: unknown) => unknown)
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text that is there; null, blank and what is no text are not. */
export function textOf(value: unknown, longest = 500): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, longest) : undefined
}

/** An id as text; undefined for null, 0 and what is no id. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined
  return typeof value === 'string' && /^[1-9]\d{0,38}$/.test(value) ? value : undefined
}

/** @throws FieldFault */
export function neededId(value: unknown, field: string): string {
  const id = idOf(value)
  if (id === undefined)
    throw new FieldFault(field, `${field} is missing or no id: a whole number above 0 is wanted`)
  return id
}

/** @throws FieldFault where it is there and is no id */
export function optionalId(value: unknown, field: string): string | undefined {
  return value === null || value === undefined || value === 0 || value === ''
    ? undefined
    : neededId(value, field)
}

/** @param zone for a time without an offset @throws FieldFault */
export function neededTime(value: unknown, field: string, zone?: string): number {
  const at = typeof value === 'string' ? instantOfIso(value, zone) : undefined
  if (at === undefined) throw new FieldFault(field, `${field} is missing or no date and time`)
  return at
}

/** @throws FieldFault where it is there and is no time */
export function optionalTime(value: unknown, field: string, zone?: string): number | undefined {
  return value === null || value === undefined || value === '' ? undefined : neededTime(value, field, zone)
}

/** Units of 0 or more. @throws FieldFault */
export function neededUnits(value: unknown, field: string): number {
  const units = typeof value === 'string' && /^-?\d{1,39}$/.test(value) ? Number(value) : value
  if (typeof units !== 'number' || !Number.isFinite(units))
    throw new FieldFault(field, `${field} is missing or no number`)
  if (units < 0) throw new FieldFault(field, `${field} is ${units}: a quantity is not below 0`)
  if (units > LARGEST_RECORD_UNITS)
    throw new FieldFault(field, `${field} is above ${LARGEST_RECORD_UNITS} units`)
  return units
}

/** A list of objects; empty where it is null or absent. @throws FieldFault */
export function objectsOf(value: unknown, field: string): Json[] {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw new FieldFault(field, `${field} is not a list`)
  if (value.length > 10_000) throw new FieldFault(field, `${field} has more than 10,000 entries`)
  value.forEach((one, index) => {
    if (!isObject(one)) throw new FieldFault(`${field}[${index}]`, `${field}[${index}] is not an object`)
  })
  return value as Json[]
}

/** The members that have a value. */
export function present<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
}

/** A place by city, region, country and postal code; no name and no street of a person. */
export function placeOf(parts: { [K in 'city' | 'region' | 'country' | 'postalCode']?: unknown }):
  Place | undefined {
  const place = present({
    city: textOf(parts.city),
    region: textOf(parts.region),
    country: textOf(parts.country),
    postalCode: textOf(parts.postalCode, 40),
  })
  return Object.keys(place).length === 0 ? undefined : place
}
