/** Owns the translation of transaction set 850: a purchase order placed, with its lines, or called off. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import { priceMinorOf, quantityOf } from './amounts.ts'
import { wantedOf, zoneOf, type Wanted } from './dates.ts'
import type { Segment } from './envelope.ts'
import { productIds, skuOf } from './items.ts'
import { lineId, orderId } from './names.ts'
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
  type SetInContext,
  type Translated,
} from './segments.ts'
import { readX12Time } from './timeZones.ts'

/** Purposes (element 353) that tell the whole order: a later telling takes the place of an earlier one. */
const PLACING: ReadonlySet<string> = new Set(['00', '05', '06', '07', '15', '18', '22'])
/** Those that tell of a part: what they say is added to what was said. */
const AMENDING: ReadonlySet<string> = new Set(['02', '04', '25'])
const CALLING_OFF: ReadonlySet<string> = new Set(['01', '03'])

export function translate850({ segments, groupTime, sender }: SetInContext): Translated {
  const beg = firstNamed(segments, 'BEG')
  if (!beg) return { field: 'BEG', reason: 'BEG is missing: an 850 without it names no order' }
  const number = text(beg, 3)
  if (number === '') return elementFault(beg, 3, 'the order has no number')
  const { heading, lines } = partsOf(segments)
  const parties = partiesOf(heading)
  const order = orderId(number, parties)
  const placedAt = timeOf(beg, groupTime)
  if (typeof placedAt !== 'number') return placedAt
  const purpose = text(beg, 1)
  if (CALLING_OFF.has(purpose)) {
    const why = `BEG-01 ${purpose}: called off by the buyer`
    return {
      events: [{ type: 'OrderStepTaken', order, step: 'cancelled', by: 'customer', why }],
      occurredAt: groupTime ?? placedAt,
    }
  }
  if (!PLACING.has(purpose) && !AMENDING.has(purpose))
    return elementFault(beg, 1, 'neither places, changes nor calls off an order')

  const shipTo = whereabouts(partyOf(parties, ['ST']))
  const zone = zoneOf(shipTo)
  const wanted = wantedOf(heading, zone)
  if ('field' in wanted) return wanted
  const buyer = partyOf(parties, ['BY'])
  const events: CanonicalEvent[] = [
    {
      type: 'OrderPlaced',
      order,
      channel: 'edi',
      status: `${purpose} ${text(beg, 2)}`.trim(),
      ...present({
        customer: buyer?.id,
        flow: text(beg, 2) === 'DS' ? ('dropShip' as const) : undefined,
        destination: shipTo,
        promise: wanted.promise,
      }),
    },
  ]
  const currency = currencyOf(heading)
  if (typeof currency === 'object') return currency
  const origin = partyOf(parties, ['SF'])?.place.location
  const added = addLines(lines, { order, currency, wanted, zone, origin })
  if ('field' in added) return added
  const fault = countFault(segments, lines.length)
  if (fault) return fault
  const own = {
    events: [...events, ...added.events],
    occurredAt: AMENDING.has(purpose) ? (groupTime ?? placedAt) : placedAt,
  }
  if (AMENDING.has(purpose)) return own
  return {
    ...own,
    identity: `x12:850:${sender}:${order}`.slice(0, 512),
    ...(groupTime === undefined ? {} : { recordTime: groupTime }),
  }
}

/** CTT01 counts the lines. */
function countFault(segments: readonly Segment[], lines: number): Fault | undefined {
  const ctt = firstNamed(segments, 'CTT')
  if (!ctt || text(ctt, 1) === '' || Number(text(ctt, 1)) === lines) return undefined
  return elementFault(ctt, 1, `lines are stated, there are ${lines}`)
}

/** The heading, and each PO1 with what follows it. */
function partsOf(segments: readonly Segment[]): { heading: Segment[]; lines: Segment[][] } {
  const heading: Segment[] = []
  const lines: Segment[][] = []
  let current = heading
  for (const segment of segments) {
    if (nameOf(segment) === 'PO1') lines.push((current = []))
    else if (nameOf(segment) === 'CTT') current = []
    current.push(segment)
  }
  return { heading, lines }
}

/** BEG05 is a day; where the set was written on that day or before it, the time of the group says more. */
function timeOf(beg: Segment, groupTime: number | undefined): number | Fault {
  if (text(beg, 5) === '') {
    return groupTime ?? { field: 'GS04', reason: 'BEG-05 is blank, and GS04 and GS05 are no date and time' }
  }
  const day = readX12Time(text(beg, 5), '', 'UT', undefined)
  if (!('instant' in day)) return elementFault(beg, 5, 'is no date (CCYYMMDD)')
  return groupTime !== undefined && groupTime < day.instant + 86_400_000 ? groupTime : day.instant
}

function currencyOf(segments: readonly Segment[]): string | undefined | Fault {
  const cur = firstNamed(segments, 'CUR')
  const code = text(cur, 2)
  if (!cur || code === '' || /^[A-Z]{3}$/.test(code)) return orUndefined(code)
  return elementFault(cur, 2, 'is no currency of ISO 4217')
}

interface OrderOfLines {
  order: string
  currency: string | undefined
  wanted: Wanted
  zone: string | undefined
  origin: string | undefined
}

function addLines(lines: readonly Segment[][], whole: OrderOfLines): { events: CanonicalEvent[] } | Fault {
  const events: CanonicalEvent[] = []
  const seen = new Set<string>()
  for (const [index, segments] of lines.entries()) {
    const [po1] = segments
    if (!po1) continue
    const line = lineId(text(po1, 1)) || String(index + 1)
    if (seen.has(line))
      return elementFault(po1, 1, 'numbers two lines: a ship notice could not tell which it means')
    seen.add(line)
    const event = lineOf(po1, line, segments, whole)
    if ('field' in event) return event
    events.push(event)
  }
  return { events }
}

function lineOf(
  po1: Segment,
  line: string,
  segments: Segment[],
  whole: OrderOfLines,
): CanonicalEvent | Fault {
  const units = quantityOf(po1, 2)
  if (units === undefined) return elementFault(po1, 2, 'it is not told how much is ordered')
  if (typeof units === 'object') return units
  const sku = skuOf(productIds(po1, 6), text(po1, 3))
  if (sku === undefined) return elementFault(po1, 7, 'the line names no item')
  const ownCurrency = currencyOf(segments)
  if (typeof ownCurrency === 'object') return ownCurrency
  const currency = ownCurrency ?? whole.currency
  const priceMinor = text(po1, 5) === 'NC' ? 0 : priceMinorOf(po1, 4, text(po1, 5), currency)
  if (typeof priceMinor === 'object') return priceMinor
  const wanted = wantedOf(segments, whole.zone)
  if ('field' in wanted) return wanted
  return {
    type: 'OrderLineAdded',
    order: whole.order,
    line,
    sku,
    units,
    ...present({
      origin: whole.origin,
      priceMinor,
      currency: priceMinor === undefined ? undefined : currency,
      shipBy: wanted.shipBy ?? whole.wanted.shipBy,
      promise: wanted.promise,
    }),
  }
}
