/** Owns when a line as a whole took each step: when the last of its units did. */
import type { OrderStep } from '../../../shared/vocabulary.ts'
import type { Portion } from './portions.ts'

export interface StepTimes {
  allocatedAt: number | null
  pickedAt: number | null
  packedAt: number | null
  shippedAt: number | null
  arrivedAt: number | null
  readyAt: number | null
}

/** Null where not all units that are wanted took the step, or nothing tells when. */
export function stepTimes(portions: readonly Portion[]): StepTimes {
  const wanted = portions.filter(({ stage }) => stage !== 'cancelled')
  const last = (step: OrderStep): number | null => {
    const times = wanted.map(({ stepAt }) => stepAt[step] ?? null)
    return times.length === 0 || times.includes(null) ? null : Math.max(...times.map((at) => at ?? 0))
  }
  return {
    allocatedAt: last('allocated'),
    pickedAt: last('picked'),
    packedAt: last('packed'),
    shippedAt: last('shipped'),
    arrivedAt: last('arrived'),
    readyAt: last('ready'),
  }
}
