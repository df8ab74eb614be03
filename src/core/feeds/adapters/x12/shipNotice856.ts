/** Owns the translation of transaction set 856: a shipment with its lines, bound to the lines of their orders. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import { LARGEST_RECORD_UNITS, toMicrounits, toUnits } from '../../../../shared/units.ts'
import { hasCheckDigit } from '../../gs1/checkDigit.ts'
import { quantityOf } from './amounts.ts'
import { dateOf, happenedAt, latest, zoneOf, type Dated } from './dates.ts'
import type { Segment } from './envelope.ts'
import { levelsOf, type Level } from './hierarchy.ts'
import { productIds, skuOf } from './items.ts'
import { transferAmong } from '../transferAnswers.ts'
import { lineId, orderId, shipmentId } from './names.ts'
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

const TELLING: ReadonlySet<string> = new Set(['00', '04', '05', '06', '07', '14', '15', '18', '22'])
const TAKING_BACK: ReadonlySet<string> = new Set(['01', '03'])
/** Most lines that a shipment's description may have, and things that an observation may list. */
export const MOST_LINES = 10_000
const MOST_THINGS = 100_000
const DAY_MS = 86_400_000

/** Units of one SKU for one line. */
export interface Carried {
  order: string | undefined
  line: string | undefined
  sku: string
  microunits: number
  /** Whether it goes for a transfer of this tower, which is no order. */
  isTransfer?: boolean
}

export function translate856(context: SetInContext): Translated {
  const { segments, groupTime, sender } = context
  const bsn = firstNamed(segments, 'BSN')
  if (!bsn) return { field: 'BSN', reason: 'BSN is missing: an 856 without it names no shipment' }
  const [purpose, number] = [text(bsn, 1), text(bsn, 2)]
  const isTakenBack = TAKING_BACK.has(purpose)
  if (!isTakenBack && !TELLING.has(purpose))
    return elementFault(bsn, 1, 'neither tells of a shipment nor takes it back')
  if (number === '') return elementFault(bsn, 2, 'the shipment has no number')
  const firstLevel = segments.findIndex((segment) => nameOf(segment) === 'HL')
  if (firstLevel < 0) return { field: 'HL', reason: 'HL is missing: nothing tells what was shipped' }
  const heading = segments.slice(0, firstLevel)
  const levels = levelsOf(segments, partiesOf(heading))
  if ('field' in levels) return levels
  const counted = countFault(segments, levels)
  if (counted) return counted
  const carried = carriedBy(levels)
  if ('field' in carried) return carried

  const shared = [...heading, ...levels.flatMap((level) => (level.code === 'S' ? level.segments : []))]
  const described = describe(shared, levels, number, sender)
  const { shipment } = described
  const times = timesOf(shared, described, groupTime)
  if ('field' in times) return times
  const orders = new Set(carried.map(({ order }) => order))
  const [only] = orders.size === 1 ? orders : []
  const lines = carried.map(({ sku, microunits, line }) => ({
    sku,
    units: toUnits(microunits),
    ...(line === undefined || only === undefined ? {} : { orderLine: line }),
  }))
  if (carried.length > 0 && lines.length <= MOST_LINES)
    Object.assign(described, present({ order: only, lines, toldBy: `X12 856 ${sender}` }))
  const events: CanonicalEvent[] = [
    described,
    ...times.events,
    ...(times.departedAt === undefined
      ? []
      : shippedSteps(carried, shipment, described.origin?.location, times.departedAt)),
  ]
  const observation = observe(levels, carried, shipment)
  if (observation) events.push(observation)
  return {
    events,
    occurredAt: times.occurredAt,
    identity: `x12:856:${sender}:${number}`.slice(0, 512),
    ...(groupTime === undefined ? {} : { recordTime: groupTime }),
    ...(isTakenBack ? { retracted: true } : {}),
  }
}

/** CTT01 counts the levels; some writers count the items. */
function countFault(segments: readonly Segment[], levels: readonly Level[]): Fault | undefined {
  const ctt = firstNamed(segments, 'CTT')
  const stated = Number(text(ctt, 1))
  if (!ctt || text(ctt, 1) === '' || stated === levels.length) return undefined
  if (stated === levels.filter(({ code }) => code === 'I').length) return undefined
  return elementFault(ctt, 1, `levels are stated, there are ${levels.length}`)
}

/** What is in the shipment, by order, line and SKU. */
function carriedBy(levels: readonly Level[]): Carried[] | Fault {
  const carried = new Map<string, Carried>()
  let totalUnits = 0
  for (const { code, segments, prf, parties } of levels) {
    if (code !== 'I') continue
    const [hl] = segments
    const sn1 = firstNamed(segments, 'SN1')
    const lin = firstNamed(segments, 'LIN')
    if (!lin || !sn1) {
      const name = lin ? 'SN1' : 'LIN'
      return { field: name, reason: `${name} is missing in the item of HL ${text(hl, 1).slice(0, 20)}` }
    }
    const units = quantityOf(sn1, 2)
    if (units === undefined) return elementFault(sn1, 2, 'it is not told how much was shipped')
    if (typeof units === 'object') return units
    const sku = skuOf(productIds(lin, 2), text(sn1, 3))
    if (sku === undefined) return elementFault(lin, 3, 'the item is not named')
    const number = text(prf, 1)
    const isTransfer = transferAmong([number]) !== undefined
    const order = number === '' || isTransfer ? undefined : orderId(number, parties)
    const line = order === undefined && !isTransfer ? undefined : orUndefined(lineId(text(lin, 1)))
    const key = JSON.stringify([order, line, sku])
    const microunits = (carried.get(key)?.microunits ?? 0) + (toMicrounits(units) ?? 0)
    totalUnits += units
    if (totalUnits > LARGEST_RECORD_UNITS)
      return elementFault(sn1, 2, 'makes more units than one record can tell of')
    if (microunits > 0) carried.set(key, { order, line, sku, microunits, isTransfer })
  }
  return [...carried.values()]
}

type Described = Extract<CanonicalEvent, { type: 'ShipmentDescribed' }>

function describe(
  shared: readonly Segment[],
  levels: readonly Level[],
  number: string,
  sender: string,
): Described {
  const parties = levels.find(({ code }) => code === 'S')?.parties ?? partiesOf(shared)
  const td5 =
    firstNamed(shared, 'TD5') ??
    firstNamed(
      levels.flatMap(({ segments }) => segments),
      'TD5',
    )
  const scac = text(td5, 2) === '2' ? text(td5, 3) : ''
  const shipTo =
    partyOf(parties, ['ST']) ?? levels.map((level) => partyOf(level.parties, ['ST'])).find(Boolean)
  const reference = (qualifier: string) =>
    orUndefined(
      text(
        shared.find((segment) => nameOf(segment) === 'REF' && text(segment, 1) === qualifier),
        2,
      ),
    )
  return {
    type: 'ShipmentDescribed',
    shipment: shipmentId(number, { parties, scac, sender }),
    ...present({
      carrier: orUndefined(text(td5, 3) || text(td5, 5)),
      service: orUndefined(text(td5, 12)),
      trackingNumber: reference('2I') ?? reference('CN'),
      origin: whereabouts(partyOf(parties, ['SF', 'SH'])),
      destination: whereabouts(shipTo),
    }),
  }
}

interface Times {
  events: CanonicalEvent[]
  occurredAt: number
  /** Absent where it is only announced. */
  departedAt?: number
}

/** When it left, and when it is expected. A day of departure after that of the notice is a plan. */
function timesOf(
  shared: readonly Segment[],
  { shipment, origin, destination }: Described,
  groupTime: number | undefined,
): Times | Fault {
  const shipped = dateOf(shared, ['011'], zoneOf(origin))
  if (shipped && 'field' in shipped) return shipped
  const zone = zoneOf(destination)
  const expected = dateOf(shared, ['017', '371', '067'], zone)
  if (expected && 'field' in expected) return expected
  const hasLeft = shipped !== undefined && (groupTime === undefined || shipped.instant < groupTime + DAY_MS)
  const occurredAt = hasLeft ? happenedAt(shipped, zoneOf(origin), groupTime) : groupTime
  if (occurredAt === undefined) {
    return {
      field: 'DTM',
      reason: 'no DTM tells when it was shipped, and GS04 and GS05 are no date and time',
    }
  }
  const events: CanonicalEvent[] = [
    {
      type: 'ShipmentMilestoneReached',
      shipment,
      milestone: hasLeft ? 'departed' : 'planned',
      at: occurredAt,
      ...(origin ? { place: origin } : {}),
      ...(hasLeft ? { code: '011' } : {}),
      detail: detailOf(shipped, hasLeft),
    },
  ]
  if (expected)
    events.push({ type: 'ShipmentEstimateChanged', shipment, estimatedDeliveryAt: latest(expected, zone) })
  return { events, occurredAt, ...(hasLeft ? { departedAt: occurredAt } : {}) }
}

function detailOf(shipped: Dated | undefined, hasLeft: boolean): string {
  if (!shipped) return 'ship notice without a day of departure'
  const words = hasLeft ? 'shipped' : `to be shipped on ${shipped.day}`
  if (hasLeft && !shipped.hasTime)
    return `${words}; no time of day given, read as the end of the day or when it was written`
  return shipped.assumed === undefined ? words : `${words}; ${shipped.assumed}`
}

/** The step of each line that is named by its order and its number. */
export function shippedSteps(
  carried: readonly Carried[],
  shipment: string,
  location: string | undefined,
  at: number,
): CanonicalEvent[] {
  const byLine = new Map<string, Carried>()
  for (const one of carried) {
    const key = JSON.stringify([one.order, one.line])
    const microunits = (byLine.get(key)?.microunits ?? 0) + one.microunits
    byLine.set(key, { ...one, microunits })
  }
  return [...byLine.values()].flatMap(({ order, line, microunits }): CanonicalEvent[] =>
    order === undefined || line === undefined
      ? []
      : [
          {
            type: 'OrderStepTaken',
            order,
            line,
            step: 'shipped',
            units: toUnits(microunits),
            ...present({ location }),
            shipment,
            at,
          },
        ],
  )
}

/** Pallets and cartons, and what of the notice could not be bound to an order. */
function observe(
  levels: readonly Level[],
  carried: readonly Carried[],
  shipment: string,
): CanonicalEvent | undefined {
  const units = [...new Set(levels.flatMap(({ segments }) => segments.flatMap(logisticUnits)))]
  const why: string[] = []
  if (units.length > 0)
    why.push('logistic units of the shipment; stock is moved by the feed of the place it leaves')
  if (carried.length === 0) why.push('no item with a quantity is told, so no line of an order takes a step')
  else if (carried.some(({ isTransfer }) => isTransfer))
    why.push('sent for a transfer: who sends and receives tells what left and came')
  else if (carried.some(({ order }) => order === undefined))
    why.push('items without PRF: their order is not known')
  else if (carried.some(({ line }) => line === undefined))
    why.push('items without LIN01: their order’s line is told by the item alone')
  if (why.length === 0) return undefined
  const things = units.slice(0, MOST_THINGS).map((id) => ({ id, units: 1 }))
  return {
    type: 'ObservationRecorded',
    why: why.join('; '),
    step: '856',
    parent: shipment,
    ...(things.length > 0 ? { things } : {}),
  }
}

/** SSCCs of a MAN segment: GM with the application identifier 00 or without, AA. */
function logisticUnits(segment: Segment): string[] {
  if (nameOf(segment) !== 'MAN') return []
  return [1, 4].flatMap((element) => {
    const [qualifier, mark] = [text(segment, element), text(segment, element + 1)]
    if ((qualifier !== 'GM' && qualifier !== 'AA') || mark === '') return []
    const sscc = /^(?:00)?(\d{18})$/.exec(mark)?.[1]
    return [
      sscc !== undefined && hasCheckDigit(sscc) ? `sscc:${sscc}` : `x12:${qualifier}:${mark}`.slice(0, 512),
    ]
  })
}
