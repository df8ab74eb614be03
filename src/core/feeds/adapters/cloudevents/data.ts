/** Owns a CloudEvent's data: one canonical event, or a record of several that take effect together. */
import type { CanonicalEvent, EventType } from '../../../../shared/events.ts'
import { eventFault, isEventType } from '../../eventCheck.ts'

/** The type of a CloudEvent whose data is `{events: […]}`: all of them take effect, or none. */
export const RECORD_TYPE = 'Record'

/** Most events of one record: it is kept, versioned and taken back as a whole. */
export const RECORD_EVENTS_MAX = 1_000

/** What is wrong with the data, by the field at fault. */
export interface DataFault {
  field: string
  reason: string
}

type Data = Record<string, unknown>

/** The canonical events of a CloudEvent's data, or its first fault. */
export function eventsOfData(type: EventType | typeof RECORD_TYPE, data: Data): CanonicalEvent[] | DataFault {
  if (type === RECORD_TYPE) return eventsOfRecord(data)
  if (data.type !== undefined && data.type !== type)
    return { field: 'data.type', reason: `data.type is not "${type}" as the event's type says` }
  const event = checked(type, { ...data, type }, 'data')
  return 'reason' in event ? event : [event.event]
}

function eventsOfRecord(data: Data): CanonicalEvent[] | DataFault {
  const other = Object.keys(data).find((name) => name !== 'events')
  if (other !== undefined)
    return { field: `data.${other.slice(0, 80)}`, reason: 'a record has its events and nothing beside them' }
  const list = data.events
  if (!Array.isArray(list))
    return { field: 'data.events', reason: 'data.events is not a list: a record needs its events' }
  if (list.length === 0) return { field: 'data.events', reason: 'the record has no event' }
  if (list.length > RECORD_EVENTS_MAX) {
    return {
      field: 'data.events',
      reason: `the record has ${list.length} events; more than ${RECORD_EVENTS_MAX} are not taken together`,
    }
  }
  const events: CanonicalEvent[] = []
  for (const [index, one] of (list as unknown[]).entries()) {
    const field = `data.events[${index}]`
    if (typeof one !== 'object' || one === null || Array.isArray(one))
      return { field, reason: 'an event of a record is a JSON object' }
    const { type } = one as { type?: unknown }
    if (typeof type !== 'string' || !isEventType(type))
      return { field: `${field}.type`, reason: "the event's type is to be the name of a canonical event" }
    const event = checked(type, one as Data, field)
    if ('reason' in event) return event
    events.push(event.event)
  }
  return events
}

function checked(type: EventType, event: Data, field: string): { event: CanonicalEvent } | DataFault {
  const fault = eventFault(type, event)
  if (!fault) return { event: event as unknown as CanonicalEvent }
  const place = `${field}${fault.path.replaceAll('/', '.')}`
  return {
    field: place,
    reason: fault.missing ? `${place} is missing: ${type} needs it` : `${place}: ${fault.reason}`,
  }
}
