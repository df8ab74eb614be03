/** Owns the X12 envelope: separators read from the ISA, segments, groups and sets with their exact text. */

export interface Segment {
  /** Trimmed elements; `elements[0]` is the segment's name, `elements[1]` its element 01. */
  elements: string[]
  start: number
  /** After the terminator. */
  end: number
}

export interface TransactionSet {
  /** From ST to SE; without an SE where the file ends or another envelope begins before it. */
  segments: Segment[]
  closed: boolean
}

export interface FunctionalGroup {
  gs: Segment | undefined
  sets: TransactionSet[]
  ge: Segment | undefined
}

export interface Interchange {
  isa: Segment
  groups: FunctionalGroup[]
  iea: Segment | undefined
  /** The first segment that stands outside any set, group or envelope. */
  stray: Segment | undefined
  start: number
  end: number
}

interface Separators {
  element: string
  terminator: string
  /** Where the segment after the ISA begins. */
  after: number
  elements: string[]
}

/** The fewest characters of an ISA whose elements are not filled up to their fixed widths. */
const LONGEST_ISA = 400

/**
 * Reads the ISA by its sixteen element separators, not by its fixed width of 106: real files have line ends inside
 * it, and some writers do not fill elements up. The component separator is ISA16, the terminator follows it.
 */
function readSeparators(text: string, start: number): Separators | undefined {
  const element = text.charAt(start + 3)
  if (element === '' || /[A-Za-z0-9\s]/.test(element)) return undefined
  const limit = Math.min(text.length, start + LONGEST_ISA)
  const elements = ['ISA']
  let at = start + 4
  while (elements.length < 16) {
    const next = text.indexOf(element, at)
    if (next === -1 || next >= limit) return undefined
    elements.push(clean(text.slice(at, next)))
    at = next + 1
  }
  while (at < limit && /[\r\n]/.test(text.charAt(at))) at += 1
  const component = text.charAt(at)
  // Blanks that end the line are no terminator; the line's end is.
  const blanks = /^[ \t]+(?=[\r\n])/.exec(text.slice(at + 1, limit))?.[0].length ?? 0
  const end = at + 1 + blanks
  const close = text.startsWith('\r\n', end) ? end + 1 : end
  const terminator = text.charAt(close)
  if (/[\r\n]/.test(terminator) && endsNextLine(text, close + 1, component)) {
    // ISA16 was left out: what stands in its place ends the segments.
    return { element, terminator: component, after: at + 1, elements: [...elements, ''] }
  }
  if (terminator === '' || terminator === element || /[A-Za-z0-9]/.test(terminator)) return undefined
  return { element, terminator, after: close + 1, elements: [...elements, component] }
}

function endsNextLine(text: string, from: number, mark: string): boolean {
  const line = /^\s*([^\r\n]+)/.exec(text.slice(from, from + LONGEST_ISA))?.[1]?.trimEnd() ?? ''
  return mark !== '' && line.length > 1 && line.endsWith(mark)
}

/** Line ends inside an element come from programs that wrap long lines; they are no data. */
function clean(element: string): string {
  return (/[\r\n]/.test(element) ? element.replace(/[\r\n]+/g, '') : element).trim()
}

/** Where an interchange begins at or after `from`, or -1. */
function nextIsa(text: string, from: number): number {
  const found = /(?:^|[^A-Za-z0-9])ISA(?=[^A-Za-z0-9\s])/g
  found.lastIndex = Math.max(0, from - 1)
  const match = found.exec(text)
  if (!match) return -1
  return match.index + match[0].length - 3
}

/** Reads every interchange of a file; a text whose ISA cannot be read is given back as `unreadable`. */
export function readInterchanges(text: string): {
  interchanges: Interchange[]
  unreadable: string | undefined
} {
  const interchanges: Interchange[] = []
  let at = nextIsa(text, 0)
  if (at === -1) return { interchanges, unreadable: text }
  while (at !== -1) {
    const separators = readSeparators(text, at)
    if (!separators) return { interchanges, unreadable: text.slice(at) }
    const interchange = readInterchange(text, at, separators)
    interchanges.push(interchange)
    at = nextIsa(text, Math.max(interchange.end, at + 4))
  }
  return { interchanges, unreadable: undefined }
}

function readInterchange(text: string, start: number, separators: Separators): Interchange {
  const isa: Segment = { elements: separators.elements, start, end: separators.after }
  const found: Interchange = {
    isa,
    groups: [],
    iea: undefined,
    stray: undefined,
    start,
    end: separators.after,
  }
  let group: FunctionalGroup | undefined
  let set: TransactionSet | undefined
  const openGroup = (gs: Segment | undefined) => {
    group = { gs, sets: [], ge: undefined }
    found.groups.push(group)
    return group
  }
  for (const segment of segmentsFrom(text, separators)) {
    const name = segment.elements[0]
    if (name === 'ISA') return found
    found.end = segment.end
    if (name === 'IEA') {
      found.iea = segment
      return found
    }
    if (name === 'GS') {
      openGroup(segment)
      set = undefined
    } else if (name === 'GE') {
      if (group && !group.ge) group.ge = segment
      else found.stray ??= segment
      group = undefined
      set = undefined
    } else if (name === 'ST') {
      set = { segments: [segment], closed: false }
      const owner: FunctionalGroup = group ?? openGroup(undefined)
      owner.sets.push(set)
    } else if (set) {
      set.segments.push(segment)
      if (name === 'SE') {
        set.closed = true
        set = undefined
      }
    } else found.stray ??= segment
  }
  return found
}

function* segmentsFrom(text: string, { element, terminator, after }: Separators): Generator<Segment> {
  let at = after
  while (at < text.length) {
    const close = text.indexOf(terminator, at)
    const end = close === -1 ? text.length : close
    const raw = text.slice(at, end).trim()
    if (raw !== '') {
      const start = at + (text.slice(at, end).length - text.slice(at, end).trimStart().length)
      yield { elements: raw.split(element).map(clean), start, end: Math.min(end + 1, text.length) }
    }
    at = end + 1
  }
}
