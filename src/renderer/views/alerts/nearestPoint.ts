/** Owns where on a back-test's curve a threshold lies. */
import type { AlertBackTest } from '../../../shared/readModels/alerts.ts'

/** The point of the curve that is nearest to a threshold. */
export function nearestPoint(curve: AlertBackTest['curve'], threshold: number): number {
  const distances = curve.map((point) => Math.abs(point.threshold - threshold))
  return Math.max(0, distances.indexOf(Math.min(...distances)))
}
