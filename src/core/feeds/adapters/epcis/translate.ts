/** Owns what a valid EPCIS event becomes: moves and counts of stock, shipments and their steps, or an observation. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import type { OuterAccount, StockDisposition } from '../../../../shared/vocabulary.ts'
import type { Account } from '../../../../shared/eventParts.ts'
import { toUnits } from '../../../../shared/units.ts'
import { isOwnEvent, lineReceived, lineSent } from '../transferAnswers.ts'
import { BIZ_STEPS } from './bizSteps.ts'
import type { Fault, Fields } from './checks.ts'
import { DISPOSITIONS } from './dispositions.ts'
import { type Facts, factsOf } from './facts.ts'
import { describeShipments } from './shipments.ts'
import { addEpcs, addQuantities, listThings, noThings, thingId, type Things } from './things.ts'

/** Where stock leaves and where it arrives; or why nothing moves. */
type Movement = { from: Account; to: Account } | { why: string }

const RELEASING: ReadonlySet<string> = new Set([
  'sellable_accessible',
  'sellable_not_accessible',
  'available',
])
/** Conditions that are told when goods change hands, and not found out in place. */
const NOT_FOUND_IN_PLACE: ReadonlySet<string> = new Set(['returned', 'unknown'])

const at = (location: string, disposition: StockDisposition): Account => ({ location, disposition })
const noLocation = (step: string): Movement => ({
  why: `${step} without a business location: it is not known whose stock it is`,
})

/** Condition that a disposition names; null where it is absent, somebody's own, or silent about condition. */
function conditionOf(disposition: string | undefined): StockDisposition | null {
  return disposition === undefined ? null : (DISPOSITIONS[disposition]?.condition ?? null)
}

/** The rule of the business step, for steps that move stock from one account to another. */
function movementOf(step: string, facts: Facts): Movement {
  const { places, disposition, action } = facts
  const { effect, meaning } = BIZ_STEPS[step]!
  const condition = conditionOf(disposition) ?? 'sellable'
  const here = places.business
  switch (effect) {
    case 'receipt': {
      if (here === undefined) return noLocation(step)
      const outer: OuterAccount = facts.hasOrigin
        ? 'inTransit'
        : disposition === 'returned'
          ? 'customer'
          : 'supplier'
      return { from: outer, to: at(here, condition) }
    }
    case 'despatch':
    case 'despatchVoided': {
      if (places.leaving === undefined) return { why: `${step} names no location that the goods leave` }
      const site = at(places.leaving, condition)
      return effect === 'despatch' ? { from: site, to: 'inTransit' } : { from: 'inTransit', to: site }
    }
    case 'sale': {
      const site = here ?? places.leaving
      if (site === undefined) return noLocation(step)
      if (disposition === 'returned') return { from: 'customer', to: at(site, 'inspection') }
      return { from: at(site, condition), to: 'customer' }
    }
    case 'dispensing':
      if (disposition !== 'dispensed') return { why: `${step}: ${meaning}` }
      return here === undefined ? noLocation(step) : { from: at(here, 'sellable'), to: 'customer' }
    case 'creation':
      if (action !== 'ADD')
        return { why: `${step} with action ${action ?? 'none'}: only ADD brings objects into being` }
      return here === undefined ? noLocation(step) : { from: 'supplier', to: at(here, condition) }
    case 'removal':
      if (action === 'ADD') return { why: `${step} with action ADD: nothing leaves stock` }
      return here === undefined ? noLocation(step) : { from: at(here, condition), to: 'adjustment' }
    case 'conditionChange':
      return changeInPlace(step, facts)
    case 'repair':
      if (here === undefined) return noLocation(step)
      if (disposition !== undefined && (RELEASING.has(disposition) || disposition === 'conformant')) {
        return { from: at(here, 'damaged'), to: at(here, 'sellable') }
      }
      return { why: `${step}: ${meaning}` }
    default:
      return { why: `${step}: ${meaning}` }
  }
}

function changeInPlace(step: string, { places, disposition }: Facts): Movement {
  const here = places.business ?? places.leaving
  const told = disposition === undefined ? undefined : DISPOSITIONS[disposition]
  if (disposition === undefined || told === undefined)
    return { why: `${step} names no condition of CBV: nothing changes` }
  if (told.condition === null && told.gone === undefined)
    return { why: `${step}, ${disposition}: ${told.meaning}` }
  if (NOT_FOUND_IN_PLACE.has(disposition)) {
    return {
      why: `${step}, ${disposition}: taken from the event in which the goods come in, so that it counts once`,
    }
  }
  if (here === undefined) return noLocation(step)
  if (told.gone === true) return { from: at(here, 'sellable'), to: 'adjustment' }
  if (told.condition !== 'sellable') return { from: at(here, 'sellable'), to: at(here, told.condition!) }
  if (step === 'inspecting') return { from: at(here, 'inspection'), to: at(here, 'sellable') }
  return { why: `${step}, ${disposition}: sellable stock stays sellable` }
}

function move(things: Things, from: Account, to: Account, into: CanonicalEvent[]): void {
  for (const [sku, microunits] of things.microunitsBySku) {
    if (microunits > 0) into.push({ type: 'StockMoved', sku, units: toUnits(microunits), from, to })
  }
}

/** Adds a count for each SKU named; zero is a count too. */
function count(
  things: Things,
  location: string,
  disposition: StockDisposition,
  into: CanonicalEvent[],
): void {
  for (const [sku, microunits] of things.microunitsBySku) {
    into.push({ type: 'StockCounted', sku, location, disposition, units: toUnits(microunits) })
  }
}

const NOTHING_NAMED =
  'no trade item with a quantity is named (pallets, assets and classes without quantity are no stock)'

/** Carries the effect of an event of objects out, or returns why there is none. */
function stockEffect(
  event: Fields,
  facts: Facts,
  things: Things,
  into: CanonicalEvent[],
): string | undefined {
  const { step, places } = facts
  if (step === undefined) return 'no business step, so nothing is known of a movement'
  const meaning = BIZ_STEPS[step]
  if (meaning === undefined) return 'a business step of a private vocabulary has no stated meaning for stock'
  if (event['type'] === 'TransactionEvent' && facts.action === 'DELETE') {
    return 'a TransactionEvent with action DELETE takes back a link to a transaction; no goods move'
  }
  if (meaning.effect === 'count') {
    if (places.business === undefined)
      return `${step} without a business location: it is not known what was counted`
    if (event['type'] !== 'ObjectEvent' && event['type'] !== 'TransactionEvent') {
      return `${step} of the content of one container is no count of the location`
    }
    if (things.microunitsBySku.size === 0) return NOTHING_NAMED
    count(things, places.business, conditionOf(facts.disposition) ?? 'sellable', into)
    return undefined
  }
  const movement = movementOf(step, facts)
  if ('why' in movement) return movement.why
  if (things.microunitsBySku.size === 0) return NOTHING_NAMED
  const before = into.length
  move(things, movement.from, movement.to, into)
  return into.length === before ? 'all quantities are zero' : undefined
}

/** Inputs leave stock, outputs enter it; both at the business location and over the adjustment account. */
function transformation(
  event: Fields,
  facts: Facts,
  into: CanonicalEvent[],
): { things: Things; why?: string } | Fault {
  const inputs = noThings()
  const outputs = noThings()
  const wrong =
    addEpcs(inputs, event, 'inputEPCList') ??
    addQuantities(inputs, event, 'inputQuantityList') ??
    addEpcs(outputs, event, 'outputEPCList') ??
    addQuantities(outputs, event, 'outputQuantityList')
  if (wrong !== undefined) return wrong
  const things: Things = {
    microunitsBySku: new Map(outputs.microunitsBySku),
    others: new Map([...inputs.others, ...outputs.others]),
  }
  for (const [sku, units] of inputs.microunitsBySku)
    things.microunitsBySku.set(sku, (things.microunitsBySku.get(sku) ?? 0) + units)
  const here = facts.places.business
  if (here === undefined) {
    return {
      things,
      why: 'a transformation without a business location: it is not known whose stock it changes',
    }
  }
  move(inputs, at(here, 'sellable'), 'adjustment', into)
  move(outputs, 'adjustment', at(here, conditionOf(facts.disposition) ?? 'sellable'), into)
  return into.length === 0 ? { things, why: NOTHING_NAMED } : { things }
}

const LISTS: Readonly<Record<string, readonly [string, string]>> = {
  ObjectEvent: ['epcList', 'quantityList'],
  TransactionEvent: ['epcList', 'quantityList'],
  AggregationEvent: ['childEPCs', 'childQuantityList'],
  AssociationEvent: ['childEPCs', 'childQuantityList'],
}

/** An event type that is not GS1's: its own fields are unknown, so only the time stands. */
const PRIVATE_TYPE: CanonicalEvent = {
  type: 'ObservationRecorded',
  why: 'an event type of a private vocabulary has no stated meaning for stock',
}

const OWN_EVENT = 'an event that this tower wrote itself: those who sent the goods told it what left'

/** What a valid event becomes: at least one canonical event. A quantity or key that cannot be kept is a fault. */
export function translate(event: Fields): CanonicalEvent[] | Fault {
  const lists = LISTS[String(event['type'])]
  if (lists === undefined && event['type'] !== 'TransformationEvent') return [{ ...PRIVATE_TYPE }]
  const facts = factsOf(event)
  if ('reason' in facts) return facts
  const events: CanonicalEvent[] = []
  let things = noThings()
  let why: string | undefined
  if (lists === undefined) {
    const outcome = transformation(event, facts, events)
    if ('reason' in outcome) return outcome
    things = outcome.things
    why = outcome.why
  } else {
    const wrong = addEpcs(things, event, lists[0]) ?? addQuantities(things, event, lists[1])
    if (wrong !== undefined) return wrong
    if (isOwnEvent(event['eventID'])) return observed(observe(event, facts, things, OWN_EVENT))
    why = stockEffect(event, facts, things, events)
  }
  if (facts.transfer !== undefined) answerTransfer(facts, facts.transfer, things, events)
  if (facts.shipments.length > 0) describeShipments(facts, things, events)
  if (why !== undefined) {
    const observation = observe(event, facts, things, why)
    if ('reason' in observation) return observation
    events.push(observation)
  }
  return events
}

const observed = (event: CanonicalEvent | Fault): CanonicalEvent[] | Fault =>
  'reason' in event ? event : [event]

/** What left or came for a transfer, where stock moved by it: both are told or neither is. */
function answerTransfer(facts: Facts, transfer: string, things: Things, into: CanonicalEvent[]): void {
  const effect = facts.step === undefined ? undefined : BIZ_STEPS[facts.step]?.effect
  if (effect !== 'despatch' && effect !== 'receipt') return
  if (!into.some(({ type }) => type === 'StockMoved')) return
  const isDamaged = conditionOf(facts.disposition) === 'damaged'
  const [shipment] = facts.shipments.length === 1 ? facts.shipments : []
  for (const [sku, microunits] of things.microunitsBySku) {
    if (microunits === 0) continue
    const units = toUnits(microunits)
    const answer = { transfer, line: undefined, sku, units, shipment, code: facts.step }
    into.push(effect === 'despatch' ? lineSent(answer) : lineReceived(answer, isDamaged ? units : 0))
  }
}

function observe(event: Fields, facts: Facts, things: Things, why: string): CanonicalEvent | Fault {
  const observation: CanonicalEvent = { type: 'ObservationRecorded', why }
  if (facts.step !== undefined) observation.step = facts.step.slice(0, 2000)
  if (facts.places.seen !== undefined) observation.place = facts.places.seen
  const listed = listThings(things)
  if (listed.length > 0) observation.things = listed
  const parent = event['parentID']
  if (typeof parent === 'string') {
    const thing = thingId(parent)
    if ('reason' in thing) return { field: 'parentID', reason: thing.reason }
    observation.parent = thing.id
  }
  return observation
}
