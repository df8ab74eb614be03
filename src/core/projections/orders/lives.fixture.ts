/** Owns made-up lives of orders in all seven flows, forward and backward, with a recount of where every unit should be. */
import type { CanonicalEvent, FeedRecord } from '../../../shared/events.ts'
import type { Flow, OrderStep } from '../../../shared/vocabulary.ts'
import type { Act, Plan } from './plans.fixture.ts'
import { returnOf, stepOf, wrongStep } from './tellings.fixture.ts'
import {
  choose,
  isOver,
  isWithCustomer,
  ROADS,
  tally,
  walk,
  type Naming,
  type Unit,
} from './unitModel.fixture.ts'

export const START = Date.UTC(2026, 2, 2, 8)
export const MINUTE = 60_000
export const DC = 'gln:dc'
export const STORES = ['gln:north', 'gln:south'] as const
export const SKU = 'gtin:tea'
const PRICE = 500

export const PLACES: readonly CanonicalEvent[] = [
  { type: 'LocationDescribed', location: DC, kind: 'dc', region: 'East', country: 'AT', timeZone: 'Europe/Vienna' },
  ...STORES.map((location) => ({ type: 'LocationDescribed' as const, location, kind: 'store' as const, region: 'West', country: 'AT' })),
] // prettier-ignore

interface Return {
  name: string
  line: string
  units: number
  undelivered: number
  steps: string[]
  disposition: string | null
  refundMinor: number
}

export interface ExpectedLine {
  units: Record<string, number>
  handedOverAt: number | null
  late: boolean | null
  returns: Return[]
}

export interface Life {
  order: string
  flow: Flow
  /** Everything that is sent: with versions that are beaten and records that are taken back. */
  records: FeedRecord[]
  /** The records that count. */
  standing: FeedRecord[]
  lines: Record<string, ExpectedLine>
  refundedMinor: number
  /** Identities of the records whose step is refused. */
  refused: string[]
  /** Sellable units and units under inspection that came to and left each place. */
  stock: Record<string, number>
}

/** Lives a plan: each act that can be done is done, told by a record, and recounted. */
export function live({ flow, lines: sizes, acts, isDescribedLast }: Plan, order = 'o1'): Life {
  const pickup = ROADS[flow].includes('collected') ? STORES[1] : null
  const sites = flow === 'dropShip' ? ['gln:maker', 'gln:works'] : flow === 'shipFromDc' ? [DC, STORES[0]] : [...STORES]
  const deadline = START + 12 * MINUTE
  let now = START
  const life: Life = { order, flow, records: [], standing: [], lines: {}, refundedMinor: 0, refused: [], stock: {} }
  const units = new Map(sizes.map((size, index) => [
    String(index + 1),
    Array.from({ length: size }, (): Unit => ({ stage: 'placed', location: null, shipment: null, handedAt: null })),
  ]))
  const returns: Return[] = []
  const paid = sizes.reduce((sum, size) => sum + size * PRICE, 0)
  let serial = 0

  function record(events: CanonicalEvent[], writtenAfter = 0): FeedRecord {
    serial += 1
    return { identity: `${order}:${String(serial).padStart(3, '0')}`, occurredAt: now + writtenAfter * MINUTE, events }
  }
  function tell(events: CanonicalEvent[], written = 0): string {
    const one = record(events, written)
    life.records.push(one)
    life.standing.push(one)
    return one.identity
  }
  function move(count: number, from: string, to: string): CanonicalEvent {
    for (const [account, sign] of [[from, -1], [to, 1]] as const) life.stock[account] = (life.stock[account] ?? 0) + sign * count
    const account = (name: string) => {
      const [location = '', disposition] = name.split('|')
      return disposition === undefined ? (name as 'customer') : { location, disposition: disposition as 'sellable' }
    }
    return { type: 'StockMoved', sku: SKU, units: count, from: account(from), to: account(to) }
  }
  const later = ({ written }: Act) => (written > 0 ? { at: now } : {})
  const unitsOf = (line: string) => units.get(line) ?? []

  /** A step of units of one line, with the stock that goes with it. @returns whether it could be taken */
  function step(act: Act, line: string, name: OrderStep, count: number | null, naming: Naming, by?: 'customer'): boolean {
    const chosen = choose(flow, unitsOf(line), name, count, naming)
    if (!chosen) return false
    now += MINUTE
    const events: CanonicalEvent[] = [stepOf(order, line, name, count, naming, { ...later(act), ...(by ? { by } : {}) })]
    if (name === 'shipped' && naming.location) events.push(move(chosen.length, `${naming.location}|sellable`, 'inTransit'))
    if (name === 'collected' && naming.location) events.push(move(chosen.length, `${naming.location}|sellable`, 'customer'))
    if (name === 'delivered') events.push(move(chosen.length, 'inTransit', 'customer'))
    tell(events, act.written)
    walk(chosen, name, now, naming)
    return true
  }

  const withCustomer = (line: string, but?: Return) =>
    unitsOf(line).filter(isWithCustomer).length -
    returns.reduce((sum, one) => sum + (one === but || one.line !== line || one.steps.includes('withdrawn') ? 0 : one.units - one.undelivered), 0)

  /** What a return is first said to be of; what never arrived is cancelled. */
  function begin(act: Act, line: string, name: 'initiated' | 'received'): void {
    const open = unitsOf(line).filter((unit) => !isOver(unit))
    const has = Math.max(0, withCustomer(line))
    const undelivered = Math.max(0, act.units - has)
    if (undelivered > open.length) return
    const cancelled = undelivered === 0 ? [] : choose(flow, unitsOf(line), 'cancelled', undelivered)
    if (!cancelled) return
    const back: Return = { name: `r${returns.length}`, line, units: act.units, undelivered, steps: [name], disposition: null, refundMinor: 0 }
    now += MINUTE
    const events: CanonicalEvent[] = [returnOf(order, back, name, { units: act.units, ...later(act), ...(name === 'received' ? { location: STORES[0] } : {}) })]
    if (name === 'received') events.push(move(act.units, 'customer', `${STORES[0]}|inspection`))
    tell(events, act.written)
    walk(cancelled, 'cancelled', now, {})
    returns.push(back)
  }

  /** A step that cannot be taken from where things stand. */
  function wrong(act: Act, line: string): void {
    now += MINUTE
    const all = unitsOf(line)
    const event = wrongStep(
      { order, flow, line, units: all, back: returns.find((one) => one.line === line), paid, more: later(act) },
      act.pick,
    )
    if (event) life.refused.push(tell([event], act.written))
  }

  function perform(act: Act): void {
    const names = [...units.keys()]
    const line = names[act.pick % names.length] ?? '1'
    const all = unitsOf(line)
    const road = ROADS[flow]
    const site = sites[act.pick % sites.length] ?? DC
    const own = returns.filter((one) => one.line === line)
    const back = own[act.pick % Math.max(1, own.length)]
    switch (act.do) {
      case 'advance':
      case 'split': {
        const steps = road.slice(1) as OrderStep[]
        // The least step that anything can take, and sometimes one further on: sources leave steps out.
        const first = steps.findIndex((name) => choose(flow, all, name, 1, {}) ?? choose(flow, all, name, null, {}))
        const name = first < 0 ? undefined : steps[Math.min(steps.length - 1, first + (act.pick % 7 === 0 ? 1 : 0))]
        if (!name) return
        const origin = all.find((unit) => unit.location !== null && !isOver(unit))?.location ?? site
        const location = { approved: null, delivered: null, allocated: site, picked: origin, packed: origin, shipped: origin }[name as string]
        const naming = { location: location === undefined ? pickup : location, shipment: name === 'shipped' ? `${order}-p${serial}` : null }
        const most = act.do === 'split' ? 1 : all.length
        for (let count = Math.min(most, act.units); count > 0; count -= 1) if (step(act, line, name, count, naming)) return
        return
      }
      case 'all': {
        const name = road[1 + (act.pick % (road.length - 1))] as OrderStep
        step(act, line, name, null, {})
        return
      }
      case 'parcel': {
        const parcel = all.find(({ stage, shipment }) => stage === 'shipped' && shipment !== null)?.shipment
        if (parcel) step(act, line, pickup ? 'arrived' : 'delivered', null, { shipment: parcel, location: pickup })
        return
      }
      case 'again': {
        const parcel = all.find(({ stage, shipment }) => stage === 'delivered' && shipment !== null)?.shipment
        if (!parcel) return
        now += MINUTE
        tell([stepOf(order, line, 'delivered', null, { shipment: parcel }, later(act))], act.written)
        // Where a part was delivered before, it is the rest that is told of now.
        walk(choose(flow, all, 'delivered', null, { shipment: parcel }) ?? [], 'delivered', now, {})
        return
      }
      case 'reject':
        step(act, line, 'rejected', act.pick % 2 ? null : act.units, { location: site })
        return
      case 'cancel':
        step(act, line, 'cancelled', act.pick % 4 ? act.units : null, {}, 'customer')
        return
      case 'cancelOrder': {
        const chosen = names.map((name) => choose(flow, unitsOf(name), 'cancelled', null, {}) ?? [])
        if (chosen.every(({ length }) => length === 0)) return
        now += MINUTE
        tell([stepOf(order, null, 'cancelled', null, {}, { by: 'channel', ...later(act) })], act.written)
        for (const some of chosen) walk(some, 'cancelled', now, {})
        return
      }
      case 'open':
        begin(act, line, act.pick % 3 ? 'initiated' : 'received')
        return
      case 'receive': {
        if (!back || back.steps.includes('received') || back.steps.includes('withdrawn')) return
        const count = Math.min(back.units, act.units)
        now += MINUTE
        tell([returnOf(order, back, 'received', { units: count, location: STORES[0], ...later(act) }), move(count, 'customer', `${STORES[0]}|inspection`)], act.written)
        back.undelivered = Math.min(back.undelivered, count)
        back.units = count
        back.steps.push('received')
        return
      }
      case 'grade': {
        if (!back?.steps.includes('received') || back.steps.includes('graded')) return
        const disposition = act.pick % 3 ? 'sellable' : 'damaged'
        now += MINUTE
        tell([returnOf(order, back, 'graded', { disposition, ...later(act) }), move(back.units, `${STORES[0]}|inspection`, `${STORES[0]}|${disposition}`)], act.written)
        back.disposition = disposition
        back.steps.push('graded')
        return
      }
      case 'refund': {
        const amountMinor = (act.units * PRICE) / 2
        if (!back || back.steps.includes('refunded') || back.steps.includes('withdrawn') || life.refundedMinor + amountMinor > paid) return
        now += MINUTE
        tell([returnOf(order, back, 'refunded', { amountMinor, ...later(act) })], act.written)
        back.refundMinor = amountMinor
        back.steps.push('refunded')
        life.refundedMinor += amountMinor
        return
      }
      case 'withdraw':
        if (!back || back.steps.includes('received') || back.steps.includes('withdrawn')) return
        now += MINUTE
        tell([returnOf(order, back, 'withdrawn', later(act))], act.written)
        back.steps.push('withdrawn')
        return
      case 'wrong':
        return wrong(act, line)
      case 'takeBack': {
        now += MINUTE
        const one = record([stepOf(order, line, 'cancelled', null, {})])
        life.records.push(one, { ...one, recordTime: now + MINUTE, retracted: true })
        return
      }
      case 'outdated': {
        const last = life.standing.at(-1)
        if (last?.recordTime !== undefined || !last?.identity.startsWith(order)) return
        life.standing.pop()
        const written = { ...last, recordTime: now + 2 * MINUTE }
        life.records = life.records.map((one) => (one === last ? written : one))
        life.standing.push(written)
        life.records.push({ ...last, recordTime: now + MINUTE, events: [stepOf(order, line, 'cancelled', null, {})] })
      }
    }
  }

  tell([{
    type: 'OrderPlaced', order, flow, channel: 'web', customer: `c:${order}`, promise: { at: deadline },
    ...(pickup ? { pickup } : { destination: { country: 'AT', region: 'West' } }),
  }])
  const described = sizes.map((size, index): CanonicalEvent => ({
    type: 'OrderLineAdded', order, line: String(index + 1), sku: SKU, units: size, priceMinor: PRICE, currency: 'EUR',
  }))
  if (!isDescribedLast) tell(described)
  tell([{ type: 'PaymentTaken', order, method: 'card', amountMinor: paid, currency: 'EUR' }])
  for (const act of acts) perform(act)
  if (isDescribedLast) for (const one of described) tell([one])
  for (const [line, all] of units) {
    const wanted = all.filter(({ stage }) => stage !== 'cancelled')
    const handedOverAt = wanted.length > 0 && wanted.every(isOver) ? Math.max(...wanted.map(({ handedAt }) => handedAt ?? 0)) : null
    life.lines[line] = {
      units: tally(all), handedOverAt, late: handedOverAt === null ? null : handedOverAt > deadline,
      returns: returns.filter((one) => one.line === line),
    }
  }
  return life
} // prettier-ignore
