/** Owns the model of risk: what became of lines that stood as this one stands, from all of them down to its own lane. */
import { endedAt, promisedMs, stageAt, type RiskLine, type RiskStage, type Visit } from './riskLine.ts'
import { beyond, waitsOf, type Share, type Waits } from './survival.ts'

/** Lines that a wider group's word is worth: a narrower group of as many counts for half. */
export const WIDER_GROUP_LINES = 50
/** The latest lines of a group that are looked at. */
const GROUP_LINES_MAX = 5_000
/** A group of fewer is not what a figure is said to rest on. */
const BASIS_LINES_MIN = 20

export interface RiskModel {
  /** What was known by then. */
  until: number
  lines: number
  groups: ReadonlyMap<string, Waits>
  /** Stages that followed a stage, with how often. */
  next: ReadonlyMap<string, ReadonlyMap<RiskStage, number>>
  /** Carriers seen from an origin to a region. */
  carriers: ReadonlyMap<string, ReadonlySet<string>>
}

export interface Prediction {
  /** Probability that the promise is missed: handed over too late, or never. */
  risk: number
  /** Lines that it rests on: those of the narrowest group that is not thin. */
  basedOn: number
}

const named = (...parts: (string | null)[]) => JSON.stringify(parts)

/** Stages in which nobody has been told yet to send the units. */
const UNALLOCATED: ReadonlySet<RiskStage> = new Set(['placed', 'approved', 'rejected'])
export const isUnallocated = (stage: RiskStage) => UNALLOCATED.has(stage)
/** Stages in which the carrier has the units. */
const CARRIED: ReadonlySet<RiskStage> = new Set(['shipped', 'arrived'])

/**
 * Groups of lines that go alike, from wide to narrow: flow, regions, places, lane with its carrier. A line belongs to
 * those only that were known in its stage: what is only learned later would tell how it ended.
 */
export function kindsOf(line: RiskLine, stage: RiskStage, isCarrierKnown = CARRIED.has(stage)): string[] {
  const { flow, destination, carrier } = line
  const origin = isUnallocated(stage) ? line.orderedFrom : line.origin
  if (flow === null) return []
  const kinds = [named(flow)]
  if (origin === null || destination === null) return kinds
  kinds.push(named(flow, origin.region, destination), named(flow, origin.location, destination, null))
  if (carrier !== null && isCarrierKnown) kinds.push(named(flow, origin.location, destination, carrier))
  return kinds
}

/** Of any stage: by the time since the order alone. */
const AGE = 'age'
/** How much of the promised time was left when a stage began, in tenths: lines that came to it late compare with such. */
const leftTenths = (line: RiskLine, since: number): number =>
  Math.max(-1, Math.min(9, Math.floor((10 * (line.promisedAt - since)) / promisedMs(line))))

function groupsOf(line: RiskLine, { stage, at }: Visit, isCarrierKnown?: boolean): string[] {
  const [flow, ...narrower] = kindsOf(line, stage, isCarrierKnown)
  if (flow === undefined) return [stage]
  const left = leftTenths(line, at)
  return [stage, `${stage} ${flow}`, ...[flow, ...narrower].map((kind) => `${stage} ${left} ${kind}`)]
}

const ENDS: ReadonlySet<RiskStage> = new Set(['delivered', 'collected', 'rejected'])

interface Seen {
  at: number
  stay: number
  wait: number
  over: boolean
}

/**
 * Learns from lines as they stood at `until`: what was not over by then counts as open until then. The time in a stage is
 * measured in parts of what was left of the promised time when it began: who makes a promise, and who works or collects
 * to it, goes by the time that it leaves.
 */
export function fitRisk(lines: Iterable<RiskLine>, until: number): RiskModel {
  const seen = new Map<string, Seen[]>()
  const next = new Map<string, Map<RiskStage, number>>()
  const carriers = new Map<string, Set<string>>()
  let count = 0
  const add = (group: string, one: Seen) => {
    const all = seen.get(group)
    if (all) all.push(one)
    else seen.set(group, [one])
  }
  for (const line of lines) {
    if (line.placedAt > until) continue
    count += 1
    const end = Math.min(endedAt(line) ?? until, until)
    const over = line.handedOverAt !== null && line.handedOverAt <= until
    const visits = line.visits.filter(({ at }) => at <= end)
    visits.forEach((visit, place) => {
      const { stage, at } = visit
      const left = visits[place + 1]?.at ?? end
      const unitMs = line.promisedAt - at
      // What came to a stage after its promise is no measure for what is still in time.
      if (unitMs > 0) {
        const one = { at, stay: (left - at) / unitMs, wait: (end - at) / unitMs, over }
        // By carrier in every stage: it is asked what another one would do.
        for (const group of groupsOf(line, visit, true)) add(group, one)
        if (place === 0) add(AGE, { ...one, stay: one.wait })
      }
      const after = visits[place + 1]?.stage ?? (over ? lastStep(line) : null)
      if (after !== null) countNext(next, line, stage, after)
    })
    const way = wayOf(line)
    if (line.carrier !== null && way !== null) {
      carriers.set(way, (carriers.get(way) ?? new Set()).add(line.carrier))
    }
  }
  return {
    until,
    lines: count,
    groups: new Map([...seen].map(([group, all]) => [group, recent(all)])),
    next,
    carriers,
  }
}

const wayOf = ({ flow, origin, destination }: RiskLine): string | null =>
  origin === null || destination === null ? null : named(flow, origin.location, destination)

const lastStep = ({ flow }: RiskLine): RiskStage =>
  flow === 'bopis' || flow === 'ropis' ? 'collected' : 'delivered'

function countNext(
  next: Map<string, Map<RiskStage, number>>,
  { flow }: RiskLine,
  stage: RiskStage,
  after: RiskStage,
): void {
  const counts = next.get(named(flow, stage)) ?? new Map<RiskStage, number>()
  next.set(named(flow, stage), counts.set(after, (counts.get(after) ?? 0) + 1))
}

const recent = (all: Seen[]): Waits =>
  waitsOf(all.length <= GROUP_LINES_MAX ? all : all.toSorted((a, b) => b.at - a.at).slice(0, GROUP_LINES_MAX))

/**
 * The probability that a line misses its promise, as it stands at `at`: of the lines that had been in the same stage
 * for as long, the share that took longer from there than this one has left. Each group's share is drawn towards the
 * wider group's by `WIDER_GROUP_LINES`. It is never less than if the line went on this instant: that is what bounds a
 * line which has waited for longer than any before it.
 * @param shareOf which lines are counted: all, or those that are handed over at last
 */
export function predict(
  model: RiskModel,
  line: RiskLine,
  at: number,
  shareOf: typeof beyond = beyond,
  isCarrierKnown?: boolean,
): Prediction {
  if (line.promisedAt < at) return { risk: 1, basedOn: 0 }
  const visits = line.visits.filter((visit) => visit.at <= at)
  const now = predictStanding(model, { ...line, visits }, at, shareOf, isCarrierKnown)
  const next = usualNext(model, { ...line, visits })
  if (next === null || ENDS.has(next)) return now
  const gone = { ...line, visits: [...visits, { stage: next, at }] }
  const atBest = predictStanding(model, gone, at, shareOf, isCarrierKnown)
  return atBest.risk > now.risk ? atBest : now
}

function predictStanding(
  model: RiskModel,
  line: RiskLine,
  at: number,
  shareOf: typeof beyond,
  isCarrierKnown: boolean | undefined,
): Prediction {
  const visit = stageAt(line, at)
  let risk = 0.5
  let basedOn = 0
  // Nothing is known before the first lines: even odds, which one line outweighs.
  let weight = 1
  for (const group of [AGE, ...groupsOf(line, visit, isCarrierKnown)]) {
    const waits = model.groups.get(group)
    const since = group === AGE ? line.placedAt : visit.at
    const unitMs = line.promisedAt - since
    const spent = unitMs > 0 ? (at - since) / unitMs : 1
    const { lines, share } = waits ? shareOf(waits, spent, 1) : NONE
    risk = (lines * share + weight * risk) / (lines + weight)
    if (lines >= BASIS_LINES_MIN || basedOn === 0) basedOn = lines
    weight = WIDER_GROUP_LINES
  }
  return { risk, basedOn }
}

const NONE: Share = { lines: 0, share: 0 }

/** Lines that were handed over, or that were still awaited when their promise passed: of these is known how they ended. */
const decided = new WeakMap<Waits, number>()
function decidedOf(waits: Waits): number {
  let lines = decided.get(waits)
  if (lines === undefined) {
    lines = waits.wait.reduce((sum, wait, place) => sum + Number(wait >= 1 || waits.over[place] === 1), 0)
    decided.set(waits, lines)
  }
  return lines
}

/**
 * How many lines of the past, in the stage of a line and on its flow, are known to have kept or missed their promise, and
 * what share of all of them that is. Where it is small, the odds speak of a time up to which nobody was followed.
 */
export function decidedAlike(model: RiskModel, line: RiskLine, at: number): Share {
  const visit = stageAt(line, at)
  const waits = model.groups.get(groupsOf(line, visit)[1] ?? visit.stage)
  if (!waits || waits.wait.length === 0) return NONE
  const lines = decidedOf(waits)
  return { lines, share: lines / waits.wait.length }
}

/** How many lines of the past had left the stage of a line, on their flow, within the time that it has been there. */
export function outlasted(model: RiskModel, line: RiskLine, at: number): number {
  const visit = stageAt(line, at)
  const waits = model.groups.get(groupsOf(line, visit)[1] ?? visit.stage)
  const unitMs = line.promisedAt - visit.at
  if (!waits || unitMs <= 0) return 0
  const spent = (at - visit.at) / unitMs
  return waits.stays.length - beyond(waits, spent, spent).lines
}

/** The step that usually follows where the line stands; null where no line went on from there. */
export function usualNext(model: RiskModel, line: RiskLine): RiskStage | null {
  const stage = line.visits.at(-1)?.stage ?? 'placed'
  const counts = model.next.get(named(line.flow, stage))
  return counts ? ([...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null) : null
}

/**
 * The carrier with whom the promise is kept most likely, of those seen on the line's way often enough; null where that
 * is its own, or nobody's word is better than what is known without.
 */
export function betterCarrier(
  model: RiskModel,
  line: RiskLine,
  at: number,
): { carrier: string; risk: number } | null {
  const way = wayOf(line)
  const visit = stageAt(line, at)
  let best: { carrier: string; risk: number } | null = null
  for (const carrier of way === null ? [] : (model.carriers.get(way) ?? [])) {
    const other = { ...line, carrier }
    const own = groupsOf(other, visit, true).at(-1) ?? ''
    if (carrier === line.carrier || (model.groups.get(own)?.stay.length ?? 0) < BASIS_LINES_MIN) continue
    const { risk } = predict(model, other, at, beyond, true)
    if (best === null || risk < best.risk) best = { carrier, risk }
  }
  return best !== null && best.risk < predict(model, line, at, beyond, line.carrier !== null).risk
    ? best
    : null
}
