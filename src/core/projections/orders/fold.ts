/** Owns an order's state: every line's units, returns, promise and hand-over, folded from all that is told of it. */
import type { Flow } from '../../../shared/vocabulary.ts'
import type { OrderStatus, RefusedStep } from '../../../shared/readModels/orders.ts'
import type { Fact } from '../../ledger/subjects.ts'
import { departuresOf, type Departure } from '../departures.ts'
import { mergeStatements } from '../masterData.ts'
import { ALL_STAGES, ENDED } from './flows.ts'
import { flowOfLine, openLine, returnLine, settle, stepLine, type LineFold } from './lineFold.ts'
import { NO_UNITS } from './portions.ts'
import { refundFault, unitsBack } from './returns.ts'
import type { OrderSurroundings } from './surroundings.ts'
import {
  bringsBack,
  IMPLIED_LINE,
  inSequence,
  lineStatements,
  orderRefunds,
  toldByShipment,
  toldOf,
  type Told,
} from './told.ts'

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
  /** The last rating in stars. */
  rating: number | null
}

/** Folds an order from its facts, given in order of time, identity and line. */
export function foldOrder(facts: readonly Fact[], everything: OrderSurroundings): OrderFold {
  const placed = mergeStatements(facts, 'OrderPlaced')
  const around = {
    ...everything,
    shipments: everything.shipments.filter(
      (one) => !bringsBack(one, placed.destination?.location, everything),
    ),
  }
  const placedAt = facts.find(({ event }) => event.type === 'OrderPlaced')?.occurredAt ?? null
  const statements = lineStatements(facts)
  const paid = facts.flatMap(({ event }) => (event.type === 'PaymentTaken' ? [event] : []))
  const paidMinor = paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const lines = (statements.length > 0 ? statements : [IMPLIED_LINE]).map((statement) =>
    openLine(statement, placed.flow ?? flowOfLine(statement, facts, around, placed.pickup)),
  )
  const { refused, departures, refundedMinor } = takeAll(
    lines,
    facts,
    around,
    paid.length > 0 ? paidMinor : null,
  )
  refused.push(...aboutUnknownLines(facts, new Set(statements.map(({ line }) => line))))
  const folded = lines.map((line) => settle(line, placed, placedAt, around))
  return {
    placedAt,
    channel: placed.channel ?? null,
    customer: placed.customer ?? null,
    status: statusOf(folded, placedAt, statements.length),
    flow: placed.flow ?? folded.find(({ flow }) => flow !== null)?.flow ?? null,
    lines: folded,
    refused: refused.sort(
      (a, b) => a.at - b.at || (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0),
    ),
    departures,
    paidMinor,
    refundedMinor,
    currency: paid.at(-1)?.currency ?? statements.find(({ currency }) => currency)?.currency ?? null,
    rating: facts.reduce<number | null>(
      (rating, { event }) =>
        event.type === 'FeedbackGiven' && (event.scale ?? 'stars') === 'stars' ? event.rating : rating,
      null,
    ),
  }
}

interface Taken {
  refused: RefusedStep[]
  departures: Departure[]
  refundedMinor: number
}

/** Lets the lines take all that is told, one after another. */
function takeAll(
  lines: LineFold[],
  facts: readonly Fact[],
  around: OrderSurroundings,
  paidMinor: number | null,
): Taken {
  const taken: Taken = { refused: [], departures: [], refundedMinor: 0 }
  const owned = lines.flatMap((line) =>
    [
      ...toldOf(facts, line.statement.line),
      ...around.shipments.flatMap((shipment) => toldByShipment(shipment, line.statement, line.flow)),
    ].map((told): Told & { line: LineFold | null } => ({ ...told, line })),
  )
  const refunds = orderRefunds(facts).map((told): Told & { line: LineFold | null } => ({
    ...told,
    line: null,
  }))
  const refundedReturns = new Set<string>()
  /** Steps told of the order as a whole: what no line could take is refused, once. */
  const ofOrder = new Map<string, { tookIt: boolean; refusal: RefusedStep | null }>()
  for (const { line, ...told } of inSequence([...owned, ...refunds])) {
    const step = told.kind === 'step' ? told.step.step : told.fact.step
    const refundableMinor = paidMinor === null ? null : paidMinor - taken.refundedMinor
    let why: string | null = null
    if (line) {
      const before = line.portions
      if (told.kind === 'step') why = stepLine(line, told)
      else {
        const returned = returnLine(line, told, around, refundableMinor)
        taken.refundedMinor += returned.refundMinor
        why = returned.refused
      }
      const location = told.kind === 'step' ? told.step.location : null
      const { line: name, sku } = line.statement
      taken.departures.push(
        ...departuresOf(before, line.portions, { line: name, sku, location, at: told.at }),
      )
    } else if (told.kind === 'return') {
      why = refundedReturns.has(told.fact.return)
        ? `the return ${told.fact.return} was refunded already`
        : refundFault(told.fact.amountMinor ?? 0, refundableMinor)
      if (why === null) {
        refundedReturns.add(told.fact.return)
        taken.refundedMinor += told.fact.amountMinor ?? 0
      }
    }
    const name = told.isOfOrder ? null : line?.statement.line || null
    const refusal = why === null ? null : { at: told.at, line: name, step, why, identity: told.identity }
    if (!told.isOfOrder) {
      if (refusal) taken.refused.push(refusal)
      continue
    }
    const key = JSON.stringify([told.identity, told.place])
    const known = ofOrder.get(key) ?? { tookIt: false, refusal: null }
    ofOrder.set(key, { tookIt: known.tookIt || why === null, refusal: known.refusal ?? refusal })
  }
  for (const { tookIt, refusal } of ofOrder.values()) if (!tookIt && refusal) taken.refused.push(refusal)
  return taken
}

function aboutUnknownLines(facts: readonly Fact[], known: ReadonlySet<string>): RefusedStep[] {
  return facts.flatMap(({ event, occurredAt, identity }) => {
    if (event.type !== 'OrderStepTaken' && event.type !== 'ReturnStepTaken') return []
    if (event.line === undefined || known.has(event.line)) return []
    const why = `no record has described the line “${event.line}” yet`
    return [{ at: event.at ?? occurredAt, line: event.line, step: event.step, why, identity }]
  })
}

function statusOf(lines: readonly LineFold[], placedAt: number | null, described: number): OrderStatus {
  const portions = lines.flatMap((line) => line.portions)
  const open = portions.filter(({ stage }) => !ENDED.has(stage))
  if (placedAt === null && described === 0 && portions.every(({ stage }) => stage === 'placed'))
    return 'undescribed'
  if (open.length > 0)
    return (
      open.map(({ stage }) => stage).sort((a, b) => ALL_STAGES.indexOf(a) - ALL_STAGES.indexOf(b))[0] ??
      'placed'
    )
  const had = portions.filter(({ stage }) => stage !== 'cancelled')
  if (had.length === 0) return 'cancelled'
  const units = had.reduce((sum, one) => sum + one.units, 0)
  const back = lines
    .flatMap((line) => line.returns)
    .filter(({ stepAt }) => stepAt.received !== undefined)
    .reduce((sum, one) => sum + unitsBack(one), 0)
  if (back + NO_UNITS >= units) return 'returned'
  return had.some(({ stage }) => stage === 'collected') ? 'collected' : 'delivered'
}
