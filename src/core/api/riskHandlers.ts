/** Owns which function answers each path about promises at risk. */
import { ordersAtRisk, type RiskSource } from '../queries/risk.ts'
import type { QueryContext } from '../queries/context.ts'
import type { Handlers } from './handler.ts'

export function riskHandlers(
  now: () => Promise<QueryContext>,
  risk: RiskSource,
): Pick<Handlers, 'orders.atRisk' | 'speed.calibration'> {
  return {
    'orders.atRisk': async (input) => ordersAtRisk(await now(), risk, input),
    'speed.calibration': async () => ({ sets: await risk.calibration() }),
  }
}
