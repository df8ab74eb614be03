/** Owns the way back: returns bound to their lines, from the first word to the refund. */
import type { LocationKind, ReturnStep, StockDisposition } from '../../../shared/events.ts'
import type { LineReturn } from '../../../shared/readModels/orders.ts'
import type { Flow } from '../../../shared/events.ts'
import type { Portion } from './portions.ts'

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
  others: readonly LineReturn[]
  kindOf(location: string): LocationKind | null
  /** What is left of what was paid for the order, in minor units; null while no payment is known. */
  refundableMinor: number | null
}

export type ReturnVerdict =
  | { outcome: 'taken'; state: LineReturn }
  /** The units never came into the customer's hands: the demand is cancelled instead. */
  | { outcome: 'cancelDemand'; units: number }
  | { outcome: 'repeated' }
  | { outcome: 'refused'; why: string }

const refused = (why: string): ReturnVerdict => ({ outcome: 'refused', why })

const handedOver = (portions: readonly Portion[]) =>
  portions
    .filter(({ stage }) => stage === 'delivered' || stage === 'collected')
    .reduce((sum, { units }) => sum + units, 0)

function openReturn(fact: ReturnFact, situation: ReturnSituation): ReturnVerdict | LineReturn {
  const had = handedOver(situation.portions)
  const going = situation.others
    .filter((one) => one.return !== fact.return && one.step !== 'withdrawn')
    .reduce((sum, one) => sum + one.units, 0)
  const units = fact.units ?? had - going
  if (had === 0 && fact.step !== 'refunded') {
    const open = situation.portions.filter(({ stage }) => stage !== 'cancelled')
    if (open.length === 0) return refused('nothing of this line is left to come back: it was cancelled')
    return { outcome: 'cancelDemand', units: fact.units ?? open.reduce((sum, one) => sum + one.units, 0) }
  }
  if (fact.step !== 'refunded' && units > had - going) {
    return refused(`${units} units are to come back, the customer has ${had - going}`)
  }
  if (fact.step === 'graded') return refused('“graded” before “received”')
  return {
    return: fact.return, units, step: 'initiated', location: null, disposition: null, refundMinor: 0, stepAt: {},
    reason: null,
  } // prettier-ignore
}

/** Judges one step of a return against everything before it. */
export function judgeReturn(
  fact: ReturnFact,
  known: LineReturn | undefined,
  situation: ReturnSituation,
): ReturnVerdict {
  const opened = known ?? openReturn(fact, situation)
  if ('outcome' in opened) return opened
  if (opened.step === 'withdrawn') return refused(`“${fact.step}” after the return was withdrawn`)
  if (known?.stepAt[fact.step] !== undefined) {
    if (fact.step === 'refunded') return refused(`the return ${fact.return} was refunded already`)
    return { outcome: 'repeated' }
  }
  const state: LineReturn = {
    ...opened,
    stepAt: { ...opened.stepAt, [fact.step]: fact.at },
    reason: fact.reason ?? opened.reason,
  }
  switch (fact.step) {
    case 'initiated':
      if (state.stepAt.received === undefined) state.step = 'initiated'
      break
    case 'received':
      if (situation.flow === 'boris' && fact.location !== null) {
        const kind = situation.kindOf(fact.location)
        if (kind !== null && kind !== 'store') return refused('boris: the return is received in a store')
      }
      state.step = 'received'
      state.location = fact.location
      break
    case 'graded':
      if (opened.stepAt.received === undefined) return refused('“graded” before “received”')
      state.step = 'graded'
      state.disposition = fact.disposition
      state.location = fact.location ?? state.location
      break
    case 'refunded': {
      const amount = fact.amountMinor ?? 0
      if (situation.refundableMinor !== null && amount > situation.refundableMinor) {
        return refused(
          `a refund of ${amount} is more than the ${situation.refundableMinor} that is left of what was paid`,
        )
      }
      state.refundMinor = amount
      // Money may go back before the goods do; the units are then still awaited.
      if (state.stepAt.received !== undefined || state.units === 0) state.step = 'refunded'
      break
    }
    case 'withdrawn':
      if (opened.stepAt.received !== undefined) return refused('“withdrawn” after “received”')
      state.step = 'withdrawn'
      break
  }
  return { outcome: 'taken', state }
}
