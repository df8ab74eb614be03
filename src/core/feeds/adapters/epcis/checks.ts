/** Owns the small checks that the rules for documents and events are made of; each names the field at fault. */
import { parseInstant } from './instant.ts'

/** What is wrong, where: `quantityList[0].quantity`. An empty field is the value itself. */
export interface Fault {
  field: string
  /** A sentence that says what stands there, and what to send in its place. */
  reason: string
}

/** Looks at a value; nothing comes back where it is right. */
export type Check = (value: unknown) => Fault | undefined
export type Fields = Record<string, unknown>

export const fault = (reason: string, field = ''): Fault => ({ field, reason })

/** Puts the fault of a part below the part's name. */
export function below(name: string, inner: Fault): Fault {
  const joint = inner.field === '' || inner.field.startsWith('[') ? '' : '.'
  return { field: `${name}${joint}${inner.field}`, reason: inner.reason }
}

/** Names what stands there, briefly, for a reason. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  const text = String(value)
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return typeof value === 'string' ? `the text "${short.toWellFormed()}"` : short
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Absolute URIs by RFC 3986, with something after the scheme; `one` is what stands for one character. */
function uriForm(one: (characters: string) => string, more: string): RegExp {
  const plain = "A-Za-z0-9\\-._~!$&'()*+,;="
  const host = `(?:\\[[0-9A-Fa-f:.]+\\]|${one(plain)}*)`
  const authority = `\\/\\/(?:${one(`${plain}:`)}*@)?${host}(?::\\d*)?(?=[/?#]|$)`
  return new RegExp(
    `^[A-Za-z][A-Za-z0-9+.-]*:(?:${authority}|(?!\\/\\/)(?=[^?#]))${one(`${plain}:@/?`)}*${more}$`,
  )
}
/** Most URIs have no escapes and no fragment, and are told by the cheaper form. */
const SIMPLE_URI = uriForm((characters) => `[${characters}]`, '')
const ESCAPED = (characters: string): string => `(?:[${characters}]|%[0-9A-Fa-f]{2})`
const ANY_URI = uriForm(ESCAPED, `(?:#${ESCAPED("A-Za-z0-9\\-._~!$&'()*+,;=:@/?")}*)?`)

/** True for an absolute URI (RFC 3986); an extension's `prefix:name` is one too. */
export function isUri(text: string): boolean {
  return SIMPLE_URI.test(text) || ANY_URI.test(text)
}

export const uri: Check = (value) => {
  if (typeof value !== 'string') return fault(`must be a URI in quotes; found ${shown(value)}`)
  if (!isUri(value))
    return fault(`must be a URI such as "urn:epc:id:sgtin:…" or "https://…"; found ${shown(value)}`)
  return undefined
}

export const text: Check = (value) =>
  typeof value === 'string' ? undefined : fault(`must be a text in quotes; found ${shown(value)}`)

export const truth: Check = (value) =>
  typeof value === 'boolean' ? undefined : fault(`must be true or false; found ${shown(value)}`)

/** A JSON number; one beyond the range of a double arrives as infinite. */
export const number: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value)
    ? undefined
    : fault(`must be a number without quotes, such as 10; found ${shown(value)}`)

export const instant: Check = (value) =>
  typeof value === 'string' && parseInstant(value) !== undefined
    ? undefined
    : fault(
        `must be a date and time with offset, such as 2026-03-01T09:30:00.000+01:00; found ${shown(value)}`,
      )

/** A text that a pattern describes; `example` is shown where it does not fit. */
export const pattern =
  (form: RegExp, example: string): Check =>
  (value) =>
    typeof value === 'string' && form.test(value)
      ? undefined
      : fault(`must look like ${example}; found ${shown(value)}`)

export const object: Check = (value) =>
  isFields(value) ? undefined : fault(`must be an object in braces; found ${shown(value)}`)

const COMPARED_AS_TEXT = (value: unknown): unknown =>
  typeof value === 'object' ? JSON.stringify(value) : value

/** A list whose items each pass; with `least` items, and all different where `unique`. */
export const list =
  (item: Check, rule: { least?: number; unique?: boolean } = {}): Check =>
  (value) => {
    if (!Array.isArray(value)) return fault(`must be a list in square brackets; found ${shown(value)}`)
    if (value.length < (rule.least ?? 0)) return fault('must not be empty')
    for (let at = 0; at < value.length; at += 1) {
      const wrong = item(value[at])
      if (wrong !== undefined) return below(`[${at}]`, wrong)
    }
    if (rule.unique === true && value.length > 1) {
      const seen = new Set<unknown>()
      for (let at = 0; at < value.length; at += 1) {
        if (seen.size === seen.add(COMPARED_AS_TEXT(value[at])).size) {
          return fault(`stands in the list twice (${shown(value[at])}); name each once`, `[${at}]`)
        }
      }
    }
    return undefined
  }

/** JSON-LD's own names for what a node is and is called: they mean nothing here and may stand in any open object. */
const NODE_ANNOTATIONS: ReadonlySet<string> = new Set(['id', '@id', 'type', '@type'])

/** Names of extension members must be URIs: `prefix:name`, or a full address. */
export function extensionName(name: string, allowed: string): Fault | undefined {
  if (NODE_ANNOTATIONS.has(name) || isUri(name)) return undefined
  const known = allowed === '' ? '' : ` Known here: ${allowed}.`
  return fault(
    `is not a field of the standard here; an extension needs a prefix, as in "example:${name.slice(0, 40)}".${known}`,
    name,
  )
}

/** An object with known members (each checked), required ones, and extensions unless `closed`. */
export function record(
  members: ReadonlyMap<string, Check>,
  rule: { required?: readonly string[]; closed?: boolean } = {},
): Check {
  const allowed = [...members.keys()].join(', ')
  return (value) => {
    if (!isFields(value)) return object(value)
    for (const name of Object.keys(value)) {
      const check = members.get(name)
      if (check !== undefined) {
        const wrong = check(value[name])
        if (wrong !== undefined) return below(name, wrong)
      } else if (rule.closed === true) {
        return fault(`is not allowed here; only ${allowed} are`, name)
      } else {
        const wrong = extensionName(name, allowed)
        if (wrong !== undefined) return wrong
      }
    }
    if (rule.required !== undefined) {
      for (const name of rule.required) {
        if (!Object.hasOwn(value, name)) return fault('is missing; the standard requires it', name)
      }
    }
    return undefined
  }
}

export const members = (entries: Record<string, Check>): ReadonlyMap<string, Check> =>
  new Map(Object.entries(entries))

/** A word of a list of GS1, or a URI of somebody else's vocabulary. */
export const wordOrUri =
  (words: ReadonlySet<string>, foreign: RegExp, name: string): Check =>
  (value) => {
    if (typeof value !== 'string') return fault(`must be a ${name} in quotes; found ${shown(value)}`)
    if (words.has(value)) return undefined
    if (!isUri(value))
      return fault(`must be a ${name} of the standard, or a URI of your own; found ${shown(value)}`)
    if (foreign.test(value)) {
      return fault(
        `must be the bare word in JSON ("${value.replace(/^.*[:/-]/, '')}"); found ${shown(value)}`,
      )
    }
    return undefined
  }
