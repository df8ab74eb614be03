/** Owns what the rules look at in an event: its step, disposition, places, shipments and action. */
import { transferOfUri } from '../transferAnswers.ts'
import { bareWord } from '../../gs1/vocabulary.ts'
import { below, type Fault, type Fields } from './checks.ts'
import { type Places, readPlaces } from './places.ts'
import { thingId } from './things.ts'

export interface Facts {
  step: string | undefined
  disposition: string | undefined
  places: Places
  shipments: string[]
  /** The transfer of this tower that the event is about. */
  transfer: string | undefined
  action: string | undefined
  /** True where the event names where the goods come from: a source location, a despatch advice, a bill of lading, a transfer. */
  hasOrigin: boolean
}

/** Most shipments that one event is taken to speak of. */
const MOST_SHIPMENTS = 100
/** Ids of the despatch advices that an event names, else of its bills of lading. */
function shipmentsOf(event: Fields): string[] | Fault {
  const list = event['bizTransactionList'] as { type?: string; bizTransaction: string }[] | undefined
  if (list === undefined) return []
  const advices = new Set<string>()
  const bills = new Set<string>()
  for (let at = 0; at < list.length; at += 1) {
    const { type, bizTransaction } = list[at]!
    const word = type === undefined ? undefined : bareWord(type, 'transactionType')
    if (word !== 'desadv' && word !== 'bol') continue
    const thing = thingId(bizTransaction)
    if ('reason' in thing) return below(`bizTransactionList[${at}].bizTransaction`, thing)
    const found = word === 'desadv' ? advices : bills
    found.add(thing.id)
  }
  return [...(advices.size > 0 ? advices : bills)].slice(0, MOST_SHIPMENTS)
}

/** Whatever kind of transaction it stands as: partners name our order as their po, desadv or recadv. */
function transferNamed(event: Fields): string | undefined {
  const list = event['bizTransactionList'] as { bizTransaction: string }[] | undefined
  for (const { bizTransaction } of list ?? []) {
    const transfer = transferOfUri(bizTransaction)
    if (transfer !== undefined) return transfer
  }
  return undefined
}

/** Reads the facts of a valid event of one of GS1's types. */
export function factsOf(event: Fields): Facts | Fault {
  const places = readPlaces(event)
  if ('reason' in places) return places
  const shipments = shipmentsOf(event)
  if ('reason' in shipments) return shipments
  const transfer = transferNamed(event)
  // Words in any of their spellings become bare; a URI of another vocabulary stands as it is.
  const word = (name: 'bizStep' | 'disposition'): string | undefined => {
    const value = event[name]
    return typeof value === 'string' ? (bareWord(value, name) ?? value) : undefined
  }
  return {
    step: word('bizStep'),
    disposition: word('disposition'),
    places,
    shipments,
    transfer,
    action: typeof event['action'] === 'string' ? event['action'] : undefined,
    hasOrigin: places.source !== undefined || shipments.length > 0 || transfer !== undefined,
  }
}
