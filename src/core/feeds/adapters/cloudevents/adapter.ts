/** Owns the CloudEvents adapter: the canonical events themselves, one, a batch, or one a line. */
import type { CanonicalEvent, FeedRecord } from '../../../../shared/events.ts'
import type { Adapter, Reading } from '../../adapter.ts'
import { isEventType, whyNotFed } from '../../eventCheck.ts'
import { scanJson, visitMembers } from '../../jsonText.ts'
import { instantOfIso } from '../../localTime.ts'
import { eventsOfData, RECORD_TYPE, type DataFault } from './data.ts'
import { envelopeFault, TYPE_PREFIX, type CloudEvent } from './envelope.ts'

export const cloudeventsAdapter: Adapter = {
  name: 'cloudevents',
  recognise({ text, contentType }) {
    if (/^application\/cloudevents(-batch)?\+json/i.test(contentType ?? '')) return true
    const start = /^\s*(?:\[\s*)?/.exec(text.slice(0, 1024))?.[0].length ?? 0
    let known = false
    visitMembers(text, start, (name) => {
      known = name === 'specversion'
      return known
    })
    return known
  },
  *read({ text }) {
    const scan = scanJson(text, [[]])
    if (scan.outcome === 'scanned') {
      const pieces = scan.array?.elements.map(({ start, end }) => text.slice(start, end)) ?? [text.trim()]
      for (const piece of pieces) yield readOne(piece)
      return
    }
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    const first = lines[0]
    if (lines.length > 1 && first?.startsWith('{') && scanJson(first, []).outcome === 'scanned') {
      for (const line of lines) yield readOne(line)
      return
    }
    yield { outcome: 'refused', reason: `the JSON ${scan.reason}`, field: 'body', raw: text }
  },
}

function readOne(raw: string): Reading {
  const refused = (field: string, reason: string): Reading => ({ outcome: 'refused', reason, field, raw })
  const scan = scanJson(raw, [])
  if (scan.outcome === 'damaged') return refused('body', `the JSON ${scan.reason}`)
  let value: unknown
  try {
    value = JSON.parse(raw)
  } catch (thrown) {
    return refused('body', `the event is no JSON: ${thrown instanceof Error ? thrown.message : ''}`)
  }
  const fault = envelopeFault(value)
  if (fault) return refused(fault.field, fault.reason)
  const read = recordOf(value as CloudEvent)
  return 'reason' in read ? refused(read.field, read.reason) : { outcome: 'record', record: read, raw }
}

/** `ce:<source>|<id>`. A bar within the source is escaped, so that the first bar parts the two and no other pair reads the same. */
function identityOf({ source, id }: CloudEvent): string {
  return `ce:${source.replaceAll('%', '%25').replaceAll('|', '%7C')}|${id}`
}

function recordOf(event: CloudEvent): FeedRecord | DataFault {
  const type = event.type.slice(TYPE_PREFIX.length)
  if (!event.type.startsWith(TYPE_PREFIX) || (type !== RECORD_TYPE && !isEventType(type))) {
    return {
      field: 'type',
      reason: `"${event.type.slice(0, 80)}" is no type that is read: types are ${TYPE_PREFIX} and an event's name, or ${TYPE_PREFIX}${RECORD_TYPE}`,
    }
  }
  const why = type === RECORD_TYPE ? undefined : whyNotFed(type)
  if (why !== undefined) return { field: 'type', reason: why }
  const occurredAt = instantOfIso(event.time)
  if (occurredAt === undefined)
    return { field: 'time', reason: `"${event.time.slice(0, 60)}" is no RFC 3339 time with its offset` }
  const record: FeedRecord = { identity: identityOf(event), occurredAt, events: [] }
  if (event.recordtime !== undefined) {
    const recordTime = instantOfIso(event.recordtime)
    if (recordTime === undefined)
      return { field: 'recordtime', reason: 'recordtime is no RFC 3339 time with its offset' }
    record.recordTime = recordTime
  }
  if (event.retracted === true || event.retracted === 'true') {
    record.retracted = true
    if (event.data === undefined) {
      record.events.push({ type: 'ObservationRecorded', why: `a ${type} that its source took back` })
      return record
    }
  }
  if (event.data === undefined) return { field: 'data', reason: `data is missing: ${type} needs its fields` }
  const events = eventsOfData(type, event.data)
  if ('reason' in events) return events
  record.events = [...events, ...numberOf(event)]
  return record
}

/** The extension `sequence`, where it counts: whole numbers, as `sequencetype` Integer says. */
function numberOf({ source, sequence, sequencetype }: CloudEvent): CanonicalEvent[] {
  if (sequence === undefined || (sequencetype ?? 'Integer') !== 'Integer') return []
  if (!/^\d{1,15}$/.test(String(sequence))) return []
  return [{ type: 'FeedSequenceTold', sequence: `ce:${source}`, number: Number(sequence) }]
}
