/** Owns what a prediction may know of an order line: where it comes from and goes to, what was promised, the stages so far. */
import type { Flow, LocationKind, OrderStep } from '../../../shared/vocabulary.ts'

/** `placed`, or the last step taken. After `rejected` the units wait to be allocated anew. */
export type RiskStage = 'placed' | OrderStep

export interface Visit {
  stage: RiskStage
  at: number
}

/** A location, with its region or country, else itself. */
export interface Origin {
  location: string
  region: string
}

/** A line as it stood at some time. */
export interface RiskLine {
  order: string
  line: string
  flow: Flow | null
  /** Where it was to be sent from when it was ordered, where that was said. */
  orderedFrom: Origin | null
  /** Where it is sent from. */
  origin: Origin | null
  /** Region that it goes to, else the country. */
  destination: string | null
  carrier: string | null
  placedAt: number
  promisedAt: number
  /** Stages in the order of time, `placed` first; what ended the line is not among them. */
  visits: readonly Visit[]
  handedOverAt: number | null
  cancelledAt: number | null
}

/** A line as the fold of its order gives it, and as `orders.detail` keeps it. */
export interface FoldedLine {
  statement: { line: string; origin?: string }
  flow: Flow | null
  portions: readonly { stage: string; stepAt: Partial<Record<OrderStep, number>> }[]
  promise: { at: number } | null
  handedOverAt: number | null
  location: string | null
  carrier: string | null
  region: string | null
  country: string | null
}

const RANK: readonly string[] = [
  'placed',
  'rejected',
  'approved',
  'allocated',
  'picked',
  'packed',
  'shipped',
  'arrived',
  'ready',
  'delivered',
  'collected',
]
const ENDS: ReadonlySet<string> = new Set(['delivered', 'collected', 'cancelled'])

const endOf = (stepAt: Partial<Record<OrderStep, number>>) => stepAt.delivered ?? stepAt.collected ?? 0

/** The units that decide when the line is over: those least advanced, else those handed over last. */
function decidingPortion(line: FoldedLine): FoldedLine['portions'][number] | undefined {
  const wanted = line.portions.filter(({ stage }) => stage !== 'cancelled')
  const open = wanted.filter(({ stage }) => !ENDS.has(stage))
  if (open.length > 0) return open.toSorted((a, b) => RANK.indexOf(a.stage) - RANK.indexOf(b.stage))[0]
  if (wanted.length > 0) return wanted.toSorted((a, b) => endOf(b.stepAt) - endOf(a.stepAt))[0]
  return line.portions.toSorted((a, b) => (b.stepAt.cancelled ?? 0) - (a.stepAt.cancelled ?? 0))[0]
}

/** What is known of a location. */
export type PlaceOf = (
  location: string,
) => { kind: LocationKind | null; region: string | null; country: string | null } | null

/**
 * Null where the line has no promise to miss, or nothing tells when it was ordered.
 */
export function riskLineOf(
  order: string,
  placedAt: number | null,
  line: FoldedLine,
  placeOf: PlaceOf,
): RiskLine | null {
  const deciding = decidingPortion(line)
  if (placedAt === null || line.promise === null || !deciding) return null
  const { stepAt } = deciding
  const steps = Object.entries(stepAt) as [OrderStep, number][]
  const visits = steps
    .filter(([step]) => !ENDS.has(step))
    .map(([stage, at]): Visit => ({ stage, at: Math.max(at, placedAt) }))
    .sort((a, b) => a.at - b.at || RANK.indexOf(a.stage) - RANK.indexOf(b.stage))
  const cancelled = line.portions.every(({ stage }) => stage === 'cancelled')
  return {
    order,
    line: line.statement.line,
    flow: shippedAs(line, placeOf),
    orderedFrom: originOf(line.statement.origin ?? null, placeOf),
    origin: originOf(line.location, placeOf),
    destination: line.region ?? line.country,
    carrier: line.carrier,
    placedAt,
    promisedAt: line.promise.at,
    visits: [{ stage: 'placed', at: placedAt }, ...visits],
    handedOverAt: line.handedOverAt,
    cancelledAt: cancelled ? (stepAt.cancelled ?? null) : null,
  }
}

function originOf(location: string | null, placeOf: PlaceOf): Origin | null {
  if (location === null) return null
  const place = placeOf(location)
  return { location, region: place?.region ?? place?.country ?? location }
}

/** A line turns out to be `boris` by its return, long after: until then it goes as any that is shipped. */
function shippedAs({ flow, location }: FoldedLine, placeOf: PlaceOf): Flow | null {
  if (flow !== 'boris') return flow
  return location !== null && placeOf(location)?.kind === 'store' ? 'shipFromStore' : 'shipFromDc'
}

/** When a line was over, one way or the other; null while it is open. */
export const endedAt = ({ handedOverAt, cancelledAt }: RiskLine): number | null => handedOverAt ?? cancelledAt

/** Where a line stood at a time, and since when. */
export const stageAt = ({ visits, placedAt }: RiskLine, at: number): Visit =>
  visits.findLast((visit) => visit.at <= at) ?? { stage: 'placed', at: placedAt }

/** From the order to the promise; at least an hour. */
export const promisedMs = ({ placedAt, promisedAt }: RiskLine): number =>
  Math.max(3_600_000, promisedAt - placedAt)
