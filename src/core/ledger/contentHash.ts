/** Owns what makes two records the same: canonical text, content hash, identity number. */
import { hash } from 'node:crypto'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import type { Account } from '../../shared/eventParts.ts'

/** JSON with the keys of every object in code-unit order, so that equal contents give equal text (RFC 8785, for our value kinds). */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key]
    if (member === undefined) continue
    text += `${text ? ',' : ''}${JSON.stringify(key)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

/** Text that stands in JSON as it is. */
const PLAIN_TEXT = /^[ !#-[\]-~]*$/

function quoted(text: string): string {
  return PLAIN_TEXT.test(text) ? `"${text}"` : JSON.stringify(text)
}

function accountJson(account: Account): string {
  if (typeof account === 'string') return quoted(account)
  return `{"disposition":${quoted(account.disposition)},"location":${quoted(account.location)}}`
}

function eventJson(event: CanonicalEvent): string {
  if (event.type === 'StockMoved') {
    return `{"from":${accountJson(event.from)},"sku":${quoted(event.sku)},"to":${accountJson(event.to)},"type":"StockMoved","units":${event.units}}`
  }
  if (event.type === 'StockCounted') {
    return `{"disposition":${quoted(event.disposition)},"location":${quoted(event.location)},"sku":${quoted(event.sku)},"type":"StockCounted","units":${event.units}}`
  }
  return canonicalJson(event)
}

/** The canonical JSON of a record's events; the commonest kinds are written without looking at their keys. */
export function canonicalEvents(events: readonly CanonicalEvent[]): string {
  return `[${events.map(eventJson).join(',')}]`
}

/** The number that a source gave to its sending is not what it says: sent again under another, the record is the same. */
function withoutNumbers(events: readonly CanonicalEvent[], body: string): string {
  if (!body.includes('"FeedSequenceTold"')) return body
  const others = events.filter(({ type }) => type !== 'FeedSequenceTold')
  return others.length === 0 || others.length === events.length ? body : canonicalEvents(others)
}

/** SHA-256, first 16 bytes in hexadecimal, over everything of a record that may have an effect. */
export function contentHash(record: FeedRecord, body: string): string {
  const head = `${record.identity}\n${record.occurredAt}\n${record.recordTime ?? ''}\n${record.retracted ? 1 : 0}\n`
  return hash('sha256', head + withoutNumbers(record.events, body), 'hex').slice(0, 32)
}

/** A number below 2^53 drawn from the identity. Two identities may share one: the index probes on. */
export function identityNumber(identity: string): number {
  return Number.parseInt(hash('sha256', identity, 'hex').slice(0, 13), 16)
}
