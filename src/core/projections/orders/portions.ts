/** Owns the units of one order line on their ways: portions that split where only some units take a step. */
import type { CausedBy, Flow, OrderStep } from '../../../shared/events.ts'
import type { LineStage } from '../../../shared/readModels/orders.ts'
import { judgeStep } from './flows.ts'

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
  /** Absent: all units that can take it. */
  units: number | null
  location: string | null
  shipment: string | null
  by: CausedBy | null
}

export const openingPortion = (units: number): Portion => ({
  units,
  stage: 'placed',
  location: null,
  shipment: null,
  stepAt: {},
  cancelledBy: null,
})

/** Whether a step that names a location or a shipment can mean these units. */
function isMeant(portion: Portion, step: Step): boolean {
  if (step.shipment !== null && portion.shipment !== null && step.shipment !== portion.shipment) return false
  if (step.step === 'allocated' || step.location === null || portion.location === null) return true
  // Units that travel are spoken of by where they come to.
  if (step.step === 'arrived' || step.step === 'ready' || step.step === 'collected') return true
  return step.step === 'delivered' || portion.location === step.location
}

function taken(portion: Portion, step: Step, units: number): Portion {
  const moved: Portion = { ...portion, units, stage: step.step === 'rejected' ? 'placed' : step.step }
  moved.stepAt = { ...portion.stepAt, [step.step]: step.at }
  if (step.step === 'rejected') {
    // Units go back to be allocated elsewhere; what was done at the place that gave them up does not count.
    for (const undone of ['allocated', 'picked', 'packed'] as const) delete moved.stepAt[undone]
    moved.location = null
    return moved
  }
  if (step.step === 'cancelled') moved.cancelledBy = step.by
  if (step.location !== null && step.step !== 'delivered') moved.location = step.location
  moved.shipment = step.shipment ?? moved.shipment
  return moved
}

/** Portions that stand alike are one. */
function merged(portions: readonly Portion[]): Portion[] {
  const byState = new Map<string, Portion>()
  for (const portion of portions) {
    const { units: _units, ...state } = portion
    const key = JSON.stringify([state, Object.entries(state.stepAt).sort()])
    const same = byState.get(key)
    byState.set(key, same ? { ...same, units: same.units + portion.units } : portion)
  }
  return [...byState.values()]
}

/** Units are sums of decimals; a difference below this is none. */
const NOTHING = 1e-9

/**
 * Lets units take a step.
 * @returns the portions after it, and why the step, or a part of it, was refused; null where it was not
 */
export function takeStep(
  portions: readonly Portion[],
  flow: Flow | null,
  step: Step,
): { portions: Portion[]; refused: string | null; tookUnits: number } {
  let wanted = step.units ?? Number.POSITIVE_INFINITY
  let tookUnits = 0
  let repeatedUnits = 0
  let why: string | null = null
  const after: Portion[] = []
  // Units that are furthest behind of those that may take it come last: a second parcel follows the first.
  for (const portion of portions) {
    const verdict = isMeant(portion, step) ? judgeStep(flow, portion.stage, step.step) : null
    if (verdict !== 'taken' || wanted <= NOTHING) {
      if (verdict === 'repeated') repeatedUnits += portion.units
      else if (verdict !== null && verdict !== 'taken') why = verdict.refused
      after.push(portion)
      continue
    }
    const units = Math.min(wanted, portion.units)
    after.push(taken(portion, step, units))
    if (portion.units - units > NOTHING) after.push({ ...portion, units: portion.units - units })
    wanted -= units
    tookUnits += units
  }
  const missing = step.units === null ? (tookUnits > 0 ? 0 : 1) : step.units - tookUnits
  const isRepeat = repeatedUnits > 0 && (step.units === null || repeatedUnits + NOTHING >= missing)
  if (missing <= NOTHING || isRepeat) return { portions: merged(after), refused: null, tookUnits }
  const short =
    tookUnits > 0
      ? `${step.units} units were to be ${step.step}, ${tookUnits} could be`
      : (why ?? `no units are where “${step.step}” could be taken`)
  return { portions: merged(after), refused: short, tookUnits }
}
