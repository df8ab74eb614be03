/** Owns the way back: returns bound to their lines, from the first word to the refund. */
import {
  RETURN_STEPS,
  type Flow,
  type LocationKind,
  type ReturnStep,
  type StockDisposition,
} from '../../../shared/vocabulary.ts'
import type { LineReturn } from '../../../shared/readModels/orders.ts'
import { FLOW_RULES } from './flows.ts'
import { NO_UNITS, type Portion } from './portions.ts'

/** One told step of a return. */
export interface ReturnFact {
  return: string
  line: string | null
  step: ReturnStep
  at: number
  units: number | null
  location: string | null
  disposition: StockDisposition | null
  amountMinor: number | null
  reason: string | null
}

/** What a return step has to be judged by. */
export interface ReturnSituation {
  flow: Flow | null
  portions: readonly Portion[]
  /** Returns of the same line so far. */
  returns: readonly LineReturn[]
  kindOf(location: string): LocationKind | null
  /** What is left of what was paid for the order, in minor units; null while no payment is known. */
  refundableMinor: number | null
}

export type ReturnVerdict =
  /** `cancelUnits` never came into the customer's hands: the demand for them is cancelled. */
  | { outcome: 'taken'; state: LineReturn; cancelUnits: number }
  | { outcome: 'repeated' }
  | { outcome: 'refused'; why: string }

const refused = (why: string) => ({ outcome: 'refused', why }) as const

const unitsIn = (portions: readonly Portion[], is: (portion: Portion) => boolean) =>
  portions.reduce((sum, portion) => sum + (is(portion) ? portion.units : 0), 0)

export const isHad = ({ stage }: Portion) => stage === 'delivered' || stage === 'collected'
const isOpen = (portion: Portion) => !isHad(portion) && portion.stage !== 'cancelled'

/** Units that a return takes from the customer. */
export const unitsBack = (one: LineReturn) =>
  one.step === 'withdrawn' ? 0 : one.units - one.undeliveredUnits

interface Extent {
  units: number
  cancelUnits: number
}

/** How many units a return is of, and how many of these never arrived. Null units: all that there are. */
function extentOf(fact: ReturnFact, { portions, returns }: ReturnSituation): Extent | ReturnVerdict {
  const had = unitsIn(portions, isHad)
  const open = unitsIn(portions, isOpen)
  const others = returns.filter((one) => one.return !== fact.return)
  const withCustomer = had - others.reduce((sum, one) => sum + unitsBack(one), 0)
  const units = fact.units ?? (withCustomer > NO_UNITS ? withCustomer : open)
  if (units <= NO_UNITS) {
    if (had > NO_UNITS) return refused(`all ${had} units are on their way back already`)
    return fact.line === null
      ? { outcome: 'repeated' }
      : refused('nothing of this line is left to come back: it was cancelled')
  }
  const cancelUnits = Math.max(0, units - Math.max(0, withCustomer))
  if (cancelUnits > open + NO_UNITS) {
    return refused(`${units} units are to come back, the customer has ${Math.max(0, withCustomer)}`)
  }
  return { units, cancelUnits: cancelUnits > NO_UNITS ? cancelUnits : 0 }
}

/** Judges one step of a return against everything before it. */
export function judgeReturn(fact: ReturnFact, situation: ReturnSituation): ReturnVerdict {
  const known = situation.returns.find((one) => one.return === fact.return)
  if (known?.stepAt[fact.step] !== undefined) {
    return fact.step === 'refunded'
      ? refused(`the return ${fact.return} was refunded already`)
      : { outcome: 'repeated' }
  }
  const illegal = illegalStep(fact, known, situation)
  if (illegal !== null) return refused(illegal)
  const before: LineReturn = known ?? {
    return: fact.return,
    units: 0,
    undeliveredUnits: 0,
    step: fact.step,
    location: null,
    disposition: null,
    refundMinor: 0,
    stepAt: {},
    reason: null,
  }
  let state: LineReturn = {
    ...before,
    stepAt: { ...before.stepAt, [fact.step]: fact.at },
    reason: fact.reason ?? before.reason,
  }
  let cancelUnits = 0
  // Money may go back without goods; whatever else is told first of a return says what it is of.
  const isOpening = before.stepAt.initiated === undefined && before.stepAt.received === undefined
  if (isOpening && fact.step !== 'refunded' && fact.step !== 'withdrawn') {
    const extent = extentOf(fact, situation)
    if ('outcome' in extent) return extent
    cancelUnits = extent.cancelUnits
    state = { ...state, units: extent.units, undeliveredUnits: cancelUnits }
  }
  switch (fact.step) {
    case 'received':
      state.location = fact.location
      // What came back counts, where it is less than was announced.
      if (!isOpening && fact.units !== null && fact.units < state.units) {
        state.undeliveredUnits = Math.min(state.undeliveredUnits, fact.units)
        state.units = fact.units
      }
      break
    case 'graded':
      state.disposition = fact.disposition
      state.location = fact.location ?? state.location
      break
    case 'refunded':
      state.refundMinor = fact.amountMinor ?? 0
      break
    default:
  }
  state.step = stepOf(state)
  return { outcome: 'taken', state, cancelUnits }
}

/** Where a return stands. Where money went back before the goods did, the goods are still awaited. */
function stepOf({ stepAt, units }: LineReturn): ReturnStep {
  if (stepAt.withdrawn !== undefined) return 'withdrawn'
  const isAwaited = units > NO_UNITS && stepAt.received === undefined
  if (stepAt.refunded !== undefined && !isAwaited) return 'refunded'
  return RETURN_STEPS.findLast((step) => step !== 'refunded' && stepAt[step] !== undefined) ?? 'initiated'
}

/** Why a step may not be taken from where the return stands, by name; null where it may. */
function illegalStep(
  fact: ReturnFact,
  known: LineReturn | undefined,
  situation: ReturnSituation,
): string | null {
  const { flow, refundableMinor } = situation
  if (known?.step === 'withdrawn') return `“${fact.step}” cannot follow “withdrawn”`
  const rules = flow === null ? null : FLOW_RULES[flow]
  switch (fact.step) {
    case 'initiated':
      return known?.stepAt.received === undefined ? null : '“initiated” cannot follow “received”'
    case 'received': {
      const kind = fact.location === null ? null : situation.kindOf(fact.location)
      return rules?.returnedTo && kind !== null && kind !== rules.returnedTo
        ? `${flow}: the return is received in a ${rules.returnedTo}, ${fact.location} is a ${kind}`
        : null
    }
    case 'graded':
      return known?.stepAt.received === undefined ? '“graded” cannot come before “received”' : null
    case 'withdrawn':
      if (known === undefined) return '“withdrawn” cannot come before “initiated”'
      return known.stepAt.received === undefined ? null : '“withdrawn” cannot follow “received”'
    case 'refunded':
      return (
        refundFault(fact.amountMinor ?? 0, refundableMinor) ??
        (rules?.paidAtCounter && refundableMinor === null && unitsIn(situation.portions, isHad) === 0
          ? `${flow}: it is paid for on collecting, and nothing was collected`
          : null)
      )
  }
}

/** Why so much cannot go back; null where it can. */
export function refundFault(amountMinor: number, refundableMinor: number | null): string | null {
  if (refundableMinor === null || amountMinor <= refundableMinor) return null
  return `a refund of ${amountMinor} is more than the ${refundableMinor} that is left of what was paid`
}
