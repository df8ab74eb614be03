/** Owns the contract's part about promises at risk. */
import { Type } from '@sinclair/typebox'
import { nothing, page, query, strict } from './contractParts.ts'
import type * as Speed from './readModels/speed.ts'
import { speedScope } from './speedContract.ts'

export const riskContract = {
  /** Open lines by the probability of missing their promise times their value. */
  'orders.atRisk': query<Speed.AtRiskPage>()(
    Type.Object(
      {
        ...speedScope,
        ...page,
        /** Also those whose promise has passed already: nothing saves them. */
        missed: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
  ),
  /** How well such probabilities held on the orders of the past: a replay, made anew where orders were added. */
  'speed.calibration': query<{ sets: Speed.Calibration[] }>()(nothing),
} as const
