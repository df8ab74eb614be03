/** Owns the plans that made-up lives of orders follow: a flow, lines, and acts drawn at random. */
import * as fc from 'fast-check'
import { FLOWS, type Flow } from '../../../shared/vocabulary.ts'

const ACTS = {
  advance: 14,
  all: 2,
  split: 4,
  reject: 3,
  cancel: 2,
  cancelOrder: 1,
  parcel: 3,
  again: 2,
  open: 5,
  receive: 5,
  grade: 3,
  refund: 3,
  withdraw: 1,
  wrong: 4,
  takeBack: 1,
  outdated: 1,
} as const
export type ActName = keyof typeof ACTS

export interface Act {
  do: ActName
  /** Which of the lines, places, returns, steps there are. */
  pick: number
  units: number
  /** Minutes after the step at which its record is written: the step's own time is in it. */
  written: number
}

export interface Plan {
  flow: Flow
  lines: number[]
  acts: Act[]
  /** Lines are told at the very end, though steps name them before. */
  isDescribedLast: boolean
}

export const plan = (flow?: Flow): fc.Arbitrary<Plan> =>
  fc.record({
    flow: flow ? fc.constant(flow) : fc.constantFrom(...FLOWS),
    lines: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
    acts: fc.array(
      fc.record({
        do: fc.oneof(
          ...Object.entries(ACTS).map(([name, weight]) => ({
            weight,
            arbitrary: fc.constant(name as ActName),
          })),
        ),
        pick: fc.nat(999),
        units: fc.integer({ min: 1, max: 4 }),
        written: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(500)),
      }),
      { minLength: 4, maxLength: 40, size: 'max' },
    ),
    isDescribedLast: fc.boolean(),
  })
