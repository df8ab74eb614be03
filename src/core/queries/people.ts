/** Owns which locations are people, and that no answer names them: their ids become pseudonyms (docs/privacy.md). */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { Place } from '../../shared/eventParts.ts'
import { LOCATION_KINDS } from '../../shared/vocabulary.ts'
import type { Reader } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'

/** Where customers are named; each has an index by them. */
const NAMED_SQL = `SELECT ${['orders', 'touches', 'contacts', 'feedback']
  .map((table) => `EXISTS (SELECT 1 FROM ${table} WHERE customer = ?)`)
  .join(' OR ')} AS isNamed`
/** A GLN is given to companies and their places, also where one of them buys. */
const COMPANY = /^p?gln:/

/**
 * Whether a location is where a customer is, so that its id tells who: it was described as one, or nothing says what it
 * is and a customer has the same id (orders may come before the table of customers).
 */
export function isPerson(reader: Reader, location: string): boolean {
  const kind = reader.get<{ kind: string | null }>('SELECT kind FROM locations WHERE location = ?', [
    location,
  ])?.kind
  return kind ? kind === 'customer' : isCustomer(reader, location)
}

/** Whether a customer has the id; of places whose kind nobody told. */
function isCustomer(reader: Reader, id: string): boolean {
  return !COMPANY.test(id) && reader.get<{ isNamed: number }>(NAMED_SQL, [id, id, id, id])?.isNamed === 1
}

/** Members of answers that hold a location's id, each with those beside it that hold its name. */
const HOLDS_LOCATION = new Map<string, readonly string[]>([
  ['location', ['locationName', 'name']],
  ['originLocation', ['originName']],
  ['origin', ['originName']],
  ['from', []],
  ['pickup', []],
  ['key', ['name']],
  ['column', []],
])
/** Members that hold a location's id and a word behind it. */
const COUNTERPART = /^(.+) (\S+)$/s
const KINDS: ReadonlySet<unknown> = new Set(LOCATION_KINDS)

type Members = Record<string, unknown>

/** An answer as it may be shown: the same where it names no person, else a copy with pseudonyms. */
export function withoutPeople<Answer>({ reader, pseudonymOf }: QueryContext, answer: Answer): Answer {
  const pseudonyms = new Map<string, string | null>()
  const pseudonym = (id: string): string | null => {
    let known = pseudonyms.get(id)
    if (known === undefined) pseudonyms.set(id, (known = isPerson(reader, id) ? pseudonymOf(id) : null))
    return known
  }
  /** Rows of the network say what their location is: thousands of them need not be looked up. */
  const ofKind = (kind: unknown, id: string): string | null => {
    if (kind === null) return isCustomer(reader, id) ? pseudonymOf(id) : null
    if (!KINDS.has(kind)) return pseudonym(id)
    return kind === 'customer' ? pseudonymOf(id) : null
  }
  const shownList = (list: readonly unknown[]): readonly unknown[] => {
    let copy: unknown[] | null = null
    for (let at = 0; at < list.length; at += 1) {
      const one = shown(list[at])
      if (one !== list[at]) (copy ??= [...list])[at] = one
    }
    return copy ?? list
  }
  const shownMembers = (members: Members): Members => {
    let copy: Members | null = null
    const put = (name: string, value: unknown) => ((copy ??= { ...members })[name] = value)
    for (const name in members) {
      const value = members[name]
      if (typeof value === 'object' && value !== null) {
        const one = shown(value)
        if (one !== value) put(name, one)
      } else if (typeof value === 'string') {
        if (name === 'counterpart') {
          const [, id = '', word = ''] = COUNTERPART.exec(value) ?? []
          const hidden = id === '' ? null : pseudonym(id)
          if (hidden !== null) put(name, `${hidden} ${word}`)
          continue
        }
        const names = HOLDS_LOCATION.get(name)
        if (names === undefined) continue
        const hidden =
          name === 'location' && 'freshness' in members ? ofKind(members['kind'], value) : pseudonym(value)
        if (hidden === null) continue
        put(name, hidden)
        for (const beside of names) if (typeof members[beside] === 'string') put(beside, hidden)
      }
    }
    return copy ?? members
  }
  const shown = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    return Array.isArray(value) ? shownList(value) : shownMembers(value as Members)
  }
  return shown(answer) as Answer
}

/** A place as it may be shown. Who lives there is no part of it: a name stays where it is that of a company's location. */
function shownPlace(reader: Reader, { name, ...place }: Place): Place {
  const isNamed = name !== undefined && place.location !== undefined && !isPerson(reader, place.location)
  return isNamed ? { ...place, name } : place
}

/** An event as it may be shown: without names and streets of people, and its customer as a pseudonym. */
export function shownEvent({ reader, pseudonymOf }: QueryContext, event: CanonicalEvent): CanonicalEvent {
  if (event.type === 'LocationDescribed') {
    const { name: _name, address: _address, ...rest } = event
    return event.kind === 'customer' || isPerson(reader, event.location) ? rest : event
  }
  if (event.type === 'AlertChanged') {
    // A rule that speaks of a person's place all the same must not name it.
    const subject = event.subject
      .split('\n')
      .map((part) => (isPerson(reader, part) ? pseudonymOf(part) : part))
      .join('\n')
    return subject === event.subject ? event : { ...event, subject }
  }
  const changed: Partial<Record<'customer' | 'origin' | 'destination' | 'place', string | Place>> = {}
  if ('customer' in event && event.customer !== undefined) changed.customer = pseudonymOf(event.customer)
  for (const end of ['origin', 'destination', 'place'] as const) {
    const place = (event as Partial<Record<typeof end, string | Place>>)[end]
    if (typeof place === 'object') changed[end] = shownPlace(reader, place)
  }
  return Object.keys(changed).length === 0 ? event : ({ ...event, ...changed } as CanonicalEvent)
}
