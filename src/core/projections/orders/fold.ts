/** Owns an order's state: every line's units, returns, promise and hand-over, folded from all that is told of it. */
import type { Flow, LocationKind, Place } from '../../../shared/events.ts'
import type {
  LinePromise,
  LineReturn,
  LineStage,
  OrderStatus,
  RefusedStep,
} from '../../../shared/readModels/orders.ts'
import type { Fact } from '../../ledger/subjects.ts'
import { departuresOf, type Departure } from '../departures.ts'
import { mergeStatements } from '../masterData.ts'
import { ENDED, FLOW_STAGES, flowOf } from './flows.ts'
import { openingPortion, takeStep, type Portion } from './portions.ts'
import { linePromise, type RulePromise } from './linePromise.ts'
import { judgeReturn } from './returns.ts'
import {
  inSequence,
  lineStatements,
  returnFact,
  toldByShipment,
  toldOf,
  type LineStatement,
  type OrderShipment,
  type Told,
} from './told.ts'

export interface KnownPlace {
  kind: LocationKind | null
  region: string | null
  country: string | null
  timeZone: string | null
}

/** What the fold needs to know besides the order's own facts: all of it part of the state, so arrival cannot matter. */
export interface OrderSurroundings {
  shipments: readonly OrderShipment[]
  placeOf(location: string): KnownPlace | null
  /** The promise by our own rule; null where no schedule tells one. */
  rulePromise: RulePromise
}

export interface LineFold {
  statement: LineStatement
  flow: Flow | null
  portions: Portion[]
  returns: LineReturn[]
  promise: LinePromise | null
  handedOverAt: number | null
  late: boolean | null
  carrier: string | null
  location: string | null
  region: string | null
  country: string | null
  /** How often a location gave units up. */
  rejections: number
  /** Units that could not be had: cancelled for want of stock. */
  shortUnits: number
}

export interface OrderFold {
  placedAt: number | null
  channel: string | null
  customer: string | null
  status: OrderStatus
  flow: Flow | null
  lines: LineFold[]
  refused: RefusedStep[]
  /** What left the places that had it, in order of time: claims shrink by it. */
  departures: Departure[]
  paidMinor: number
  refundedMinor: number
  currency: string | null
  rating: number | null
}

const IMPLIED_LINE: LineStatement = { line: '', sku: '', units: 1 }

interface LineInProgress extends LineFold {
  /** Demand cancelled by a return of what never came. */
  refusedSteps: RefusedStep[]
}

/** Folds an order from its facts, given in order of time, identity and line. */
export function foldOrder(facts: readonly Fact[], around: OrderSurroundings): OrderFold {
  const placed = mergeStatements(facts, 'OrderPlaced')
  const placedAt = facts.find(({ event }) => event.type === 'OrderPlaced')?.occurredAt ?? null
  const statements = lineStatements(facts)
  const paid = facts.flatMap(({ event }) => (event.type === 'PaymentTaken' ? [event] : []))
  const paidMinor = paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const refused: RefusedStep[] = []
  const departures: Departure[] = []
  let refundedMinor = 0

  const lines = (statements.length > 0 ? statements : [IMPLIED_LINE]).map((statement) => {
    const flow = placed.flow ?? flowOfLine(statement, facts, around, placed.pickup)
    return { line: openLine(statement, flow), told: toldOfLine(statement, flow, facts, around.shipments) }
  })
  const sequence = inSequence([
    ...lines.flatMap(({ told }) => told),
    ...facts.flatMap(({ event, occurredAt, identity, line: place }): Told[] =>
      event.type === 'ReturnStepTaken' && event.line === undefined && event.step === 'refunded'
        ? [{ kind: 'return', at: event.at ?? occurredAt, rank: 300, identity, place, fact: returnFact(event, occurredAt) }]
        : [],
    ),
  ]) // prettier-ignore
  const owner = new Map(lines.flatMap(({ line, told }) => told.map((one) => [one, line] as const)))
  const orderRefunds = new Set<string>()
  for (const told of sequence) {
    const line = owner.get(told)
    const before = line?.portions ?? []
    const noteDepartures = () => {
      if (!line) return
      const { line: name, sku } = line.statement
      const location = told.kind === 'step' ? told.step.location : null
      departures.push(...departuresOf(before, line.portions, { line: name, sku, location, at: told.at }))
    }
    const refuse = (why: string) => {
      const step = told.kind === 'step' ? told.step.step : told.fact.step
      refused.push({ at: told.at, line: line?.statement.line || null, step, why, identity: told.identity })
    }
    if (told.kind === 'step') {
      if (line) stepLine(line, told, refuse)
      noteDepartures()
      continue
    }
    const refundableMinor = paid.length > 0 ? paidMinor - refundedMinor : null
    if (line) {
      refundedMinor += returnLine(line, told, around, refundableMinor, refuse)
      noteDepartures()
    } else if (orderRefunds.has(told.fact.return)) {
      refuse(`the return ${told.fact.return} was refunded already`)
    } else if (refundableMinor !== null && (told.fact.amountMinor ?? 0) > refundableMinor) {
      refuse(
        `a refund of ${told.fact.amountMinor} is more than the ${refundableMinor} that is left of what was paid`,
      )
    } else {
      orderRefunds.add(told.fact.return)
      refundedMinor += told.fact.amountMinor ?? 0
    }
  }
  for (const { event, occurredAt, identity } of facts) {
    const named = event.type === 'OrderStepTaken' || event.type === 'ReturnStepTaken' ? event.line : undefined
    if (named === undefined || statements.some(({ line }) => line === named)) continue
    if (event.type === 'OrderStepTaken' || event.type === 'ReturnStepTaken') {
      refused.push({
        at: event.at ?? occurredAt,
        line: named,
        step: event.step,
        why: `no record has described the line “${named}” yet`,
        identity,
      })
    }
  }
  const folded = lines.map(({ line }) => settle(line, placed, placedAt, around))
  return {
    placedAt,
    channel: placed.channel ?? null,
    customer: placed.customer ?? null,
    status: statusOf(folded, placedAt, statements.length),
    flow: placed.flow ?? folded.find(({ flow }) => flow !== null)?.flow ?? null,
    lines: folded,
    refused: refused.sort((a, b) => a.at - b.at || (a.identity < b.identity ? -1 : 1)),
    departures,
    paidMinor,
    refundedMinor,
    currency: paid.at(-1)?.currency ?? statements.find(({ currency }) => currency)?.currency ?? null,
    rating: facts.reduce<number | null>((rating, { event }) => (event.type === 'FeedbackGiven' ? event.rating : rating), null),
  } // prettier-ignore
}

function openLine(statement: LineStatement, flow: Flow | null): LineInProgress {
  return {
    statement, flow, portions: [openingPortion(statement.units)], returns: [], promise: null, handedOverAt: null,
    late: null, carrier: null, location: null, region: null, country: null, rejections: 0, shortUnits: 0,
    refusedSteps: [],
  } // prettier-ignore
}

function toldOfLine(
  statement: LineStatement,
  flow: Flow | null,
  facts: readonly Fact[],
  shipments: readonly OrderShipment[],
): Told[] {
  return [
    ...toldOf(facts, statement.line),
    ...shipments.flatMap((shipment) => toldByShipment(shipment, statement, flow)),
  ]
}

/** The flow that places tell: where it is to be collected, else the kind of place it is first taken from. */
function flowOfLine(
  statement: LineStatement,
  facts: readonly Fact[],
  around: OrderSurroundings,
  pickup: string | undefined,
): Flow | null {
  if (pickup !== undefined) return 'bopis'
  const isOf = (line: string | undefined) => line === undefined || line === statement.line
  const allocated = facts.flatMap(({ event }) =>
    event.type === 'OrderStepTaken' && isOf(event.line) && event.step !== 'rejected' && event.location
      ? [event.location]
      : [],
  )[0]
  const from =
    allocated ?? statement.origin ?? around.shipments.find(({ origin }) => origin?.location)?.origin?.location
  const flow = flowOf(from === undefined ? null : (around.placeOf(from)?.kind ?? null), false)
  if (flow === null || flow === 'dropShip') return flow
  const comesBackToStore = facts.some(
    ({ event }) =>
      event.type === 'ReturnStepTaken' && isOf(event.line) && event.step === 'received' &&
      event.location !== undefined && around.placeOf(event.location)?.kind === 'store',
  ) // prettier-ignore
  return comesBackToStore ? 'boris' : flow
}

function stepLine(
  line: LineInProgress,
  told: Extract<Told, { kind: 'step' }>,
  refuse: (why: string) => void,
): void {
  const { portions, refused, tookUnits } = takeStep(line.portions, line.flow, told.step)
  line.portions = portions
  if (told.step.step === 'rejected' && tookUnits > 0) line.rejections += 1
  if (told.step.step === 'cancelled' && told.step.by === 'stock') line.shortUnits += tookUnits
  // A carrier tells again what the order's own steps said, or tells it later: only what contradicts is news.
  if (refused !== null && !(told.fromShipment && line.portions.some(({ stage }) => stage !== 'cancelled')))
    refuse(refused)
}

/** @returns the money that went back by this step */
function returnLine(
  line: LineInProgress,
  told: Extract<Told, { kind: 'return' }>,
  around: OrderSurroundings,
  refundableMinor: number | null,
  refuse: (why: string) => void,
): number {
  const known = line.returns.find((one) => one.return === told.fact.return)
  const verdict = judgeReturn(told.fact, known, {
    flow: line.flow,
    portions: line.portions,
    others: line.returns,
    kindOf: (location) => around.placeOf(location)?.kind ?? null,
    refundableMinor,
  })
  switch (verdict.outcome) {
    case 'refused':
      refuse(verdict.why)
      return 0
    case 'repeated':
      return 0
    case 'cancelDemand': {
      const cancelled = takeStep(line.portions, line.flow, {
        step: 'cancelled', at: told.at, units: verdict.units, location: null, shipment: null, by: 'customer',
      }) // prettier-ignore
      line.portions = cancelled.portions
      if (cancelled.refused !== null) refuse(cancelled.refused)
      return 0
    }
    case 'taken':
      line.returns = [...line.returns.filter((one) => one !== known), verdict.state]
      return told.fact.step === 'refunded' ? verdict.state.refundMinor : 0
  }
}

function settle(
  line: LineInProgress,
  placed: { destination?: Place; pickup?: string; promise?: LineStatement['promise'] },
  placedAt: number | null,
  around: OrderSurroundings,
): LineFold {
  const { refusedSteps: _refusedSteps, ...fold } = line
  const own = around.shipments.filter(
    ({ lines }) => lines.length === 0 || lines.some((one) => (one.orderLine ?? line.statement.line) === line.statement.line && one.sku === line.statement.sku),
  )
  const shipment = own[0]
  fold.location = fold.portions.find(({ location }) => location)?.location ?? line.statement.origin ?? shipment?.origin?.location ?? null
  fold.carrier = own.find(({ carrier }) => carrier)?.carrier ?? null
  const destination = placed.pickup ? { location: placed.pickup } : (placed.destination ?? shipment?.destination ?? null)
  const known = destination?.location ? around.placeOf(destination.location) : null
  fold.region = destination?.region ?? known?.region ?? null
  fold.country = destination?.country ?? known?.country ?? null
  fold.promise = linePromise({
    line: line.statement.promise,
    order: placed.promise,
    shipments: own,
    timeZone: known?.timeZone ?? null,
    rule: () =>
      placedAt === null ? null : around.rulePromise({ placedAt, origin: fold.location, destination, flow: fold.flow, carrier: fold.carrier }),
  })
  const wanted = fold.portions.filter(({ stage }) => stage !== 'cancelled')
  if (wanted.length > 0 && wanted.every(({ stage }) => ENDED.has(stage))) {
    fold.handedOverAt = Math.max(...wanted.map(({ stepAt }) => stepAt.delivered ?? stepAt.collected ?? 0))
  }
  fold.late = fold.promise === null || fold.handedOverAt === null ? null : fold.handedOverAt > fold.promise.at
  return fold
} // prettier-ignore

const RANK: readonly LineStage[] = [...FLOW_STAGES.bopis.slice(0, -1), 'delivered', 'collected']

function statusOf(lines: readonly LineFold[], placedAt: number | null, described: number): OrderStatus {
  const portions = lines.flatMap((line) => line.portions)
  const open = portions.filter(({ stage }) => !ENDED.has(stage))
  if (placedAt === null && described === 0 && portions.every(({ stage }) => stage === 'placed')) return 'undescribed'
  if (open.length > 0) return open.map(({ stage }) => stage).sort((a, b) => RANK.indexOf(a) - RANK.indexOf(b))[0] ?? 'placed'
  const had = portions.filter(({ stage }) => stage !== 'cancelled')
  if (had.length === 0) return 'cancelled'
  const units = had.reduce((sum, one) => sum + one.units, 0)
  const back = lines
    .flatMap((line) => line.returns)
    .filter(({ stepAt }) => stepAt.received !== undefined)
    .reduce((sum, one) => sum + one.units, 0)
  if (back >= units) return 'returned'
  return had.some(({ stage }) => stage === 'collected') ? 'collected' : 'delivered'
} // prettier-ignore
