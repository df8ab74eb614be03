/** Owns the translation of transaction set 940: an order to a warehouse to ship, changed or called off. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import { quantityOf } from './amounts.ts'
import { wantedOf, zoneOf } from './dates.ts'
import { productIdsAt, skuOf } from './items.ts'
import { orderId, transferOf } from './names.ts'
import {
  elementFault,
  firstNamed,
  partiesOf,
  partyOf,
  present,
  text,
  whereabouts,
  type Fault,
  type SetInContext,
  type Translated,
} from './segments.ts'
import { itemsOf, orderNumber, warehouseOf, type Item } from './warehouse.ts'

/** Order status codes (element 473) that tell what is to be shipped; a later telling amends an earlier one. */
const ORDERING: ReadonlySet<string> = new Set(['N', 'B', 'C', 'E', 'G', 'L', 'R', 'S', 'T'])
const CALLING_OFF: ReadonlySet<string> = new Set(['F', 'D'])
const OF_NO_EFFECT: Readonly<Record<string, string>> = { A: 'for information only', X: 'a simulation' }

export function translate940({ segments, groupTime }: SetInContext): Translated {
  const w05 = firstNamed(segments, 'W05')
  if (!w05) return { field: 'W05', reason: 'W05 is missing: a 940 without it names no order' }
  if (groupTime === undefined)
    return { field: 'GS04', reason: 'GS04 and GS05 are no date and time, and a 940 has no other' }
  const status = text(w05, 1)
  const { heading, items } = itemsOf(segments, 'W01')
  const number = orderNumber(w05, { purchaseOrder: 3, depositor: 2 }, heading)
  if (number === '') return elementFault(w05, 2, 'the order has no number')
  const parties = partiesOf(heading)
  const occurredAt = groupTime
  const transfer = transferOf(w05, [2, 3], heading)
  if (transfer !== undefined) return ownOrder(items, { transfer, status, occurredAt })
  const order = orderId(number, parties)
  if (Object.hasOwn(OF_NO_EFFECT, status)) {
    const why = `X12 940 ${number}: W05-01 ${status} is ${OF_NO_EFFECT[status]}`
    return { events: [{ type: 'ObservationRecorded', why, step: '940' }], occurredAt }
  }
  const warehouse = warehouseOf(parties)
  if (CALLING_OFF.has(status)) {
    const events = givenUp(items, {
      order,
      location: warehouse?.id,
      why: `W05-01 ${status}: called off by the depositor`,
    })
    return 'field' in events ? events : { events, occurredAt }
  }
  if (!ORDERING.has(status))
    return elementFault(w05, 1, 'is no order status code of element 473 that is taken')

  const shipTo = whereabouts(partyOf(parties, ['ST']))
  const wanted = wantedOf(heading, zoneOf(shipTo))
  if ('field' in wanted) return wanted
  const part = `940 ${warehouse?.id ?? warehouse?.place.name ?? '–'} ${text(w05, 2) || number}`
  const origin = warehouse?.id
  const events: CanonicalEvent[] = [
    {
      type: 'OrderPlaced',
      order,
      status: `940 ${status}`,
      ...present({ customer: partyOf(parties, ['BY'])?.id, destination: shipTo, promise: wanted.promise }),
    },
  ]
  if (items.length === 0 && status !== 'G')
    return { field: 'W01', reason: 'W01 is missing: nothing tells what is to be shipped' }
  const seen = new Set<string>()
  for (const item of items) {
    const read = readItem(item, seen)
    if ('field' in read) return read
    const { line, sku, units } = read
    events.push(
      {
        type: 'OrderLineAdded',
        order,
        line,
        sku,
        units,
        part,
        ...present({ origin, shipBy: wanted.shipBy }),
      },
      {
        type: 'OrderStepTaken',
        order,
        line,
        step: 'allocated',
        units,
        part,
        ...present({ location: origin }),
      },
    )
  }
  return { events, occurredAt }
}

/** An order that this tower wrote itself: what it tells is known, and it is no customer's. */
function ownOrder(
  items: readonly Item[],
  { transfer, status, occurredAt }: { transfer: string; status: string; occurredAt: number },
): Translated {
  const seen = new Set<string>()
  const things: { id: string; units: number }[] = []
  for (const item of items) {
    const read = readItem(item, seen)
    if ('field' in read) return read
    things.push({ id: read.sku, units: read.units })
  }
  const why = `X12 940 ${transfer}: W05-01 ${status}, this tower’s own order of a transfer; nothing happens by it here`
  const observed: CanonicalEvent = { type: 'ObservationRecorded', why, step: '940', parent: transfer }
  return { events: [{ ...observed, ...(things.length > 0 ? { things } : {}) }], occurredAt }
}

/** The warehouse gives up what it was to ship: its units can go by another way. Without items, all that it has. */
function givenUp(
  items: readonly Item[],
  { order, location, why }: { order: string; location: string | undefined; why: string },
): CanonicalEvent[] | Fault {
  const of = { type: 'OrderStepTaken', order, step: 'rejected', ...present({ location }), why } as const
  if (items.length === 0) return [of]
  const events: CanonicalEvent[] = []
  const seen = new Set<string>()
  for (const item of items) {
    const read = readUnits(item, seen)
    if ('field' in read) return read
    events.push({ ...of, ...read })
  }
  return events
}

function readUnits({ segment, line }: Item, seen: Set<string>): { line: string; units: number } | Fault {
  const number = line ?? String(seen.size + 1)
  if (seen.has(number))
    return elementFault(
      segment,
      1,
      `is a second item of line ${number}: an advice could not tell which it means`,
    )
  seen.add(number)
  const units = quantityOf(segment, 1)
  if (units === undefined) return elementFault(segment, 1, 'it is not told how much is to be shipped')
  return typeof units === 'object' ? units : { line: number, units }
}

function readItem(item: Item, seen: Set<string>): { line: string; sku: string; units: number } | Fault {
  const read = readUnits(item, seen)
  if ('field' in read) return read
  const { segment } = item
  const caseCode = text(segment, 3)
  const pairs = productIdsAt(segment, [4, 6, 15, 17])
  const sku = skuOf(caseCode === '' ? pairs : [['UP', caseCode], ...pairs], text(segment, 2))
  if (sku === undefined) return elementFault(segment, 5, 'the line names no item')
  return { ...read, sku }
}
