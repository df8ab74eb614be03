/** Owns the translation of transaction set 947: stock that a warehouse adjusted, or that became something else there. */
import type { Account } from '../../../../shared/eventParts.ts'
import type { CanonicalEvent } from '../../../../shared/events.ts'
import { LARGEST_RECORD_UNITS, toMicrounits, toUnits } from '../../../../shared/units.ts'
import { ADJUSTMENTS } from './conditionCodes.ts'
import { datedOf, happenedAt, zoneOf } from './dates.ts'
import type { Segment } from './envelope.ts'
import { productIdsAt, skuOf } from './items.ts'
import {
  elementFault,
  firstNamed,
  nameOf,
  partiesOf,
  partyOf,
  text,
  type Fault,
  type Party,
  type SetInContext,
  type Translated,
} from './segments.ts'

/** Purposes (element 353) that tell of adjustments, and those that take an advice back. */
const TELLING: ReadonlySet<string> = new Set(['', '00', '04', '05', '06', '07', '15', '18', '22'])
const TAKING_BACK: ReadonlySet<string> = new Set(['01', '03'])
const SIGNED = /^[+-]?(?:\d{1,18}\.?\d{0,12}|\.\d{1,12})$/

interface Adjusted {
  sku: string
  microunits: number
  from: Account
  to: Account
  words: string
}

export function translate947({ segments, groupTime, sender }: SetInContext): Translated {
  const w15 = firstNamed(segments, 'W15')
  if (!w15) return { field: 'W15', reason: 'W15 is missing: a 947 without it names no adjustment' }
  const purpose = text(w15, 4)
  const isTakenBack = TAKING_BACK.has(purpose)
  if (!isTakenBack && !TELLING.has(purpose))
    return elementFault(w15, 4, 'neither tells of an adjustment nor takes it back')
  const number = text(w15, 2) || text(w15, 3)
  if (isTakenBack && number === '')
    return elementFault(w15, 2, 'it is not told which adjustment is taken back')
  const first = segments.findIndex((segment) => nameOf(segment) === 'W19')
  if (first < 0) return { field: 'W19', reason: 'W19 is missing: nothing tells what was adjusted' }
  const here = partyOf(partiesOf(segments.slice(0, first)), ['WH', 'SF', 'ST'])
  if (here?.id === undefined)
    return { field: 'N1-04', reason: 'N1-04 is blank: N1*WH names no warehouse by its number' }
  const occurredAt = adjustedAt(w15, here, groupTime)
  if (typeof occurredAt === 'object') return occurredAt
  const rows: Adjusted[] = []
  let totalUnits = 0
  for (const segment of segments.slice(first)) {
    if (nameOf(segment) !== 'W19') continue
    const row = readItem(segment, here.id)
    if ('field' in row) return row
    totalUnits += toUnits(row.microunits)
    if (totalUnits > LARGEST_RECORD_UNITS)
      return elementFault(segment, 2, 'makes more units than one record can tell of')
    rows.push(row)
  }
  const why = [...new Set(rows.map(({ words }) => words))].join('; ')
  const events: CanonicalEvent[] = rows
    .filter(({ microunits }) => microunits > 0)
    .map(({ sku, microunits, from, to }) => ({
      type: 'StockMoved',
      sku,
      units: toUnits(microunits),
      from,
      to,
    }))
  const place = { location: here.id }
  events.push({ type: 'ObservationRecorded', why: `X12 947: ${why}`.slice(0, 2000), step: '947', place })
  return {
    events,
    occurredAt,
    ...(number === '' ? {} : { identity: `x12:947:${sender}:${here.id}:${number}`.slice(0, 512) }),
    ...(groupTime === undefined ? {} : { recordTime: groupTime }),
    ...(isTakenBack ? { retracted: true } : {}),
  }
}

/** W15-01 on the warehouse's clocks: a day, and as late in it as it can be. */
function adjustedAt(w15: Segment, here: Party, groupTime: number | undefined): number | Fault {
  const date = text(w15, 1)
  if (date === '') return groupTime ?? elementFault(w15, 1, 'it is not told when it was adjusted')
  const zone = zoneOf(here.place)
  const dated = datedOf(w15, { date, dateElement: 1, time: 0, code: 0 }, zone)
  return 'field' in dated ? dated : happenedAt(dated, zone, groupTime)
}

/** The signed quantity of element 477: credits are positive. */
function signedOf(segment: Segment): number | Fault {
  const given = text(segment, 2)
  const units = SIGNED.test(given) ? Number(given) : Number.NaN
  const microunits = toMicrounits(units)
  return microunits ?? elementFault(segment, 2, 'is no quantity')
}

function readItem(segment: Segment, location: string): Adjusted | Fault {
  const code = text(segment, 1)
  if (code === '') return elementFault(segment, 1, 'it is not told why stock changed')
  const signed = signedOf(segment)
  if (typeof signed === 'object') return signed
  const caseCode = text(segment, 4)
  const pairs = productIdsAt(segment, [5, 7, 17])
  const sku = skuOf(caseCode === '' ? pairs : [['UP', caseCode], ...pairs], text(segment, 3))
  if (sku === undefined) return elementFault(segment, 6, 'the line names no item')
  const meaning = ADJUSTMENTS.get(code) ?? { sign: 0, words: 'a code without a stated meaning: by its sign' }
  const words = `${meaning.words} (W19-01 ${code.slice(0, 20)})`
  const microunits = Math.abs(signed)
  if ('change' in meaning) {
    const [from, to] = meaning.change
    return {
      sku,
      microunits,
      words,
      from: { location, disposition: from },
      to: { location, disposition: to },
    }
  }
  const direction = Math.sign(signed)
  if (meaning.sign !== 0 && direction !== 0 && direction !== meaning.sign) {
    const way = meaning.sign > 0 ? 'an increase' : 'a decrease'
    return elementFault(segment, 2, `has the other sign than W19-01 ${code}, which tells of ${way}`)
  }
  const inStock: Account = { location, disposition: 'sellable' }
  return direction < 0
    ? { sku, microunits, words, from: inStock, to: 'adjustment' }
    : { sku, microunits, words, from: 'adjustment', to: inStock }
}
