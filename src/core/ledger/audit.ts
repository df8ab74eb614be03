/** Owns the chain of human acts: each has a hash that is made from it and from the hash before, so that none can be changed unseen. */
import { createHash } from 'node:crypto'
import type { CanonicalEvent, EventType } from '../../shared/events.ts'
import type { Check } from './check.ts'
import { canonicalJson } from './contentHash.ts'
import { DECISIONS_FEED } from './decisions.ts'
import type { Reader, Writer } from './types.ts'

/** What people do here. What the program does by itself, such as letting a claim run out, is no act of theirs. */
const ACTS: ReadonlySet<EventType> = new Set([
  'AlertActed',
  'AlertSilenceSet',
  'AlertSilenceEnded',
  'AlertRuleSet',
  'UserRuleSaved',
  'UserRuleRemoved',
  'ClaimTaken',
  'ClaimReleased',
  'ClaimConfirmed',
  'CustomerOpened',
])

const isAct = (event: CanonicalEvent): boolean =>
  ACTS.has(event.type) && 'actor' in event && event.actor !== DECISIONS_FEED

/** An act as it is in the log. */
interface Act {
  eventNumber: number
  identity: string
  occurredAt: number
  recordedAt: number
  /** Canonical JSON of its events. */
  body: string
}

/** @param previous the hash before; empty for the first act */
function hashOf(previous: Uint8Array, number: number, act: Act): Buffer {
  const { identity, occurredAt, recordedAt, body } = act
  return createHash('sha256')
    .update(previous)
    .update(canonicalJson([number, identity, occurredAt, recordedAt, body]))
    .digest()
}

const NONE = new Uint8Array()
const HEAD_SQL = 'SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1'
/** What was decided here, in the order of the log. */
const DECIDED_SQL = `
SELECT event_number AS eventNumber, identity, occurred_at AS occurredAt, recorded_at AS recordedAt, body
FROM events JOIN messages USING (message_number)
WHERE feed_number = (SELECT feed_number FROM feeds WHERE name = '${DECISIONS_FEED}') ORDER BY event_number`

interface Head {
  number: number
  hash: Uint8Array
}

const actsOf = (connection: Pick<Reader, 'all'>): Act[] =>
  connection
    .all<Act>(DECIDED_SQL)
    .filter(({ body }) => (JSON.parse(body) as CanonicalEvent[]).some((event) => isAct(event)))

export interface Audit {
  /** Puts a record of the feed of decisions at the end of the chain, where somebody did what it says. */
  note(events: readonly CanonicalEvent[], act: Act): void
  /** Puts what people did before there was a chain into it. */
  begin(): void
}

/** The writing thread's side; all of it within the transaction of the act itself. */
export function openAudit(writer: Writer): Audit {
  function add(act: Act): void {
    const head = writer.get<Head>(HEAD_SQL) ?? { number: 0, hash: NONE }
    const number = head.number + 1
    writer.run('INSERT INTO audit (number, event_number, hash) VALUES (?, ?, ?)', [
      number,
      act.eventNumber,
      hashOf(head.hash, number, act),
    ])
  }
  return {
    note(events, act) {
      if (events.some(isAct)) add(act)
    },
    begin() {
      if (!writer.get('SELECT 1 AS one FROM audit LIMIT 1')) actsOf(writer).forEach(add)
    },
  }
}

const CHAIN_SQL = `
SELECT number, audit.event_number AS eventNumber, hash, identity, occurred_at AS occurredAt, recorded_at AS recordedAt, body
FROM audit LEFT JOIN events USING (event_number) LEFT JOIN messages USING (message_number) ORDER BY number`

type Link = Head & { [K in keyof Act]: K extends 'eventNumber' ? number : Act[K] | null }

/** Recomputes the chain from the log, and names each link that does not hold. */
export function checkAudit(reader: Reader): Check {
  const violations: string[] = []
  const chained = new Set<number>()
  let previous: Uint8Array = NONE
  let expected = 1
  for (const link of reader.iterate<Link>(CHAIN_SQL)) {
    const { number, eventNumber, hash, identity, occurredAt, recordedAt, body } = link
    for (; expected < number; expected += 1) violations.push(`act ${expected} is missing from the chain`)
    expected = number + 1
    chained.add(eventNumber)
    if (identity === null || occurredAt === null || recordedAt === null || body === null) {
      violations.push(`act ${number} is gone from the log (event ${eventNumber})`)
    } else {
      const anew = hashOf(previous, number, { eventNumber, identity, occurredAt, recordedAt, body })
      if (!anew.equals(hash))
        violations.push(`act ${number} (${identity}) is not what was written, or not in its place`)
    }
    // Each break is named once: what follows is judged by the hash that stands.
    previous = hash
  }
  for (const { eventNumber, identity } of actsOf(reader)) {
    if (!chained.has(eventNumber)) violations.push(`${identity} is in the log and not in the chain`)
  }
  const gaps = reader.get<{ n: number | null }>('SELECT max(event_number) - count(*) AS n FROM events')?.n
  if (gaps) violations.push(`${gaps} events are missing from the log`)
  return {
    name: 'audit: the chain of human acts is whole, and says what the log says',
    checked: chained.size,
    violations,
  }
}
