/** Owns the way of one event from its text to a record or a refusal. */
import type { FeedRecord } from '../../../../shared/events.ts'
import type { Reading } from '../../adapter.ts'
import { below, type Fault, fault, type Fields, isFields } from './checks.ts'
import { eventHash, type Namespaces, namespacesOf, undeclaredPrefix } from './eventHash.ts'
import { checkEvent } from './eventRules.ts'
import { parseInstant } from './instant.ts'
import { LONGEST_ID } from './things.ts'
import { translate } from './translate.ts'

export function refused(wrong: Fault, raw: string): Reading {
  return {
    outcome: 'refused',
    reason: wrong.reason.slice(0, 1000).toWellFormed(),
    field: wrong.field.slice(0, 500).toWellFormed(),
    raw,
  }
}

/** Names the first text with half of a surrogate pair: it is no Unicode, and no store could give it back. */
function brokenText(value: unknown): Fault | undefined {
  if (typeof value === 'string') {
    return value.isWellFormed()
      ? undefined
      : fault('has half of a surrogate pair (\\ud800 to \\udfff); send whole characters')
  }
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const wrong = brokenText(value[at])
      if (wrong !== undefined) return below(`[${at}]`, wrong)
    }
  } else if (isFields(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const wrong = name.isWellFormed() ? brokenText(inner) : brokenText(name)
      if (wrong !== undefined) return below(name, wrong)
    }
  }
  return undefined
}

/** `urn:uuid:` is compared without regard to case (RFC 9562); other ids as they stand. */
function normalId(eventId: string): string {
  return /^urn:uuid:/i.test(eventId) ? eventId.toLowerCase() : eventId
}

/** The later of record time and declaration time, so that a declaration of error comes after what it retracts. */
function versionOf(event: Fields): number | undefined {
  const recordTime = typeof event['recordTime'] === 'string' ? parseInstant(event['recordTime']) : undefined
  const declaration = event['errorDeclaration']
  if (!isFields(declaration)) return recordTime
  const declared = parseInstant(String(declaration['declarationTime'])) ?? 0
  return Math.max(recordTime ?? declared, declared)
}

/** The context of the document around an event; its namespaces are read once, and only where a hash needs them. */
export class DocumentContext {
  readonly #context: unknown
  #namespaces: Namespaces | undefined

  constructor(context: unknown) {
    this.#context = context
  }

  namespaces(eventContext: unknown): Namespaces {
    if (eventContext !== undefined) return namespacesOf(this.#context, eventContext)
    this.#namespaces ??= namespacesOf(this.#context)
    return this.#namespaces
  }

  /**
   * The event's text as it can stand alone. Where its identity is a hash that prefixes of the document go into, the
   * document's context is put in front of its members, so that mended and replayed it has the same identity.
   */
  textAlone(event: Fields, raw: string): string {
    if (this.#context === undefined || '@context' in event || 'eventID' in event) return raw
    if (undeclaredPrefix(event, namespacesOf()) === undefined) return raw
    return raw.replace('{', () => `{"@context": ${JSON.stringify(this.#context)}, `)
  }

  /** An event without eventID, sent without any context, must not use prefixes: its hash would depend on what they stand for. */
  missingFor(event: Fields): Fault | undefined {
    if (this.#context !== undefined || event['@context'] !== undefined || 'eventID' in event) return undefined
    const prefix = undeclaredPrefix(event, this.namespaces(undefined))
    return prefix === undefined
      ? undefined
      : fault(
          `is missing: without eventID the event is known by its hash, and that needs to know what the prefix "${prefix}" ` +
            `stands for; add "@context": [{"${prefix}": "https://…"}], or an eventID`,
          '@context',
        )
  }
}

function recordOf(event: Fields, context: DocumentContext): FeedRecord | Fault {
  const missing = context.missingFor(event)
  if (missing !== undefined) return missing
  const events = translate(event)
  if (!Array.isArray(events)) return events
  const eventId = event['eventID']
  if (typeof eventId === 'string' && eventId.length > LONGEST_ID) {
    return fault(`is longer than ${LONGEST_ID} characters; send a shorter URI`, 'eventID')
  }
  const identity =
    typeof eventId === 'string' ? normalId(eventId) : eventHash(event, context.namespaces(event['@context']))
  const record: FeedRecord = {
    identity: `epcis:${identity}`,
    occurredAt: parseInstant(String(event['eventTime'])) ?? 0,
    events,
  }
  const version = versionOf(event)
  if (version !== undefined) record.recordTime = version
  if (Object.hasOwn(event, 'errorDeclaration')) record.retracted = true
  return record
}

/** Reads one parsed event. `path` is where it stands, for the field of a refusal. */
export function readEvent(value: unknown, raw: string, path: string, context: DocumentContext): Reading {
  const wrong =
    (raw.includes('\\u') || !raw.isWellFormed() ? brokenText(value) : undefined) ?? checkEvent(value)
  const refuse = (fault: Fault): Reading =>
    refused(
      path === '' ? fault : below(path, fault),
      isFields(value) && raw.startsWith('{') ? context.textAlone(value, raw) : raw,
    )
  if (wrong !== undefined) return refuse(wrong)
  const record = recordOf(value as Fields, context)
  if ('reason' in record) return refuse(record)
  return { outcome: 'record', record, raw }
}

/** Parses the text of one event and reads it; what is no JSON is refused by itself. */
export function readEventText(raw: string, path: string, context: DocumentContext): Reading {
  let value: unknown
  try {
    value = JSON.parse(raw)
  } catch (error) {
    return refused(fault(`is no JSON: ${error instanceof Error ? error.message : 'unreadable'}`, path), raw)
  }
  return readEvent(value, raw, path, context)
}
