/** Owns the proof of the probabilities: said for a later time from what an earlier one knew, then held against what came. */
import type { Calibration } from '../../../shared/readModels/speed.ts'
import { endedAt, stageAt, type RiskLine, type RiskStage } from './riskLine.ts'
import { fitRisk, isUnallocated, kindsOf, predict, WIDER_GROUP_LINES, type RiskModel } from './riskModel.ts'
import { beyondOfHandedOver } from './survival.ts'

/** A past order: its lines in the end, and as they were known at any time. */
export interface PastOrder {
  placedAt: number
  last(): RiskLine[]
  at(time: number): RiskLine[]
}

/** Share of the orders, by the time at which they were placed, that is learned from. */
const TRAINED_SHARE = 0.7
/** How often it is learned over the later orders, each time from what was known by then. */
const LEARNED_TIMES = 12
const BINS = 10

/** One probability, said at one moment. */
export interface Saying {
  order: string
  line: string
  moment: string
  at: number
  risk: number
  riskIfHandedOver: number
  /** Share that missed the promise on the lane, as known when the learning ended: with those never handed over, and without. */
  base: number
  baseIfHandedOver: number
}

/** Moments of a line at which a probability is said; a stage's own is told by its name. */
function momentsOf(first: RiskLine, last: RiskLine): { moment: string; at: number }[] {
  const { placedAt, promisedAt } = first
  const share = (part: number) => placedAt + part * (promisedAt - placedAt)
  return [
    ...last.visits.map(({ stage, at }) => ({ moment: `when ${stage}`, at })),
    { moment: 'half of the promised time gone', at: share(0.5) },
    { moment: 'three quarters of the promised time gone', at: share(0.75) },
  ]
}

/** Whether a line missed its promise, as known at the end; null where nobody knows yet, or it was cancelled. */
function missed(line: RiskLine, end: number): boolean | null {
  if (line.handedOverAt !== null) return line.handedOverAt > line.promisedAt
  return line.cancelledAt !== null || line.promisedAt >= end ? null : true
}

interface BaseRates {
  /** By what is known of the line in its stage. */
  of(line: RiskLine, stage: RiskStage, ifHandedOver: boolean): number
}

/**
 * Share of lines that missed their promise, down to the lane, each drawn towards the wider one's as predictions are. Of
 * lines that were due by `until` only: of later ones just those would be known that came early.
 */
function baseRates(lines: readonly RiskLine[], until: number): BaseRates {
  const counts = new Map<string, { due: number; missed: number; handedOver: number; late: number }>()
  const groups = (line: RiskLine, stage: RiskStage) => [
    '',
    ...kindsOf(line, stage).map((kind) => `${isUnallocated(stage) ? 'ordered from' : 'sent from'} ${kind}`),
  ]
  for (const line of lines) {
    const isMissed = line.promisedAt <= until ? missed(line, until + 1) : null
    if (isMissed === null) continue
    for (const group of new Set([...groups(line, 'placed'), ...groups(line, 'shipped')])) {
      const one = counts.get(group) ?? { due: 0, missed: 0, handedOver: 0, late: 0 }
      one.due += 1
      one.missed += Number(isMissed)
      if (line.handedOverAt !== null) {
        one.handedOver += 1
        one.late += Number(isMissed)
      }
      counts.set(group, one)
    }
  }
  return {
    of(line, stage, ifHandedOver) {
      let rate = 0.5
      let weight = 1
      for (const group of groups(line, stage)) {
        const one = counts.get(group)
        const all = (ifHandedOver ? one?.handedOver : one?.due) ?? 0
        const bad = (ifHandedOver ? one?.late : one?.missed) ?? 0
        rate = (bad + weight * rate) / (all + weight)
        weight = WIDER_GROUP_LINES
      }
      return rate
    },
  }
}

/** What would have been said of an order's lines at their moments, each from the order as it was known then. */
function sayingsOf(order: PastOrder, learnedBy: (at: number) => Learned): Saying[] {
  const first = new Map(order.at(order.placedAt).map((line) => [line.line, line]))
  return order.last().flatMap((last): Saying[] => {
    const opening = first.get(last.line)
    if (!opening) return []
    return momentsOf(opening, last).flatMap(({ moment, at }): Saying[] => {
      const line = order.at(at).find((one) => one.line === last.line)
      if (!line || at > line.promisedAt || endedAt(line) !== null) return []
      const { stage } = stageAt(line, at)
      const { model, base } = learnedBy(at)
      return [
        {
          order: line.order,
          line: line.line,
          moment,
          at,
          risk: predict(model, line, at).risk,
          riskIfHandedOver: predict(model, line, at, beyondOfHandedOver).risk,
          base: base.of(line, stage, false),
          baseIfHandedOver: base.of(line, stage, true),
        },
      ]
    })
  })
}

export interface Replay {
  splitAt: number
  end: number
  sayings: Saying[]
}

/** What was learned by a time, and from then on said. */
interface Learned {
  from: number
  model: RiskModel
  base: BaseRates
}

function learnAt(orders: readonly PastOrder[], time: number): Learned {
  const lines = orders.filter(({ placedAt }) => placedAt <= time).flatMap((order) => order.at(time))
  return { from: time, model: fitRisk(lines, time), base: baseRates(lines, time) }
}

/**
 * Learns from the orders placed first, as they stood when the learning ended, and says the probabilities of the later
 * ones. Nothing from after a moment enters what is said at it.
 * @param times how often it is learned; the second time and later, from all that was known by then
 */
export function replay(orders: readonly PastOrder[], times: number): Replay | null {
  const byTime = orders.toSorted((a, b) => a.placedAt - b.placedAt)
  const splitAt = byTime[Math.floor(byTime.length * TRAINED_SHARE)]?.placedAt
  const tested = byTime.filter(({ placedAt }) => splitAt !== undefined && placedAt > splitAt)
  if (splitAt === undefined || tested.length === 0) return null
  const learned = Array.from({ length: times }, (_, turn) =>
    learnAt(
      byTime,
      turn === 0 ? splitAt : (tested[Math.floor((tested.length * turn) / times)]?.placedAt ?? splitAt),
    ),
  )
  const first = learned[0] as Learned
  const by = (at: number) => learned.findLast(({ from }) => from < at) ?? first
  return { splitAt, end: latestOf(byTime), sayings: tested.flatMap((order) => sayingsOf(order, by)) }
}

/** The latest time that the orders tell of. */
function latestOf(orders: readonly PastOrder[]): number {
  let latest = 0
  for (const order of orders) {
    for (const line of order.last()) {
      latest = Math.max(latest, line.visits.at(-1)?.at ?? 0, endedAt(line) ?? 0)
    }
  }
  return latest
}

interface Judged {
  risk: number
  base: number
  missed: boolean
}

const square = (judged: readonly Judged[], of: (one: Judged) => number) =>
  judged.reduce((sum, one) => sum + (of(one) - Number(one.missed)) ** 2, 0) / judged.length

function reliability(judged: readonly Judged[]): Calibration['reliability'] {
  return Array.from({ length: BINS }, (_, bin) => {
    const own = judged.filter(({ risk }) => Math.min(BINS - 1, Math.floor(risk * BINS)) === bin)
    const mean = (of: (one: Judged) => number) =>
      own.length === 0 ? 0 : own.reduce((sum, one) => sum + of(one), 0) / own.length
    return {
      from: bin / BINS,
      until: (bin + 1) / BINS,
      lines: own.length,
      predicted: mean(({ risk }) => risk),
      observed: mean((one) => Number(one.missed)),
    }
  }).filter(({ lines }) => lines > 0)
}

const ALL_MOMENTS = 'all moments'

/** Holds what was said against what came: at all moments together, then at each. */
function judge(
  { splitAt, end, sayings }: Replay,
  lines: ReadonlyMap<string, RiskLine>,
  refreshed: boolean,
): Calibration[] {
  const moments = [ALL_MOMENTS, ...new Set(sayings.map(({ moment }) => moment))]
  return (['due', 'handedOver'] as const).flatMap((counted) =>
    moments.flatMap((moment): Calibration[] => {
      const judged = sayings.flatMap((one): Judged[] => {
        const line = lines.get(keyOf(one))
        const isMissed = line ? missed(line, end) : null
        if (isMissed === null || (moment !== ALL_MOMENTS && one.moment !== moment)) return []
        if (counted === 'due') return [{ risk: one.risk, base: one.base, missed: isMissed }]
        return line?.handedOverAt == null
          ? []
          : [{ risk: one.riskIfHandedOver, base: one.baseIfHandedOver, missed: isMissed }]
      })
      if (judged.length === 0) return []
      const brier = square(judged, ({ risk }) => risk)
      const brierBase = square(judged, ({ base }) => base)
      return [
        {
          name: [moment, counted === 'due' ? '' : 'of what was handed over', refreshed ? '' : 'learned once']
            .filter(Boolean)
            .join(', '),
          moment,
          counted,
          refreshed,
          lines: judged.length,
          baseRate: judged.filter((one) => one.missed).length / judged.length,
          brier,
          brierBase,
          skill: brierBase === 0 ? 0 : 1 - brier / brierBase,
          reliability: reliability(judged),
          trainedUntil: splitAt,
          testedFrom: splitAt,
          testedUntil: end,
        },
      ]
    }),
  )
}

const keyOf = ({ order, line }: { order: string; line: string }) => JSON.stringify([order, line])

/**
 * The later orders' lines, by odds refreshed as the tower refreshes them; then by odds learned once, before any of them
 * was placed.
 */
export function calibrate(orders: readonly PastOrder[]): Calibration[] {
  const lines = new Map(orders.flatMap((order) => order.last().map((line) => [keyOf(line), line])))
  return [LEARNED_TIMES, 1].flatMap((times) => {
    const replayed = replay(orders, times)
    return replayed ? judge(replayed, lines, times > 1) : []
  })
}
