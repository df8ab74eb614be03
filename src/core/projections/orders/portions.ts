/** Owns the units of one order line on their ways: portions that split where only some units take a step. */
import type { CausedBy, Flow, OrderStep } from '../../../shared/vocabulary.ts'
import type { LineStage } from '../../../shared/readModels/orders.ts'
import { ALL_STAGES, judgeStep, type Verdict } from './flows.ts'

export interface Portion {
  units: number
  stage: LineStage
  location: string | null
  shipment: string | null
  stepAt: Partial<Record<OrderStep, number>>
  cancelledBy: CausedBy | null
}

/** A step of one line, from a record or from its shipment's milestones. */
export interface Step {
  step: OrderStep
  at: number
  /** Null: all units that can take it. */
  units: number | null
  location: string | null
  shipment: string | null
  by: CausedBy | null
  /** Told by a shipment's milestones, not by a record of the order. */
  fromShipment: boolean
}

export interface StepOutcome {
  portions: Portion[]
  /** Why the step, or a part of it, was refused; null where it was not. */
  refused: string | null
  tookUnits: number
}

export const openingPortion = (units: number): Portion => ({
  units,
  stage: 'placed',
  location: null,
  shipment: null,
  stepAt: {},
  cancelledBy: null,
})

/** Units are sums of decimals; a difference below this is none. */
export const NO_UNITS = 1e-9

/** Steps that are spoken of by where the units come to, not by where they were. */
const NAMED_BY_GOAL: ReadonlySet<OrderStep> = new Set([
  'allocated',
  'arrived',
  'ready',
  'collected',
  'delivered',
])

/** Whether a step that names a location or a shipment can mean these units. */
function isMeant(portion: Portion, step: Step): boolean {
  if (step.shipment !== null && portion.shipment !== null && step.shipment !== portion.shipment) return false
  if (step.location === null || portion.location === null || NAMED_BY_GOAL.has(step.step)) return true
  return portion.location === step.location
}

interface Candidate {
  portion: Portion
  place: number
  verdict: Verdict
}

/** Units of the named shipment before all others, then those of the named place. */
const nearness = ({ portion }: Candidate, step: Step) =>
  (step.shipment !== null && portion.shipment === step.shipment ? 2 : 0) +
  (step.location !== null && portion.location === step.location ? 1 : 0)

/**
 * Candidates in the order in which they take a step. What is done to units is done first to those that are furthest on
 * (what was packed is shipped); what is given up is given up first where least was done.
 */
function inOrder(candidates: readonly Candidate[], step: Step): Candidate[] {
  const sign = step.step === 'cancelled' || step.step === 'rejected' ? 1 : -1
  return candidates.toSorted(
    (a, b) =>
      nearness(b, step) - nearness(a, step) ||
      sign * (ALL_STAGES.indexOf(a.portion.stage) - ALL_STAGES.indexOf(b.portion.stage)) ||
      a.place - b.place,
  )
}

/** Without a number of units, a name that some units bear means these alone. */
function meantBy(portions: readonly Portion[], flow: Flow | null, step: Step): Candidate[] {
  const meant = portions.flatMap((portion, place): Candidate[] =>
    isMeant(portion, step) ? [{ portion, place, verdict: judgeStep(flow, portion.stage, step.step) }] : [],
  )
  if (step.units !== null || step.step === 'allocated') return meant
  const nearest = Math.max(0, ...meant.map((one) => nearness(one, step)))
  return nearest === 0 ? meant : meant.filter((one) => nearness(one, step) === nearest)
}

function taken(portion: Portion, step: Step, units: number): Portion {
  const moved: Portion = { ...portion, units, stage: step.step === 'rejected' ? 'placed' : step.step }
  moved.stepAt = { ...portion.stepAt, [step.step]: step.at }
  if (step.step === 'rejected') {
    // Units go back to be allocated elsewhere; what was done at the place that gave them up does not count.
    for (const undone of ['allocated', 'picked', 'packed'] as const) delete moved.stepAt[undone]
    return { ...moved, location: null, shipment: null }
  }
  if (step.step === 'cancelled') return { ...moved, cancelledBy: step.by }
  if (step.location !== null && step.step !== 'delivered') moved.location = step.location
  return { ...moved, shipment: step.shipment ?? moved.shipment }
}

/** A second source tells of a step that was taken: what it knows besides is kept. */
const noted = (portion: Portion, step: Step, units: number): Portion => ({
  ...portion,
  units,
  shipment: portion.shipment ?? step.shipment,
  location: portion.location ?? (step.step === 'delivered' ? null : step.location),
})

function isAlike(a: Portion, b: Portion): boolean {
  if (a.stage !== b.stage || a.location !== b.location || a.shipment !== b.shipment) return false
  if (a.cancelledBy !== b.cancelledBy) return false
  const steps = Object.keys(a.stepAt) as OrderStep[]
  return (
    steps.length === Object.keys(b.stepAt).length && steps.every((step) => a.stepAt[step] === b.stepAt[step])
  )
}

/**
 * Portions that stand alike are one. Those that a step left as they were differ already, so that only what it changed is
 * looked at: a line may have as many portions as units.
 */
function merged(portions: readonly Portion[], changed: ReadonlySet<Portion>): Portion[] {
  const kept: Portion[] = []
  const keptChanged = new Map<Portion, number>()
  const merge = (place: number, portion: Portion) => {
    const one = kept[place] as Portion
    const sum = { ...one, units: one.units + portion.units }
    kept[place] = sum
    keptChanged.delete(one)
    keptChanged.set(sum, place)
  }
  for (const portion of portions) {
    const isChanged = changed.has(portion)
    const like = isChanged
      ? kept.findIndex((one) => isAlike(one, portion))
      : ([...keptChanged].find(([one]) => isAlike(one, portion))?.[1] ?? -1)
    if (like >= 0) {
      merge(like, portion)
      continue
    }
    if (isChanged) keptChanged.set(portion, kept.length)
    kept.push(portion)
  }
  return kept
}

type Act = (portion: Portion, step: Step, units: number) => Portion

/** Lets units take a step. */
export function takeStep(portions: readonly Portion[], flow: Flow | null, step: Step): StepOutcome {
  const candidates = inOrder(meantBy(portions, flow, step), step)
  const acts = new Map<number, { act: Act; units: number }>()
  let left = step.units ?? Number.POSITIVE_INFINITY
  const assign = (some: readonly Candidate[], act: Act): number => {
    let units = 0
    for (const { portion, place } of some) {
      const own = Math.min(left, portion.units)
      if (own <= NO_UNITS || acts.has(place)) continue
      acts.set(place, { act, units: own })
      left -= own
      units += own
    }
    return units
  }
  const repeated = candidates.filter(({ verdict }) => verdict === 'repeated')
  // Told before of this very parcel; or by the order, which the parcel's own milestones now tell again.
  const toldAgain = repeated.filter(({ portion }) =>
    step.shipment === null
      ? false
      : portion.shipment === step.shipment || (step.fromShipment && portion.shipment === null),
  )
  let repeatedUnits = assign(toldAgain, noted)
  let tookUnits = assign(
    candidates.filter(({ verdict }) => verdict === 'taken'),
    taken,
  )
  if (step.step === 'allocated' && step.location !== null && (step.units !== null || tookUnits === 0)) {
    // Allocated anew to another place, without a word that the first gave it up.
    tookUnits += assign(
      repeated.filter(({ portion }) => portion.location !== step.location),
      taken,
    )
  }
  repeatedUnits += assign(repeated, noted)
  const changed = new Set<Portion>()
  const after = portions.flatMap((portion, place): Portion[] => {
    const one = acts.get(place)
    if (!one) return [portion]
    const rest = portion.units - one.units
    const acted = one.act(portion, step, one.units)
    changed.add(acted)
    return rest > NO_UNITS ? [acted, { ...portion, units: rest }] : [acted]
  })
  const did = tookUnits + repeatedUnits
  const isWhole = step.units === null ? did > 0 : did + NO_UNITS >= step.units
  return {
    portions: merged(after, changed),
    refused: isWhole ? null : refusal(candidates, step, tookUnits),
    tookUnits,
  }
}

function refusal(candidates: readonly Candidate[], step: Step, tookUnits: number): string {
  if (tookUnits > 0) return `${step.units} units were to be ${step.step}, ${tookUnits} could be`
  for (const { verdict } of candidates) if (typeof verdict === 'object') return verdict.refused
  return `no units are where “${step.step}” could be taken`
}
