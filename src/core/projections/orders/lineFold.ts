/** Owns the fold of one order line: its flow, the steps and returns it takes, and what follows from them. */
import type { Flow, OrderStep } from '../../../shared/vocabulary.ts'
import type { Place } from '../../../shared/eventParts.ts'
import type { LinePromise, LineReturn } from '../../../shared/readModels/orders.ts'
import type { Fact } from '../../ledger/subjects.ts'
import { ENDED, flowOf } from './flows.ts'
import { linePromise } from './linePromise.ts'
import { NO_UNITS, openingPortion, takeStep, type Portion } from './portions.ts'
import { judgeReturn } from './returns.ts'
import type { OrderSurroundings } from './surroundings.ts'
import { isCarried, type LineStatement, type ToldReturn, type ToldStep } from './told.ts'

export interface LineFold {
  statement: LineStatement
  flow: Flow | null
  portions: Portion[]
  returns: LineReturn[]
  promise: LinePromise | null
  /** Where our rule's promise was made from: the stated origin, else the place that took units first. It stays, whoever rejects. */
  promisedFrom: string | null
  handedOverAt: number | null
  late: boolean | null
  carrier: string | null
  location: string | null
  region: string | null
  country: string | null
  /** Of the place that it goes to, else of the one that it comes from. */
  timeZone: string | null
  /** How often a location gave units up. */
  rejections: number
  /** Units that could not be had: cancelled for want of stock. */
  shortUnits: number
}

export function openLine(statement: LineStatement, flow: Flow | null): LineFold {
  return {
    statement,
    flow,
    portions: statement.units > NO_UNITS ? [openingPortion(statement.units)] : [],
    returns: [],
    promise: null,
    promisedFrom: statement.origin ?? null,
    handedOverAt: null,
    late: null,
    carrier: null,
    location: null,
    region: null,
    country: null,
    timeZone: null,
    rejections: 0,
    shortUnits: 0,
  }
}

/** The flow that places tell: where it is to be collected, else the kind of place it is first taken from. */
export function flowOfLine(
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
      event.type === 'ReturnStepTaken' &&
      isOf(event.line) &&
      event.step === 'received' &&
      event.location !== undefined &&
      around.placeOf(event.location)?.kind === 'store',
  )
  return comesBackToStore ? 'boris' : flow
}

/** Steps that are taken where the units come from. */
const TAKES_AT_ORIGIN: ReadonlySet<OrderStep> = new Set(['allocated', 'picked', 'packed', 'shipped'])

/** Lets a line take a step. @returns why it was refused; null where it was not */
export function stepLine(line: LineFold, { step }: ToldStep): string | null {
  const { portions, refused, tookUnits } = takeStep(line.portions, line.flow, step)
  line.portions = portions
  if (tookUnits > 0 && TAKES_AT_ORIGIN.has(step.step)) line.promisedFrom ??= step.location
  if (step.step === 'rejected' && tookUnits > 0) line.rejections += 1
  if (step.step === 'cancelled' && step.by === 'stock') line.shortUnits += tookUnits
  // A carrier tells again what the order's own steps said, or tells it later: only what contradicts is news.
  return step.fromShipment && portions.some(({ stage }) => stage !== 'cancelled') ? null : refused
}

/** Lets a line's return take a step. @returns the money that went back by it, and why it was refused, if it was */
export function returnLine(
  line: LineFold,
  { fact, at }: ToldReturn,
  around: OrderSurroundings,
  refundableMinor: number | null,
): { refundMinor: number; refused: string | null } {
  const verdict = judgeReturn(fact, {
    flow: line.flow,
    portions: line.portions,
    returns: line.returns,
    kindOf: (location) => around.placeOf(location)?.kind ?? null,
    refundableMinor,
  })
  if (verdict.outcome === 'repeated') return { refundMinor: 0, refused: null }
  if (verdict.outcome === 'refused') return { refundMinor: 0, refused: verdict.why }
  const { state, cancelUnits } = verdict
  line.returns = [...line.returns.filter((one) => one.return !== fact.return), state]
  if (cancelUnits > 0) {
    const step = {
      step: 'cancelled',
      at,
      units: cancelUnits,
      location: null,
      shipment: null,
      by: 'customer',
      fromShipment: false,
    } as const
    line.portions = takeStep(line.portions, line.flow, step).portions
  }
  return { refundMinor: fact.step === 'refunded' ? state.refundMinor : 0, refused: null }
}

/** What follows from a line's units for the line: where from, where to, by when, and whether it came in time. */
export function settle(
  line: LineFold,
  placed: { destination?: Place; pickup?: string; promise?: LineStatement['promise'] },
  placedAt: number | null,
  around: OrderSurroundings,
): LineFold {
  const fold = { ...line }
  const own = around.shipments.filter(
    ({ lines }) => lines.length === 0 || lines.some((one) => isCarried(one, line.statement)),
  )
  const shipment = own[0]
  fold.location =
    fold.portions.find(({ location }) => location)?.location ??
    line.statement.origin ??
    shipment?.origin?.location ??
    null
  fold.carrier = own.find(({ carrier }) => carrier)?.carrier ?? null
  const destination = placed.pickup
    ? { location: placed.pickup }
    : (placed.destination ?? shipment?.destination ?? null)
  const known = destination?.location ? around.placeOf(destination.location) : null
  fold.region = destination?.region ?? known?.region ?? null
  fold.country = destination?.country ?? known?.country ?? null
  fold.timeZone =
    known?.timeZone ?? (fold.location === null ? null : (around.placeOf(fold.location)?.timeZone ?? null))
  fold.promise = linePromise({
    line: line.statement.promise,
    order: placed.promise,
    shipments: own,
    timeZone: known?.timeZone ?? null,
    rule: () =>
      placedAt === null
        ? null
        : around.rulePromise({ placedAt, origin: fold.promisedFrom, destination, flow: fold.flow }),
  })
  const wanted = fold.portions.filter(({ stage }) => stage !== 'cancelled')
  if (wanted.length > 0 && wanted.every(({ stage }) => ENDED.has(stage))) {
    fold.handedOverAt = Math.max(...wanted.map(({ stepAt }) => stepAt.delivered ?? stepAt.collected ?? 0))
  }
  fold.late = fold.promise === null || fold.handedOverAt === null ? null : fold.handedOverAt > fold.promise.at
  return fold
}
