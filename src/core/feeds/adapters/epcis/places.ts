/** Owns the places that an event names: business location, read point, sources and destinations. */
import type { Place } from '../../../../shared/eventParts.ts'
import { identify, keyId } from '../../gs1/identity.ts'
import { bareWord } from '../../gs1/vocabulary.ts'
import { below, type Fault, fault, type Fields } from './checks.ts'
import { thingId } from './things.ts'

export interface Places {
  /** Where the objects are expected to be after the event. */
  business: string | undefined
  /** The site that objects leave: business location, else source location, else the read point's site. */
  leaving: string | undefined
  /** Location at the far end, where the event names one. */
  source: string | undefined
  destination: string | undefined
  /** Where it was seen, as exactly as the event says; undefined where it names no place. */
  seen: Place | undefined
}

const GEO = /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:,-?\d+(?:\.\d+)?)?(?:;|$)/i

/** Coordinates of a `geo:` URI (RFC 5870, WGS 84); undefined for any other. */
function coordinates(uri: string): { latitude: number; longitude: number } | undefined {
  const match = GEO.exec(uri)
  return match === null ? undefined : { latitude: Number(match[1]), longitude: Number(match[2]) }
}

function place(uri: string, location: string): Place | Fault {
  const point = coordinates(uri)
  if (point === undefined) return { location }
  if (Math.abs(point.latitude) > 90 || Math.abs(point.longitude) > 180) {
    return fault(`has coordinates outside the earth; found ${uri.slice(0, 60)}`)
  }
  return { location, ...point }
}

/** A read point is a door of a site: its GLN without the extension is the site whose stock passes it. */
function siteOf(uri: string): string | undefined {
  const identity = identify(uri)
  if (identity.outcome !== 'key') return uri.startsWith('geo:') ? undefined : uri
  return identity.key.kind === 'gln' ? `gln:${identity.key.value}` : keyId(identity.key)
}

/** The id of the first source or destination of type location. */
function endOf(event: Fields, list: string, name: string): { id: string | undefined } | Fault {
  const entries = event[list] as { type: string; [name: string]: string }[] | undefined
  if (entries === undefined) return { id: undefined }
  for (let at = 0; at < entries.length; at += 1) {
    const entry = entries[at]!
    if (bareWord(entry.type, 'partyType') !== 'location') continue
    const thing = thingId(entry[name]!)
    return 'reason' in thing ? below(`${list}[${at}].${name}`, thing) : { id: thing.id }
  }
  return { id: undefined }
}

/** Reads the places of a valid event. A GS1 key that is written wrongly is a fault. */
export function readPlaces(event: Fields): Places | Fault {
  const businessUri = (event['bizLocation'] as { id: string } | undefined)?.id
  const readUri = (event['readPoint'] as { id: string } | undefined)?.id
  let business: string | undefined
  let seen: Place | undefined
  for (const [field, uri] of [
    ['readPoint', readUri],
    ['bizLocation', businessUri],
  ] as const) {
    if (uri === undefined) continue
    const thing = thingId(uri)
    if ('reason' in thing) return below(`${field}.id`, thing)
    const here = place(uri, thing.id)
    if ('reason' in here) return below(`${field}.id`, here as Fault)
    if (field === 'bizLocation') business = thing.id
    seen = { ...seen, ...here }
  }
  const source = endOf(event, 'sourceList', 'source')
  if ('reason' in source) return source
  const destination = endOf(event, 'destinationList', 'destination')
  if ('reason' in destination) return destination
  const leaving = business ?? source.id ?? (readUri === undefined ? undefined : siteOf(readUri))
  return { business, leaving, source: source.id, destination: destination.id, seen }
}
