/** Owns the way from a shop's text to readings: damage found, parts read one by one, faults turned into refusals. */
import type { FeedRecord } from '../../../../shared/events.ts'
import type { Reading } from '../../adapter.ts'
import { eventFault } from '../../eventCheck.ts'
import { scanJson, visitMembers } from '../../jsonText.ts'
import { FieldFault, isObject, parseWhole, type Json } from './fields.ts'

export const refusal = (raw: string, field: string, reason: string): Reading => ({
  outcome: 'refused',
  reason,
  field,
  raw,
})

/** The parsed text, or why it is none. */
export function soundJson(text: string): { value: unknown } | { reason: string } {
  const scan = scanJson(text, [])
  if (scan.outcome === 'damaged') return { reason: `the JSON ${scan.reason}` }
  try {
    return { value: parseWhole(text) }
  } catch (thrown) {
    return { reason: `the text is no JSON: ${thrown instanceof Error ? thrown.message : ''}` }
  }
}

/** Names of the members at the top of the document, or of its first element; also of a damaged text. */
export function topMembers(text: string): Map<string, { kind: string; value: string }> {
  const members = new Map<string, { kind: string; value: string }>()
  const start = /^\s*(?:\[\s*)?/.exec(text.slice(0, 1024))?.[0].length ?? 0
  if (text[start] !== '{') return members
  visitMembers(text, start, (name, kind, value) => {
    members.set(name, { kind, value: value.slice(0, 200).replaceAll('\\/', '/') })
    return members.size > 200
  })
  return members
}

/** Reads one resource; a fault in it is its refusal. */
export function readResource(
  value: unknown,
  raw: string,
  translate: (resource: Json) => FeedRecord,
): Reading {
  try {
    if (!isObject(value)) return refusal(raw, 'body', 'an object is wanted where a resource stands')
    const record = translate(value)
    for (const event of record.events) {
      const fault = eventFault(event.type, event)
      if (fault)
        return refusal(
          raw,
          fault.path.slice(1).replaceAll('/', '.') || event.type,
          `${event.type}: ${fault.reason}`,
        )
    }
    return { outcome: 'record', record, raw }
  } catch (thrown) {
    if (thrown instanceof FieldFault) return refusal(raw, thrown.field, thrown.message)
    throw thrown
  }
}
