/** Owns looking at JSON as text: how deep it nests, where the elements of an array stand, what its first members are. */

/** Where a value stands in the text: from `start` up to, not including, `end`. */
export interface Slice {
  start: number
  end: number
}

/** The array that was looked for: the whole of it, and each element without the white space around it. */
export interface ArraySlices {
  /** Index into the paths that were asked for. */
  path: number
  whole: Slice
  elements: Slice[]
}

export type JsonScan =
  | { outcome: 'scanned'; array: ArraySlices | undefined }
  | { outcome: 'damaged'; reason: string; offset: number }

/** Deepest nesting that is read; business documents stay below 20, and JSON.parse recurses. */
export const DEEPEST_NESTING = 64

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** True for the four characters that JSON calls white space. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** The offset of the quote that closes the string opened at `open`, or -1 where the text ends first. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1)
  while (at > 0 && text.charCodeAt(at - 1) === BACKSLASH) {
    let first = at - 1
    while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1
    if ((at - first) % 2 === 0) return at
    at = text.indexOf('"', at + 1)
  }
  return at
}

/** A member's name between its quotes; decoded where it has escapes, as JSON.parse would. */
function nameAt(text: string, open: number, close: number): string {
  const name = text.slice(open + 1, close)
  if (!name.includes('\\')) return name
  try {
    return String(JSON.parse(text.slice(open, close + 1)))
  } catch {
    return name
  }
}

function trimmed(text: string, start: number, end: number): Slice {
  while (start < end && isSpace(text.charCodeAt(start))) start += 1
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1
  return { start, end }
}

/**
 * Goes through a JSON text once: bounds its nesting, and finds the elements of the array at one of `paths`
 * (member names from the top; an empty path is the top-level array). It checks brackets and strings only;
 * JSON.parse of the pieces checks the rest. Never throws.
 */
export function scanJson(
  text: string,
  paths: readonly (readonly string[])[],
  deepest = DEEPEST_NESTING,
): JsonScan {
  const isArray = new Uint8Array(deepest + 2)
  /** Per depth, one bit for each path whose names so far led here. */
  const matching = new Uint32Array(deepest + 2)
  const length = text.length
  let depth = 0
  let keyNext = false
  let memberMask = 2 ** paths.length - 1
  let found: ArraySlices | undefined
  let inside = -1
  let elementStart = 0
  let ended = false

  const damaged = (reason: string, offset: number): JsonScan => ({ outcome: 'damaged', reason, offset })

  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at)
    if (code <= 0x20) continue
    if (ended) return damaged(`has text after its end, from character ${at}`, at)
    switch (code) {
      case QUOTE: {
        const close = closingQuote(text, at)
        if (close < 0) return damaged(`ends inside the string that opens at character ${at}`, at)
        if (keyNext && matching[depth] !== 0) {
          const name = nameAt(text, at, close)
          memberMask = 0
          for (let path = 0; path < paths.length; path += 1) {
            if ((matching[depth]! & (1 << path)) !== 0 && paths[path]![depth - 1] === name)
              memberMask |= 1 << path
          }
        }
        at = close
        break
      }
      case OPEN_OBJECT:
      case OPEN_ARRAY: {
        if (depth >= deepest) return damaged(`nests deeper than ${deepest} levels at character ${at}`, at)
        const mask = depth === 0 || (isArray[depth] === 0 && !keyNext) ? memberMask : 0
        depth += 1
        isArray[depth] = code === OPEN_ARRAY ? 1 : 0
        matching[depth] = code === OPEN_OBJECT ? mask : 0
        keyNext = code === OPEN_OBJECT
        if (code === OPEN_ARRAY && mask !== 0) {
          const path = paths.findIndex(
            (names, index) => (mask & (1 << index)) !== 0 && names.length === depth - 1,
          )
          if (path >= 0) {
            if (found !== undefined) return damaged(`gives ${paths[path]!.join('.')} twice; give it once`, at)
            found = { path, whole: { start: at, end: at }, elements: [] }
            inside = depth
            elementStart = at + 1
          }
        }
        memberMask = 0
        break
      }
      case CLOSE_OBJECT:
      case CLOSE_ARRAY: {
        if (depth === 0 || (isArray[depth] === 1) !== (code === CLOSE_ARRAY)) {
          return damaged(`closes a bracket that is not open, at character ${at}`, at)
        }
        if (depth === inside && found !== undefined) {
          const element = trimmed(text, elementStart, at)
          if (element.end > element.start) found.elements.push(element)
          else if (found.elements.length > 0) return damaged(`has a comma before "]" at character ${at}`, at)
          found.whole.end = at + 1
          inside = -1
        }
        depth -= 1
        keyNext = false
        ended = depth === 0
        break
      }
      case COMMA:
        if (depth === inside && found !== undefined) {
          const element = trimmed(text, elementStart, at)
          if (element.end === element.start) return damaged(`has two commas in a row at character ${at}`, at)
          found.elements.push(element)
          elementStart = at + 1
        }
        keyNext = depth > 0 && isArray[depth] === 0
        memberMask = 0
        break
      case COLON:
        keyNext = false
        break
      default:
    }
  }
  if (depth > 0) return damaged(`ends with ${depth} bracket${depth === 1 ? '' : 's'} still open`, length)
  return { outcome: 'scanned', array: found }
}

/** What kind of value a member has, told by its first character. */
export type MemberKind = 'string' | 'object' | 'array' | 'other'

/**
 * Visits the members of the object that opens at `from` (white space before it allowed), leniently, so that it
 * also works on a damaged text. `visit` gets the name, the kind of value and, for strings, the text between the
 * quotes; it returns true to stop.
 */
export function visitMembers(
  text: string,
  from: number,
  visit: (name: string, kind: MemberKind, value: string) => boolean,
): void {
  let depth = 0
  let name: string | undefined
  let valueNext = false
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (isSpace(code)) continue
    if (depth === 0 && code !== OPEN_OBJECT) return
    if (code === QUOTE) {
      const close = closingQuote(text, at)
      const end = close < 0 ? text.length : close
      if (depth === 1) {
        if (!valueNext) name = close < 0 ? undefined : nameAt(text, at, close)
        else if (name !== undefined && visit(name, 'string', text.slice(at + 1, end))) return
        if (valueNext) name = undefined
      }
      at = end
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (depth === 1 && valueNext && name !== undefined) {
        if (visit(name, code === OPEN_ARRAY ? 'array' : 'object', '')) return
        name = undefined
      }
      depth += 1
      valueNext = false
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      depth -= 1
      if (depth === 0) return
    } else if (depth === 1) {
      if (code === COLON) valueNext = true
      else if (code === COMMA) valueNext = false
      else if (valueNext && name !== undefined) {
        if (visit(name, 'other', '')) return
        name = undefined
      }
    }
  }
}
