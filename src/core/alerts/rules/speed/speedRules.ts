/** Owns the list of rules about speed. */
import type { Rule } from '../../rule.ts'
import { carrierSilent } from './carrierSilent.ts'
import { collectedLate } from './collectedLate.ts'
import { laneSlower } from './laneSlower.ts'
import { locationBacklog } from './locationBacklog.ts'
import { pickupNotReady } from './pickupNotReady.ts'
import { promiseAtRisk } from './promiseAtRisk.ts'
import { returnNotGraded } from './returnNotGraded.ts'

export const SPEED_RULES: readonly Rule[] = [
  carrierSilent,
  locationBacklog,
  laneSlower,
  pickupNotReady,
  collectedLate,
  promiseAtRisk,
  returnNotGraded,
]
