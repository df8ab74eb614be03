/** Owns the list of faults that the speed rules should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'
import { storeBusy, storeFlooded } from './backlog.ts'
import { carrierFallsSilent, courierSleeps } from './carriers.ts'
import { laneAsUsual, laneSlows, laneTruckLate } from './lanes.ts'
import { cameLate, nobodyCame, slotMissed, slotNearlyMissed } from './pickups.ts'
import { orderForgotten, orderInTime } from './promiseMissed.ts'
import { returnForgotten, returnJustGraded } from './returns.ts'

export const SPEED_FAULTS: readonly AlertFault[] = [
  cameLate,
  carrierFallsSilent,
  courierSleeps,
  laneAsUsual,
  laneSlows,
  laneTruckLate,
  nobodyCame,
  orderForgotten,
  orderInTime,
  returnForgotten,
  returnJustGraded,
  slotMissed,
  slotNearlyMissed,
  storeBusy,
  storeFlooded,
]
