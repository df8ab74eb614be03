/** Owns the seven flows as state machines: which steps each has, in which order, and what may follow what. */
import type { Flow, LocationKind, OrderStep } from '../../../shared/vocabulary.ts'
import type { LineStage } from '../../../shared/readModels/orders.ts'

/** To an address: a carrier brings it. */
const TO_ADDRESS = ['placed', 'approved', 'allocated', 'picked', 'packed', 'shipped', 'delivered'] as const
/** To a counter; `shipped` and `arrived` where the units come from another location first. */
const TO_COUNTER = [
  'placed',
  'approved',
  'allocated',
  'picked',
  'packed',
  'shipped',
  'arrived',
  'ready',
  'collected',
] as const

export interface FlowRules {
  /**
   * Stages in the order in which they come. Sources leave steps out, so any later stage may follow an earlier one; none
   * may follow a later one. Besides, in every flow: `rejected` sends what is allocated and has not left back to be
   * allocated elsewhere, and `cancelled` ends what the customer does not have yet.
   */
  stages: readonly LineStage[]
  /** Kind of place that a return is received at; absent: any. */
  returnedTo?: LocationKind
  /** True: the customer pays on collecting, so nothing can be refunded before. */
  paidAtCounter?: true
}

export const FLOW_RULES: Readonly<Record<Flow, FlowRules>> = {
  shipFromDc: { stages: TO_ADDRESS },
  shipFromStore: { stages: TO_ADDRESS },
  dropShip: { stages: TO_ADDRESS },
  storeHomeDelivery: { stages: TO_ADDRESS },
  boris: { stages: TO_ADDRESS, returnedTo: 'store' },
  bopis: { stages: TO_COUNTER },
  ropis: { stages: TO_COUNTER, paidAtCounter: true },
}

/** Every stage in the order in which they come; while nothing tells the flow, every one may be. */
export const ALL_STAGES: readonly LineStage[] = [...TO_COUNTER.slice(0, -1), 'delivered', 'collected']

/** Stages in which the units are the customer's, or nobody's any more. */
export const ENDED: ReadonlySet<LineStage> = new Set(['delivered', 'collected', 'cancelled'])
const REJECTABLE: ReadonlySet<LineStage> = new Set(['allocated', 'picked', 'packed'])

export type Verdict = 'taken' | 'repeated' | { refused: string }

const nameOf = (flow: Flow | null) => flow ?? 'an order whose flow is not known'

/**
 * Whether units at a stage may take a step.
 * @returns `repeated` where they took it before (two sources tell of one step); `refused` with the reason
 */
export function judgeStep(flow: Flow | null, stage: LineStage, step: OrderStep): Verdict {
  if (stage === step) return 'repeated'
  if (step === 'rejected') {
    if (REJECTABLE.has(stage)) return 'taken'
    return { refused: `“rejected” cannot follow “${stage}”: nothing is allocated that has not left` }
  }
  if (step === 'cancelled') {
    if (!ENDED.has(stage)) return 'taken'
    return { refused: `“cancelled” cannot follow “${stage}”: what the customer has comes back as a return` }
  }
  const stages = flow ? FLOW_RULES[flow].stages : ALL_STAGES
  const place = stages.indexOf(step)
  if (place < 0) return { refused: `${nameOf(flow)} has no step “${step}”` }
  if (ENDED.has(stage) || place < stages.indexOf(stage)) {
    return { refused: `“${step}” cannot follow “${stage}”` }
  }
  return 'taken'
}

/** Place of a step where several are told of at one instant. */
export function stepRank(step: OrderStep): number {
  if (step === 'cancelled') return 100
  if (step === 'rejected') return ALL_STAGES.indexOf('packed') + 0.5
  return ALL_STAGES.indexOf(step)
}

/** The flow that places tell where no source states it. @param from kind of the location that the units are taken from */
export function flowOf(from: LocationKind | null, isPickup: boolean): Flow | null {
  if (isPickup) return 'bopis'
  if (from === 'dc') return 'shipFromDc'
  if (from === 'store') return 'shipFromStore'
  return from === 'supplier' ? 'dropShip' : null
}
