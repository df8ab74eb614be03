/** Owns what is learned from a sample of all SKUs together: lift of promotions, overdispersion, smoothing constants. */
import { chooseConstants } from './constants.ts'
import { addMoments, noMoments, overdispersionOf } from './dispersion.ts'
import { skuMoments, weigh, type Pools } from './estimate.ts'
import type { SkuHistory } from './history.ts'
import { liftOf, noLift, sumLift } from './promotions.ts'

/** Learns the pools. Of nothing: no lift, Poisson, the usual constants. */
export function learnPools(sample: readonly SkuHistory[]): Pools {
  const lifts = noLift()
  for (const history of sample) sumLift(history, lifts)
  const lift = liftOf(lifts, 1)
  const moments = noMoments()
  for (const history of sample) {
    for (const one of skuMoments(history, weigh(history, lift))) addMoments(moments, one)
  }
  return {
    lift,
    overdispersion: overdispersionOf(moments, null),
    constants: chooseConstants(sample, lift),
  }
}
