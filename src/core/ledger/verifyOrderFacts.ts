/** Owns the proof that orders say what their records say: units, money, promises and step times, read from the log again. */
import type { CanonicalEvent, EventOf } from '../../shared/events.ts'
import type { DeliveryPromise } from '../../shared/eventParts.ts'
import type { Check } from './check.ts'
import { compareEntries } from './stockFold.ts'
import type { Reader } from './types.ts'

const LISTED_VIOLATIONS = 100

const FACTS_SQL = `
SELECT identity, occurred_at AS occurredAt, body
FROM subjects JOIN facts USING (subject_number) JOIN events USING (event_number)
WHERE kind = 'order' AND subject = ? AND retracted = 0
  AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.event_number = events.event_number AND counts = 0)`

const ORDERS_SQL = `
SELECT order_id AS "order", paid_minor AS paidMinor, refunded_minor AS refundedMinor, placed_at AS placedAt, detail
FROM orders ORDER BY order_id`

const LINES_SQL = `
SELECT line, sku, microunits, value_minor AS valueMinor, promised_at AS promisedAt, promise_basis AS basis
FROM order_lines JOIN skus USING (sku_id) WHERE order_id = ?`

interface OrderRow {
  order: string
  paidMinor: number
  refundedMinor: number
  placedAt: number | null
  detail: string
}
interface LineRow {
  line: string
  sku: string
  microunits: number
  valueMinor: number
  promisedAt: number | null
  basis: string | null
}
interface Detail {
  lines: { statement: { line: string }; portions: { stepAt: Record<string, number> }[] }[]
  refused: { step: string }[]
}
interface Parcel {
  promisedAt: number | null
  destination: string | null
  detail: string
}
interface Told {
  event: CanonicalEvent
  occurredAt: number
  identity: string
  line: number
}

const isOf = <K extends CanonicalEvent['type']>(told: Told, type: K): told is Told & { event: EventOf<K> } =>
  told.event.type === type

/** What is told of an order, in the order in which later statements amend earlier ones. */
function toldOf(reader: Reader, order: string): Told[] {
  return reader
    .all<{ identity: string; occurredAt: number; body: string }>(FACTS_SQL, [order])
    .flatMap(({ identity, occurredAt, body }) =>
      (JSON.parse(body) as CanonicalEvent[]).flatMap((event, line) =>
        'order' in event && event.order === order ? [{ event, occurredAt, identity, line }] : [],
      ),
    )
    .sort(compareEntries)
}

/** Checks every order against its records. Code of the write path is not used, but for the order of records. */
export function checkOrderFacts(reader: Reader): Check {
  const check: Check = { name: 'orders say what their records say', checked: 0, violations: [] }
  for (const row of reader.iterate<OrderRow>(ORDERS_SQL)) {
    check.checked += 1
    const told = toldOf(reader, row.order)
    const detail = JSON.parse(row.detail) as Detail
    const parcels = reader.all<Parcel>(
      'SELECT promised_at AS promisedAt, destination, detail FROM shipments WHERE order_id = ?',
      [row.order],
    )
    const faults = [
      ...moneyFaults(row, detail, told),
      ...reader
        .all<LineRow>(LINES_SQL, [row.order])
        .flatMap((line) => lineFaults(reader, line, told, parcels)),
      ...timeFaults(detail, told, parcels),
    ]
    for (const fault of faults.slice(0, LISTED_VIOLATIONS - check.violations.length)) {
      check.violations.push(`${row.order}${fault}`)
    }
  }
  return check
}

function moneyFaults(row: OrderRow, { refused }: Detail, told: readonly Told[]): string[] {
  const faults: string[] = []
  const payments = told.filter((one) => isOf(one, 'PaymentTaken'))
  const paid = payments.reduce((sum, { event }) => sum + event.amountMinor, 0)
  if (paid !== row.paidMinor) faults.push(`: paid ${row.paidMinor}, its payments say ${paid}`)
  const refunds = told.flatMap((one) =>
    isOf(one, 'ReturnStepTaken') && one.event.step === 'refunded' ? [one.event.amountMinor ?? 0] : [],
  )
  const back = refunds.reduce((sum, amountMinor) => sum + amountMinor, 0)
  const isAllTaken = refused.every(({ step }) => step !== 'refunded')
  if (row.refundedMinor > back || (isAllTaken && row.refundedMinor !== back)) {
    faults.push(`: refunded ${row.refundedMinor}, its refunds say ${back}`)
  }
  if (payments.length > 0 && row.refundedMinor > paid)
    faults.push(`: refunded ${row.refundedMinor} of ${paid} paid`)
  return faults
}

/** The last statement of each field. */
function stated<K extends 'OrderPlaced' | 'OrderLineAdded'>(
  told: readonly Told[],
  type: K,
  line?: string,
): Partial<EventOf<K>> {
  const merged: Partial<EventOf<K>> = {}
  for (const one of told) {
    if (isOf(one, type) && (line === undefined || (one.event as EventOf<'OrderLineAdded'>).line === line))
      Object.assign(merged, one.event as object)
  }
  return merged
}

/** What is told of a line as a whole; else what its parts are in sum, which are fewer where one was sent another way. */
function statedLine(
  told: readonly Told[],
  { line, microunits }: LineRow,
): Partial<EventOf<'OrderLineAdded'>> {
  const isPart = ({ event }: Told) => event.type === 'OrderLineAdded' && event.part !== undefined
  const merged = { ...stated(told.filter(isPart), 'OrderLineAdded', line), origin: undefined }
  const whole = stated(
    told.filter((one) => !isPart(one)),
    'OrderLineAdded',
    line,
  )
  if (merged.part === undefined || whole.units !== undefined) return { ...merged, ...whole }
  const parts = new Map<string, number>()
  for (const one of told)
    if (isOf(one, 'OrderLineAdded') && one.event.line === line)
      parts.set(one.event.part ?? '', one.event.units)
  const sum = [...parts.values()].reduce((units, own) => units + own, 0)
  const isGivenUp = (one: Told) => isOf(one, 'OrderStepTaken') && one.event.step === 'rejected'
  return {
    ...merged,
    units: told.some(isGivenUp) && microunits <= Math.round(sum * 1e6) ? microunits / 1e6 : sum,
  }
}

function lineFaults(
  reader: Reader,
  row: LineRow,
  told: readonly Told[],
  parcels: readonly Parcel[],
): string[] {
  const faults: string[] = []
  const name = ` ${row.line}`
  const line = statedLine(told, row)
  const placed = stated(told, 'OrderPlaced')
  if (Math.round((line.units ?? 0) * 1e6) !== row.microunits || line.sku !== row.sku) {
    faults.push(
      `${name}: ${row.microunits} millionths of ${row.sku}, its record says ${line.units} units of ${line.sku}`,
    )
  }
  const value = Math.round((line.priceMinor ?? 0) * (line.units ?? 0))
  if (value !== row.valueMinor) faults.push(`${name}: worth ${row.valueMinor}, its record says ${value}`)
  const promise = [line.promise, placed.promise].find(
    (one) => one !== undefined && (one.at !== undefined || one.date !== undefined),
  )
  if (promise) {
    if (row.basis !== 'channel') faults.push(`${name}: the channel promised it, the basis is ${row.basis}`)
    else if (!isKept(promise, row.promisedAt, () => zoneOf(reader, placed, parcels)))
      faults.push(`${name}: promised for ${row.promisedAt}, its record says ${promise.at ?? promise.date}`)
  } else if (row.basis === 'channel' || row.basis === 'carrier') {
    const given = parcels.flatMap(({ promisedAt, detail }) => [
      promisedAt,
      (JSON.parse(detail) as { firstEstimateAt: number | null }).firstEstimateAt,
    ])
    if (!given.includes(row.promisedAt))
      faults.push(`${name}: promised for ${row.promisedAt} by the ${row.basis}, no record says so`)
  }
  return faults
}

/** Zone of the place that the order goes to; null where more than one place would have to be asked. */
function zoneOf(
  reader: Reader,
  placed: Partial<EventOf<'OrderPlaced'>>,
  parcels: readonly Parcel[],
): string | null {
  const place = placed.pickup ?? placed.destination?.location
  if (place === undefined) return placed.destination === undefined && parcels.length > 0 ? null : 'UTC'
  const sql = 'SELECT time_zone AS zone FROM locations WHERE location = ?'
  return reader.get<{ zone: string | null }>(sql, [place])?.zone ?? 'UTC'
}

const days = new Map<string, Intl.DateTimeFormat>()

/** The calendar day of an instant. */
function dayIn(timeZone: string, at: number): string {
  let format = days.get(timeZone)
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-CA', {
        timeZone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      })
    } catch {
      format = new Intl.DateTimeFormat('en-CA', {
        timeZone: 'UTC',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      })
    }
    days.set(timeZone, format)
  }
  return format.format(at)
}

/** An instant as it was given; of a date, its last millisecond in the zone: one later, it is another day. */
function isKept(promise: DeliveryPromise, at: number | null, zone: () => string | null): boolean {
  if (promise.at !== undefined) return at === promise.at
  const timeZone = promise.timeZone || zone()
  if (timeZone === null) return at !== null
  return at !== null && dayIn(timeZone, at) === promise.date && dayIn(timeZone, at + 1) !== promise.date
}

/** Every time at which units took a step is told by a record of the order or by one of its shipments. */
function timeFaults({ lines }: Detail, told: readonly Told[], parcels: readonly Parcel[]): string[] {
  const ofParcels = new Set(
    parcels.flatMap(({ detail }) =>
      (JSON.parse(detail) as { milestones: { at: number }[] }).milestones.map(({ at }) => at),
    ),
  )
  const steps = new Set<string>()
  const ofReturns = new Set<number>()
  for (const one of told) {
    if (isOf(one, 'OrderStepTaken'))
      steps.add(JSON.stringify([one.event.line ?? null, one.event.step, one.event.at ?? one.occurredAt]))
    if (isOf(one, 'ReturnStepTaken')) ofReturns.add(one.event.at ?? one.occurredAt)
  }
  return lines.flatMap(({ statement: { line }, portions }) =>
    portions.flatMap(({ stepAt }) =>
      Object.entries(stepAt).flatMap(([step, at]) => {
        const isTold = [line, null].some((of) => steps.has(JSON.stringify([of, step, at])))
        const isByParcel =
          (step === 'shipped' || step === 'arrived' || step === 'delivered') && ofParcels.has(at)
        return isTold || isByParcel || (step === 'cancelled' && ofReturns.has(at))
          ? []
          : [` ${line}: ${step} at ${at}, no record says so`]
      }),
    ),
  )
}
