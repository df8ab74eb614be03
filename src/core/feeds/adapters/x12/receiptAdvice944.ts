/** Owns the translation of transaction set 944: what a warehouse received, in which condition, and the stock that came. */
import type { OuterAccount, StockDisposition } from '../../../../shared/vocabulary.ts'
import type { CanonicalEvent } from '../../../../shared/events.ts'
import { LARGEST_RECORD_UNITS, toMicrounits, toUnits } from '../../../../shared/units.ts'
import { lineReceived } from '../transferAnswers.ts'
import { quantityOf } from './amounts.ts'
import { CONDITIONS } from './conditionCodes.ts'
import { datedOf, happenedAt, zoneOf } from './dates.ts'
import type { Segment } from './envelope.ts'
import { productIdsAt, skuOf } from './items.ts'
import { shipmentId, transferOf } from './names.ts'
import {
  elementFault,
  firstNamed,
  nameOf,
  partiesOf,
  partyOf,
  present,
  text,
  type Fault,
  type Party,
  type SetInContext,
  type Translated,
} from './segments.ts'
import { itemsOf, type Item } from './warehouse.ts'

/** Reporting codes (element 514) of receipts; P: from production. The others tell of returns, counts and book transfers. */
const RECEIVING: ReadonlySet<string> = new Set(['F', 'J', 'N', 'P', 'R', 'X'])
/** W07-09: takes an earlier line back. */
const REVERSAL = '2'

interface Received {
  line: string | undefined
  sku: string
  /** Taken into stock, by condition, in millionths. */
  byCondition: ReadonlyMap<StockDisposition, number>
  words: readonly string[]
}

export function translate944({ segments, groupTime, sender }: SetInContext): Translated {
  const w17 = firstNamed(segments, 'W17')
  if (!w17) return { field: 'W17', reason: 'W17 is missing: a 944 without it names no receipt' }
  const reporting = text(w17, 1)
  if (!RECEIVING.has(reporting))
    return elementFault(w17, 1, 'tells of no receipt (element 514: F, J, N, P, R or X does)')
  const { heading, items } = itemsOf(segments, 'W07')
  const parties = partiesOf(heading)
  const here = partyOf(parties, ['RC', 'WH', 'ST'])
  if (here?.id === undefined)
    return { field: 'N1-04', reason: 'N1-04 is blank: no N1*WH, RC or ST tells by its number who received' }
  if (items.length === 0) return { field: 'W07', reason: 'W07 is missing: nothing tells what was received' }
  const occurredAt = receivedAt(w17, here, groupTime)
  if (typeof occurredAt === 'object') return occurredAt
  const rows: Received[] = []
  let totalUnits = 0
  for (const item of items) {
    const row = readItem(item)
    if ('field' in row) return row
    for (const microunits of row.byCondition.values()) totalUnits += toUnits(microunits)
    if (totalUnits > LARGEST_RECORD_UNITS)
      return elementFault(item.segment, 1, 'makes more units than one record can tell of')
    rows.push(row)
  }
  const transfer = transferOf(w17, [4, 5, 3], heading)
  const from = partyOf(parties, ['SF', 'SH'])
  const outer: OuterAccount =
    transfer !== undefined || (reporting !== 'P' && from?.gln !== undefined) ? 'inTransit' : 'supplier'
  const shipment = shipmentOf(text(w17, 5), from, sender)
  const location = here.id
  const events: CanonicalEvent[] = [...moves(rows, outer, location)]
  if (transfer !== undefined) for (const row of rows) events.push(answerOf(row, transfer, shipment))
  if (shipment !== undefined) events.push(...held(rows, shipment, location, occurredAt))
  const words = rows.flatMap((row) => row.words)
  if (reporting === 'X')
    words.push('exceptions only: what is not listed came as advised, how much is not told')
  if (words.length > 0 || events.length === 0) {
    const why = words.length > 0 ? words.join('; ') : 'nothing was received'
    events.push({
      type: 'ObservationRecorded',
      why: `X12 944: ${why}`.slice(0, 2000),
      step: '944',
      ...present({ parent: transfer ?? shipment }),
    })
  }
  const [order, own] = [transfer ?? text(w17, 4), text(w17, 3)]
  return {
    events,
    occurredAt,
    ...(own === '' ? {} : { identity: `x12:944:${sender}:${order}:${own}`.slice(0, 512) }),
    ...(groupTime === undefined ? {} : { recordTime: groupTime }),
  }
}

/** W17-02 and W17-07 on the warehouse's clocks. */
function receivedAt(w17: Segment, here: Party, groupTime: number | undefined): number | Fault {
  const date = text(w17, 2)
  if (date === '') return groupTime ?? elementFault(w17, 2, 'it is not told when it was received')
  const zone = zoneOf(here.place)
  const dated = datedOf(w17, { date, dateElement: 2, time: 7, code: 12 }, zone)
  return 'field' in dated ? dated : happenedAt(dated, zone, groupTime)
}

/** The shipment as its sender names it; undefined where the sender or the number is not told. */
function shipmentOf(number: string, from: Party | undefined, sender: string): string | undefined {
  if (number === '' || from?.gln === undefined) return undefined
  return shipmentId(number, { parties: [{ ...from, role: 'SF' }], scac: '', sender })
}

/** W07-01 is what came, in whatever condition; the W13 that follow say how many of these were not in order. */
function readItem({ segment, line, details }: Item): Received | Fault {
  const units = quantityOf(segment, 1)
  if (units === undefined) return elementFault(segment, 1, 'it is not told how much was received')
  if (typeof units === 'object') return units
  if (text(segment, 9) === REVERSAL)
    return elementFault(segment, 9, 'takes a receipt back: send the whole receipt anew under its number')
  const unit = text(segment, 2)
  const caseCode = text(segment, 3)
  const pairs = productIdsAt(segment, [4, 6, 10])
  const sku = skuOf(caseCode === '' ? pairs : [['UP', caseCode], ...pairs], unit)
  if (sku === undefined) return elementFault(segment, 5, 'the line names no item')
  const exceptions = exceptionsOf(details, unit)
  if ('field' in exceptions) return exceptions
  let good = toMicrounits(units) ?? 0
  const byCondition = new Map<StockDisposition, number>()
  for (const { of, microunits, segment: w13 } of exceptions.rows) {
    good -= microunits
    if (good < 0) return elementFault(w13, 1, `are more than the ${units} that W07-01 says came`)
    if (of !== 'refused') byCondition.set(of, (byCondition.get(of) ?? 0) + microunits)
  }
  if (good > 0) byCondition.set('sellable', good)
  return { line, sku, byCondition, words: exceptions.words.map((one) => `${one} of ${line ?? sku}`) }
}

interface Exceptions {
  rows: { of: StockDisposition | 'refused'; microunits: number; segment: Segment }[]
  words: string[]
}

function exceptionsOf(details: readonly Segment[], unit: string): Exceptions | Fault {
  const found: Exceptions = { rows: [], words: [] }
  for (const segment of details) {
    if (nameOf(segment) !== 'W13') continue
    const units = quantityOf(segment, 1)
    if (units === undefined) return elementFault(segment, 1, 'it is not told how many')
    if (typeof units === 'object') return units
    const code = text(segment, 3)
    const meaning = CONDITIONS.get(code)
    if (!meaning) return elementFault(segment, 3, 'is no receiving condition of element 412')
    if (meaning.of !== null && text(segment, 2) !== unit)
      return elementFault(segment, 2, `counts otherwise than W07-02 "${unit}"`)
    found.words.push(`${units} ${meaning.words} (W13-03 ${code})`)
    if (meaning.of !== null)
      found.rows.push({ of: meaning.of, microunits: toMicrounits(units) ?? 0, segment })
  }
  return found
}

const sumOf = (row: Received) => [...row.byCondition.values()].reduce((sum, one) => sum + one, 0)

function answerOf(row: Received, transfer: string, shipment: string | undefined): CanonicalEvent {
  const { line, sku, byCondition } = row
  const answer = { transfer, line, sku, units: toUnits(sumOf(row)), shipment, code: '944' }
  return lineReceived(answer, toUnits(byCondition.get('damaged') ?? 0))
}

/** Stock comes by SKU and condition. */
function moves(rows: readonly Received[], from: OuterAccount, location: string): CanonicalEvent[] {
  const sums = new Map<string, { sku: string; disposition: StockDisposition; microunits: number }>()
  for (const { sku, byCondition } of rows) {
    for (const [disposition, microunits] of byCondition) {
      const key = JSON.stringify([sku, disposition])
      const before = sums.get(key)?.microunits ?? 0
      sums.set(key, { sku, disposition, microunits: before + microunits })
    }
  }
  return [...sums.values()].map(({ sku, disposition, microunits }) => ({
    type: 'StockMoved',
    sku,
    units: toUnits(microunits),
    from,
    to: { location, disposition },
  }))
}

/** What is held against what was sent of the shipment. */
function held(rows: readonly Received[], shipment: string, location: string, at: number): CanonicalEvent[] {
  const sums = new Map<string, number>()
  for (const row of rows) sums.set(row.sku, (sums.get(row.sku) ?? 0) + sumOf(row))
  return [
    {
      type: 'ShipmentMilestoneReached',
      shipment,
      milestone: 'received',
      at,
      code: '944',
      place: { location },
    },
    ...[...sums].map(([sku, microunits]): CanonicalEvent => ({
      type: 'ShipmentLineReceived',
      shipment,
      location,
      sku,
      units: toUnits(microunits),
    })),
  ]
}
