/** Owns the translation of transaction set 945: what a warehouse shipped, what fell short, and the stock that left. */
import type { Account } from '../../../../shared/eventParts.ts'
import type { CanonicalEvent } from '../../../../shared/events.ts'
import { LARGEST_RECORD_UNITS, toMicrounits, toUnits } from '../../../../shared/units.ts'
import { quantityOf } from './amounts.ts'
import { dateOf, datedOf, happenedAt, latest, zoneOf } from './dates.ts'
import type { Segment } from './envelope.ts'
import { productIdsAt, skuOf } from './items.ts'
import { lineSent } from '../transferAnswers.ts'
import { orderId, shipmentId, transferOf } from './names.ts'
import { SHORT_CODES } from './orderStatusCodes.ts'
import {
  elementFault,
  firstNamed,
  nameOf,
  orUndefined,
  partiesOf,
  partyOf,
  present,
  text,
  whereabouts,
  type Fault,
  type Party,
  type SetInContext,
  type Translated,
} from './segments.ts'
import { MOST_LINES, shippedSteps } from './shipNotice856.ts'
import { itemsOf, orderNumber, warehouseOf, type Item } from './warehouse.ts'

/** Reporting codes (element 514) of shipments; the others tell of adjustments, counts, returns and simulations. */
const SHIPPING: ReadonlySet<string> = new Set(['F', 'J', 'N', 'R', 'X'])

interface Shipped {
  line: string | undefined
  sku: string
  unit: string
  shipped: number
  short: number
  code: string
}

export function translate945(context: SetInContext): Translated {
  const { segments, groupTime, sender } = context
  const w06 = firstNamed(segments, 'W06')
  if (!w06) return { field: 'W06', reason: 'W06 is missing: a 945 without it names no shipment' }
  if (!SHIPPING.has(text(w06, 1)))
    return elementFault(w06, 1, 'tells of no shipment (element 514: F, J, N, R or X does)')
  const { heading, items } = itemsOf(segments, 'W12')
  const number = orderNumber(w06, { purchaseOrder: 6, depositor: 2 }, heading)
  if (number === '') return elementFault(w06, 2, 'the order has no number')
  const parties = partiesOf(heading)
  const order = orderId(number, parties)
  const warehouse = warehouseOf(parties)
  const transfer = transferOf(w06, [2, 6], heading)
  if (transfer !== undefined && warehouse?.id === undefined)
    return {
      field: 'N1-04',
      reason: 'N1-04 is blank: a transfer leaves a warehouse that is told by its number',
    }
  const occurredAt = shippedAt(w06, heading, warehouse, groupTime)
  if (typeof occurredAt === 'object') return occurredAt

  const rows: Shipped[] = []
  let totalUnits = 0
  for (const item of items) {
    const row = readItem(item)
    if ('field' in row) return row
    totalUnits += toUnits(row.shipped)
    if (totalUnits > LARGEST_RECORD_UNITS)
      return elementFault(item.segment, 3, 'makes more units than one record can tell of')
    rows.push(row)
  }
  const described = describe(w06, heading, parties, { number, sender })
  const { shipment } = described
  const carried = rows.flatMap(({ line, sku, shipped }) =>
    shipped > 0 ? [{ order, line, sku, microunits: shipped }] : [],
  )
  const lines = carried.map(({ line, sku, microunits }) => ({
    sku,
    units: toUnits(microunits),
    ...present({ orderLine: line }),
  }))
  if (lines.length > 0 && transfer === undefined) described.order = order
  if (lines.length > 0 && lines.length <= MOST_LINES) {
    described.lines = lines
    described.toldBy = `X12 945 ${sender}`
  }
  const departed: CanonicalEvent = {
    type: 'ShipmentMilestoneReached',
    shipment,
    milestone: 'departed',
    at: occurredAt,
    ...present({ place: described.origin }),
    code: '945',
    detail: 'shipped by the warehouse',
  }
  const hasLeft = items.length === 0 || rows.some(({ shipped }) => shipped > 0)
  const zone = zoneOf(described.destination)
  const expected = dateOf(heading, ['17'], zone)
  if (expected && 'field' in expected) return expected
  const events: CanonicalEvent[] = hasLeft ? [described, departed] : []
  if (expected && hasLeft)
    events.push({ type: 'ShipmentEstimateChanged', shipment, estimatedDeliveryAt: latest(expected, zone) })
  const steps =
    transfer === undefined
      ? [
          ...shippedSteps(carried, shipment, warehouse?.id, occurredAt),
          ...shortSteps(rows, order, warehouse?.id, occurredAt),
        ]
      : sentLines(rows, transfer, shipment)
  const toPlace = transfer !== undefined || partyOf(parties, ['ST'])?.gln !== undefined
  const moved = moves(rows, warehouse, toPlace)
  for (const event of [...steps, ...moved.events]) events.push(event)
  const why = [...moved.why, ...backOrders(rows)]
  if (items.length === 0) why.push('no W12: the advice tells of the freight alone, so no stock moves')
  if (transfer === undefined && rows.some(({ line, shipped }) => line === undefined && shipped > 0))
    why.push(
      'items whose line is not told (N9*LI, or one W12 in an LX): the order’s line is told by the item alone',
    )
  if (text(w06, 1) === 'X')
    why.push('exceptions only: lines that are not listed were shipped too, how much is not told')
  if (why.length > 0)
    events.push({
      type: 'ObservationRecorded',
      why: `X12 945: ${why.join('; ')}`.slice(0, 2000),
      step: '945',
      parent: shipment,
    })
  const own = text(w06, 4)
  return {
    events,
    occurredAt,
    ...(own === '' ? {} : { identity: `x12:945:${sender}:${transfer ?? number}:${own}`.slice(0, 512) }),
    ...(groupTime === undefined ? {} : { recordTime: groupTime }),
  }
}

/** G62*11, else W06-03, on the warehouse's clocks. */
function shippedAt(
  w06: Segment,
  heading: readonly Segment[],
  warehouse: Party | undefined,
  groupTime: number | undefined,
): number | Fault {
  const zone = zoneOf(warehouse?.place)
  const date = text(w06, 3)
  const dated =
    dateOf(heading, ['11'], zone) ??
    (date === '' ? undefined : datedOf(w06, { date, dateElement: 3, time: 0, code: 0 }, zone))
  if (dated) return 'field' in dated ? dated : happenedAt(dated, zone, groupTime)
  return groupTime ?? elementFault(w06, 3, 'it is not told when it was shipped')
}

function readItem({ segment, line }: Item): Shipped | Fault {
  const code = text(segment, 1)
  const [ordered, shipped, difference] = [2, 3, 4].map((element) => quantityOf(segment, element))
  for (const quantity of [ordered, shipped, difference]) if (typeof quantity === 'object') return quantity
  if (code === '') return elementFault(segment, 1, 'what became of the line is not told')
  if (typeof shipped !== 'number') return elementFault(segment, 3, 'it is not told how much was shipped')
  const caseCode = text(segment, 6)
  const pairs = productIdsAt(segment, code === 'IS' ? [7, 21] : [7, 17, 21])
  const unit = text(segment, 5)
  const sku = skuOf(caseCode === '' ? pairs : [['UP', caseCode], ...pairs], unit)
  if (sku === undefined) return elementFault(segment, 8, 'the line names no item')
  const micro = (units: number) => toMicrounits(units) ?? 0
  const short = typeof ordered === 'number' ? micro(ordered) - micro(shipped) : micro(Number(difference ?? 0))
  return { line, sku, unit, shipped: micro(shipped), short: Math.max(0, short), code }
}

function describe(
  w06: Segment,
  heading: readonly Segment[],
  parties: readonly Party[],
  { number, sender }: { number: string; sender: string },
): Extract<CanonicalEvent, { type: 'ShipmentDescribed' }> {
  const w27 = firstNamed(heading, 'W27')
  const reference = (qualifier: string) =>
    orUndefined(
      text(
        heading.find((segment) => nameOf(segment) === 'N9' && text(segment, 1) === qualifier),
        2,
      ),
    )
  return {
    type: 'ShipmentDescribed',
    shipment: shipmentId(text(w06, 4) || text(w06, 5) || number, { parties, scac: text(w27, 2), sender }),
    ...present({
      carrier: orUndefined(text(w27, 2) || text(w27, 3)),
      trackingNumber: reference('2I') ?? reference('CN'),
      origin: whereabouts(warehouseOf(parties)),
      destination: whereabouts(partyOf(parties, ['ST'])),
    }),
  }
}

/** Units that will not come, by line. */
function shortSteps(
  rows: readonly Shipped[],
  order: string,
  location: string | undefined,
  at: number,
): CanonicalEvent[] {
  return rows.flatMap(({ line, short, code }): CanonicalEvent[] => {
    const meaning = SHORT_CODES.get(code)
    if (short === 0 || line === undefined || meaning === undefined || meaning.rest === 'open') return []
    return [
      {
        type: 'OrderStepTaken',
        order,
        line,
        step: 'cancelled',
        units: toUnits(short),
        ...present({ location }),
        ...(meaning.rest === 'stock' ? { by: 'stock' as const } : {}),
        why: `W12-01 ${code}: ${meaning.words}`,
        at,
      },
    ]
  })
}

/** What left of each line of a transfer, and what will not come. */
const sentLines = (rows: readonly Shipped[], transfer: string, shipment: string): CanonicalEvent[] =>
  rows.map(({ line, sku, shipped, short, code }) => {
    const rest = SHORT_CODES.get(code)?.rest ?? 'open'
    const answer = { transfer, line, sku, units: toUnits(shipped), shipment, code: `W12-01 ${code}` }
    return lineSent(answer, rest === 'open' ? 0 : toUnits(short))
  })

function backOrders(rows: readonly Shipped[]): string[] {
  return rows.flatMap(({ line, sku, short, code }) => {
    const meaning = SHORT_CODES.get(code)
    if (short === 0 || (meaning !== undefined && meaning.rest !== 'open')) return []
    const words = meaning?.words ?? 'a code that tells nothing of the rest'
    return [
      `${toUnits(short)} of ${line === undefined ? sku : `line ${line}`} stay open (W12-01 ${code}: ${words})`,
    ]
  })
}

/** Stock moves where the warehouse is told by its number: to a place of the network, else out to the customer. */
function moves(
  rows: readonly Shipped[],
  warehouse: Party | undefined,
  toPlace: boolean,
): { events: CanonicalEvent[]; why: string[] } {
  const bySku = new Map<string, number>()
  for (const { sku, shipped } of rows) if (shipped > 0) bySku.set(sku, (bySku.get(sku) ?? 0) + shipped)
  if (bySku.size === 0) return { events: [], why: [] }
  if (warehouse?.id === undefined)
    return { events: [], why: ['N1*SF and N1*WH name no warehouse by its number, so no stock moves'] }
  const from: Account = { location: warehouse.id, disposition: 'sellable' }
  const to: Account = toPlace ? 'inTransit' : 'customer'
  const events = [...bySku].map(([sku, microunits]): CanonicalEvent => ({
    type: 'StockMoved',
    sku,
    units: toUnits(microunits),
    from,
    to,
  }))
  return { events, why: [] }
}
