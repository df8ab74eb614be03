/** Owns the EasyPost adapter: webhook events, and the API's answers that carry trackers or lists of either. */
import type { FeedRecord } from '../../../../shared/events.ts'
import type { Adapter, Reading } from '../../adapter.ts'
import { scanJson, visitMembers } from '../../jsonText.ts'
import { isObject, textOf, timeOf, translateTracker, type Fault, type Json } from './tracker.ts'

/** Objects of EasyPost's API that may come instead of an event or a tracker; they are refused by their name. */
const OTHER_OBJECTS: ReadonlySet<string> = new Set([
  'Batch',
  'Webhook',
  'Payload',
  'Shipment',
  'Insurance',
  'Report',
])

const LISTS = [['events'], ['trackers']] as const

export const easypostAdapter: Adapter = {
  name: 'easypost',
  recognise({ text }) {
    let known = false
    visitMembers(text, 0, (name, kind, value) => {
      if (name === 'object' && kind === 'string') {
        known =
          value === 'Event' ||
          value === 'Tracker' ||
          (OTHER_OBJECTS.has(value) && /"(?:hook|batch|payload|shp|ins)_/.test(text))
        return true
      }
      if ((name === 'events' || name === 'trackers') && kind === 'array') {
        known = /"object"\s*:\s*"(?:Event|Tracker)"/.test(text) || /"(?:evt|trk)_/.test(text)
        return true
      }
      return false
    })
    return known
  },
  *read({ text }) {
    const scan = scanJson(text, LISTS)
    if (scan.outcome === 'damaged') {
      yield { outcome: 'refused', reason: `the JSON ${scan.reason}`, field: 'body', raw: text }
      return
    }
    if (!scan.array) {
      yield readOne(text)
      return
    }
    for (const { start, end } of scan.array.elements) yield readOne(text.slice(start, end))
  },
}

function readOne(raw: string): Reading {
  const refused = ({ field, reason }: Fault): Reading => ({ outcome: 'refused', reason, field, raw })
  let value: unknown
  try {
    value = JSON.parse(raw)
  } catch (thrown) {
    return refused({
      field: 'body',
      reason: `the body is no JSON: ${thrown instanceof Error ? thrown.message : ''}`,
    })
  }
  if (!isObject(value)) return refused({ field: 'body', reason: 'the body is no JSON object' })
  const read =
    value.object === 'Event'
      ? readEvent(value)
      : value.object === 'Tracker'
        ? readTracker(value)
        : otherObject(value)
  return 'reason' in read ? refused(read) : { outcome: 'record', record: read, raw }
}

function otherObject(value: Json): Fault {
  const name = textOf(value.object, 60)
  return {
    field: 'object',
    reason:
      name === undefined
        ? 'the body does not say which EasyPost object it is (`object` is missing)'
        : `an EasyPost ${name} tells of no shipment's progress: only Event and Tracker are read`,
  }
}

/** An event's payload never changes, so its id alone is its identity, however often it is delivered. */
function readEvent(event: Json): FeedRecord | Fault {
  const id = textOf(event.id, 200)
  if (id === undefined)
    return { field: 'id', reason: 'the event has no id: it could not be told from its repetition' }
  const occurredAt = timeOf(event.created_at)
  if (occurredAt === undefined) return { field: 'created_at', reason: 'created_at is no date and time' }
  const description = textOf(event.description, 100) ?? ''
  const identity = `easypost:${id}`
  if (isObject(event.result) && event.result.object === 'Tracker') {
    const translated = translateTracker(event.result, 'result.')
    return 'reason' in translated ? translated : { identity, occurredAt, events: translated.events }
  }
  if (description.startsWith('tracker.')) {
    return {
      field: 'result',
      reason: `the event ${id} says that a tracker changed but carries none: lists of events leave \`result\` out; take the webhook, or retrieve the tracker`,
    }
  }
  if (description === '') return { field: 'description', reason: 'the event does not say what happened' }
  // The same with and without its payload, so that the list and the webhook of one event are duplicates.
  const why = `EasyPost ${description}: tells of no shipment's progress`
  return { identity, occurredAt, events: [{ type: 'ObservationRecorded', why, step: description }] }
}

/** A tracker by itself is what was known at its last change. */
function readTracker(tracker: Json): FeedRecord | Fault {
  const id = textOf(tracker.id, 200)
  if (id === undefined) return { field: 'id', reason: 'the tracker has no id' }
  const updatedAt = timeOf(tracker.updated_at)
  if (updatedAt === undefined) return { field: 'updated_at', reason: 'updated_at is no date and time' }
  const translated = translateTracker(tracker, '')
  if ('reason' in translated) return translated
  const identity = `easypost:${id}@${new Date(updatedAt).toISOString()}`
  return { identity, occurredAt: updatedAt, events: translated.events }
}
