/** Owns the shape of raw records: which fields stand where and of what type, what is usual, and what has come to differ. */

/** What one record looks like: by the path of each object, its members and their types. */
export interface RecordShape {
  /** Records of one kind are compared with one another. */
  kind: string
  objects: Map<string, Map<string, string>>
}

export interface FieldHistory {
  /** How often its parent was there before the present run, and the share of them that had the field. */
  parents: number
  share: number
  /** The present run: records in a row with the field (above zero) or without it (below), and since when. */
  run: number
  runAt: number
  type: string
  /** Another type, how often in a row, since when; `mixed`: how often such a row ended by itself. */
  other: string
  otherRun: number
  otherAt: number
  mixed: number
}

export interface KindHistory {
  firstAt: number
  lastAt: number
  records: number
  /** How often each object was there. */
  objects: Record<string, number>
  fields: Record<string, FieldHistory>
}

export interface ShapeChange {
  what: 'missing' | 'new' | 'type'
  path: string
  since: number
  records: number
  from: string
  to: string
}

const DAY_MS = 86_400_000
/** A record that is larger is not looked at. */
const CHARACTERS_MAX = 200_000
const FIELDS_MAX = 400
const DEPTH_MAX = 8
const ELEMENTS_MAX = 20
/** Parents before the run, without which nothing is usual. */
const LEARNED_PARENTS = 20
const ALWAYS = 0.98
/** After so many in a row what has not changed is summed up. */
const SUMMED_UP = 64
const PARENTS_MAX = 1_000
/** What goes on for so long is usual from then on. */
const USUAL_AFTER_MS = DAY_MS

/** Names that are made of what they stand for, such as numbers and ids, are one field. */
const fieldName = (name: string): string =>
  /^\d+$|\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}/i.test(name) ? '*' : name.slice(0, 60)

const word = (value: unknown): string =>
  typeof value === 'string' && value.length <= 60 && !/\d{3}/.test(value) ? value : ''

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  return value === null ? 'null' : typeof value
}

function addObject(objects: RecordShape['objects'], path: string, value: object, depth: number): void {
  const members = objects.get(path) ?? new Map<string, string>()
  objects.set(path, members)
  for (const [key, member] of Object.entries(value)) {
    const name = fieldName(key)
    const type = typeOf(member)
    // Null says that there is nothing; it is no type of its own.
    if (type === 'null') continue
    members.set(name, type)
    if (depth >= DEPTH_MAX) continue
    if (Array.isArray(member)) {
      for (const element of member.slice(0, ELEMENTS_MAX) as unknown[]) {
        if (typeof element !== 'object' || element === null || Array.isArray(element)) continue
        const sort = word((element as { type?: unknown }).type)
        addObject(objects, `${path}${name}[${sort}].`, element, depth + 1)
      }
    } else if (typeof member === 'object' && member !== null) {
      addObject(objects, `${path}${name}.`, member, depth + 1)
    }
  }
}

function segmentShape(text: string): RecordShape | undefined {
  const element = /^\s*(?:ISA|ST)([^A-Za-z0-9\s])/.exec(text)?.[1]
  const terminator = text.trimEnd().at(-1)
  if (element === undefined || terminator === undefined || /[A-Za-z0-9]/.test(terminator)) return undefined
  const objects: RecordShape['objects'] = new Map([['', new Map<string, string>()]])
  let kind = ''
  for (const segment of text.split(terminator)) {
    const [name = '', ...elements] = segment.trim().split(element)
    if (!/^[A-Z0-9]{2,3}$/.test(name)) continue
    if (name === 'ST') kind = elements[0] ?? ''
    objects.get('')?.set(name, 'segment')
    objects.set(`${name}.`, new Map([['elements', `${elements.length}`]]))
  }
  return { kind: `x12 ${kind}`, objects }
}

/** Cells of a line of CSV by its commonest separator. */
function cellsOf(line: string): number {
  const bare = line.replaceAll(/"[^"]*"/g, '')
  return 1 + Math.max(...[',', ';', '\t', '|'].map((separator) => bare.split(separator).length - 1))
}

/** The shape of a record's raw text; undefined where it has none that could be compared. */
export function shapeOf(format: string, text: string): RecordShape | undefined {
  if (text.length > CHARACTERS_MAX) return undefined
  const start = text.trimStart()
  if (start.startsWith('{')) {
    let value: unknown
    try {
      value = JSON.parse(start)
    } catch {
      return undefined
    }
    const { type, bizStep, object, description } = value as Record<string, unknown>
    const kind = [format, ...[type, bizStep, object, description].map(word)].filter((one) => one !== '')
    const objects: RecordShape['objects'] = new Map()
    addObject(objects, '', value as object, 0)
    return { kind: kind.join(' '), objects }
  }
  const segments = segmentShape(start)
  if (segments) return segments
  const line = start.trimEnd().split('\n').at(-1) ?? ''
  if (line === '') return undefined
  return { kind: format, objects: new Map([['', new Map([['cells', `${cellsOf(line)}`]])]]) }
}

export const newKind = (at: number): KindHistory => ({
  firstAt: at,
  lastAt: at,
  records: 0,
  objects: {},
  fields: {},
})

function sumUp(field: FieldHistory): void {
  const length = Math.abs(field.run)
  const had = field.share * field.parents + (field.run > 0 ? length : 0)
  field.share = had / (field.parents + length)
  field.parents = Math.min(PARENTS_MAX, field.parents + length)
}

function noteType(field: FieldHistory, type: string, at: number): void {
  if (type === field.type) {
    if (field.otherRun > 0) field.mixed += 1
    field.otherRun = 0
    return
  }
  if (field.otherRun === 0 || field.other !== type) {
    field.other = type
    field.otherRun = 0
    field.otherAt = at
  }
  field.otherRun += 1
  if (at - field.otherAt > USUAL_AFTER_MS) {
    field.type = type
    field.otherRun = 0
  }
}

function noteField(field: FieldHistory, type: string | undefined, at: number): void {
  const sign = type === undefined ? -1 : 1
  const isChange = field.run * sign < 0
  const isUsual = Math.abs(field.run) >= SUMMED_UP && Math.abs(field.share - (sign > 0 ? 1 : 0)) < 0.05
  if (isChange || isUsual || at - field.runAt > USUAL_AFTER_MS) {
    sumUp(field)
    field.run = 0
    field.runAt = at
  }
  field.run += sign
  if (type !== undefined) noteType(field, type, at)
}

/** Learns a record's shape. @param at the time of the record, by its source */
export function noteShape(history: KindHistory, shape: RecordShape, at: number): void {
  history.records += 1
  history.lastAt = Math.max(history.lastAt, at)
  for (const [path, members] of shape.objects) {
    const seen = history.objects[path] ?? 0
    if (seen === 0 && Object.keys(history.objects).length >= FIELDS_MAX) continue
    for (const [key, field] of Object.entries(history.fields)) {
      const cut = key.lastIndexOf('.') + 1
      if (key.slice(0, cut) === path) noteField(field, members.get(key.slice(cut)), at)
    }
    for (const [name, type] of members) {
      const key = path + name.replaceAll('.', '·')
      if (key in history.fields || Object.keys(history.fields).length >= FIELDS_MAX) continue
      history.fields[key] = {
        parents: seen,
        share: 0,
        run: 1,
        runAt: at,
        type,
        other: '',
        otherRun: 0,
        otherAt: at,
        mixed: 0,
      }
    }
    history.objects[path] = seen + 1
  }
}

/** Whether records in a row differ from what is usual, be they ever so few. */
export const mayHaveChanged = (history: KindHistory): boolean => shapeChanges(history, 2, 0).length > 0

/**
 * What differs from what is usual.
 * @param records so many in a row must differ
 * @param learnMs for so long the kind must have been known when it began
 */
export function shapeChanges(history: KindHistory, records: number, learnMs: number): ShapeChange[] {
  const changes: ShapeChange[] = []
  for (const [path, field] of Object.entries(history.fields)) {
    const isLearned = (since: number) =>
      field.parents >= LEARNED_PARENTS && since - history.firstAt >= learnMs
    const { run, runAt, share, type, other, otherRun, otherAt } = field
    const base = { path, from: type, to: other }
    if (run <= -records && share >= ALWAYS && isLearned(runAt))
      changes.push({ ...base, what: 'missing', since: runAt, records: -run })
    if (run >= records && share === 0 && isLearned(runAt))
      changes.push({ ...base, what: 'new', since: runAt, records: run })
    const hadType = field.parents + Math.max(0, run) - otherRun >= LEARNED_PARENTS
    if (otherRun >= records && field.mixed < 2 && hadType && otherAt - history.firstAt >= learnMs)
      changes.push({ ...base, what: 'type', since: otherAt, records: otherRun })
  }
  return changes
}
