/** Owns the chain of human acts: each has a hash that is made from it and from the hash before, so that none can be changed unseen. */
import { createHash } from 'node:crypto'
import type { CanonicalEvent, EventType } from '../../shared/events.ts'
import type { Check } from './check.ts'
import { canonicalJson } from './contentHash.ts'
import { DECISIONS_FEED } from './decisions.ts'
import type { Reader, SettingAct, Writer } from './types.ts'

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
  'TransferDrafted',
  'TransferAmended',
  'TransferSubmitted',
  'TransferApproved',
  'TransferRejected',
  'TransferReleased',
  'TransferCancelled',
  'TransferVarianceSettled',
  'TransferClosed',
  'ApprovalLimitSet',
  'ApprovalDelegated',
  'ApprovalDelegationEnded',
  'ScenarioSaved',
  'ScenarioRemoved',
])

/** A login may be called as the feed of decisions is; no login has its role. */
const isTower = (event: { actor?: string; role?: string }) =>
  event.actor === DECISIONS_FEED && (event.role ?? DECISIONS_FEED) === DECISIONS_FEED

const isAct = (event: CanonicalEvent): boolean => ACTS.has(event.type) && 'actor' in event && !isTower(event)

/** An act as it is in the log. */
interface Act {
  eventNumber: number
  identity: string
  occurredAt: number
  recordedAt: number
  /** Canonical JSON of its events. */
  body: string
}

/** What the hash of a link is made from, besides the link before. */
const contentOf = (number: number, { identity, occurredAt, recordedAt, body }: Act): string =>
  canonicalJson([number, identity, occurredAt, recordedAt, body])
const settingContent = (number: number, setting: string): string => canonicalJson([number, setting])

/** @param previous the hash before; empty for the first act */
const hashOf = (previous: Uint8Array, content: string): Buffer =>
  createHash('sha256').update(previous).update(content).digest()

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

/** One after the other: what rules found stands among them, and is far more than what people did. */
function actsOf(connection: Pick<Reader, 'iterate'>): Act[] {
  const acts: Act[] = []
  for (const act of connection.iterate<Act>(DECIDED_SQL)) {
    if ((JSON.parse(act.body) as CanonicalEvent[]).some((event) => isAct(event))) acts.push(act)
  }
  return acts
}

export interface Audit {
  /** Puts a record of the feed of decisions at the end of the chain, where somebody did what it says. */
  note(events: readonly CanonicalEvent[], act: Act): void
  /** Puts what somebody set, and what is no record, at the end of the chain. */
  noteSetting(act: SettingAct, at: number): void
  /** Puts what people did before there was a chain into it. */
  begin(): void
}

/** The writing thread's side; all of it within the transaction of the act itself. */
export function openAudit(writer: Writer): Audit {
  function add(
    eventNumber: number | null,
    setting: string | null,
    contentAt: (number: number) => string,
  ): void {
    const head = writer.get<Head>(HEAD_SQL) ?? { number: 0, hash: NONE }
    const number = head.number + 1
    writer.run('INSERT INTO audit (number, event_number, setting, hash) VALUES (?, ?, ?, ?)', [
      number,
      eventNumber,
      setting,
      hashOf(head.hash, contentAt(number)),
    ])
  }
  const addAct = (act: Act) => add(act.eventNumber, null, (number) => contentOf(number, act))
  return {
    note(events, act) {
      if (events.some(isAct)) addAct(act)
    },
    noteSetting(act, at) {
      const setting = canonicalJson({ ...act, at })
      add(null, setting, (number) => settingContent(number, setting))
    },
    begin() {
      if (!writer.get('SELECT 1 AS one FROM audit LIMIT 1')) actsOf(writer).forEach(addAct)
    },
  }
}

const CHAIN_SQL = `
SELECT number, audit.event_number AS eventNumber, setting, hash, identity, occurred_at AS occurredAt, recorded_at AS recordedAt, body
FROM audit LEFT JOIN events USING (event_number) LEFT JOIN messages USING (message_number) ORDER BY number`

type Link = Head & { [K in keyof Act]: Act[K] | null } & { setting: string | null }

/** Null where the log has it no more. */
function actContent({ number, eventNumber, identity, occurredAt, recordedAt, body }: Link): string | null {
  if (eventNumber === null || identity === null || occurredAt === null) return null
  if (recordedAt === null || body === null) return null
  return contentOf(number, { eventNumber, identity, occurredAt, recordedAt, body })
}

/** Whether the chain still goes through a head that was noted elsewhere: it tells what the chain cannot tell of itself. */
function headFault(reader: Reader, { acts, hash }: { acts: number; hash: string }): string[] {
  if (acts === 0) return []
  const link = reader.get<{ hash: string }>('SELECT lower(hex(hash)) AS hash FROM audit WHERE number = ?', [
    acts,
  ])
  if (!link) return [`act ${acts} was noted elsewhere, and the chain ends before it`]
  return link.hash === hash ? [] : [`act ${acts} was noted elsewhere with another hash`]
}

/**
 * Recomputes the chain from the log, and names each link that does not hold.
 * @param head as it was noted elsewhere
 */
export function checkAudit(reader: Reader, head?: { acts: number; hash: string }): Check {
  const violations: string[] = []
  const chained = new Set<number>()
  let previous: Uint8Array = NONE
  let expected = 1
  let checked = 0
  for (const link of reader.iterate<Link>(CHAIN_SQL)) {
    const { number, eventNumber, hash, setting } = link
    for (; expected < number; expected += 1) violations.push(`act ${expected} is missing from the chain`)
    expected = number + 1
    if (eventNumber !== null) chained.add(eventNumber)
    const content = setting === null ? actContent(link) : settingContent(number, setting)
    if (content === null) violations.push(`act ${number} is gone from the log (event ${eventNumber})`)
    else if (!hashOf(previous, content).equals(hash)) {
      const what = link.identity ?? 'a setting'
      violations.push(`act ${number} (${what}) is not what was written, or not in its place`)
    }
    checked += 1
    // Each break is named once: what follows is judged by the hash that stands.
    previous = hash
  }
  const last = reader.get<{ n: number }>("SELECT seq AS n FROM sqlite_sequence WHERE name = 'audit'")?.n ?? 0
  if (last >= expected) violations.push(`the chain ends with act ${expected - 1}; ${last} were written`)
  for (const { eventNumber, identity } of actsOf(reader)) {
    if (!chained.has(eventNumber)) violations.push(`${identity} is in the log and not in the chain`)
  }
  const gaps = reader.get<{ n: number | null }>('SELECT max(event_number) - count(*) AS n FROM events')?.n
  if (gaps) violations.push(`${gaps} events are missing from the log`)
  if (head) violations.push(...headFault(reader, head))
  return {
    name: 'audit: the chain of human acts is whole, and says what the log says',
    checked,
    violations,
  }
}
