/** Owns the list of faults that the stock rules should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'
import { bufferEaten, bufferTouched } from './bufferBreached.ts'
import { countedLittleShort, countedShort, stolen } from './countVariance.ts'
import { receiptToldLater, soldUnseen } from './negativeLedger.ts'
import { deliveredLittleShort, deliveredShort, restBookedLater } from './receivedShort.ts'
import {
  monthsOfCover,
  muchTooMuch,
  newAfterMonths,
  nothingLeaves,
  slowButThere,
  soldLastMonth,
  soonGone,
  stockThatIsNotThere,
  truckTomorrow,
} from './slowStock.ts'
import { boughtUp, neverHadAny, oneLeft, soldOut } from './stockout.ts'
import { truckHoursLate, truckNeverArrives } from './truckNeverArrives.ts'

export const STOCK_FAULTS: readonly AlertFault[] = [
  stolen,
  boughtUp,
  bufferEaten,
  bufferTouched,
  countedLittleShort,
  countedShort,
  deliveredLittleShort,
  deliveredShort,
  muchTooMuch,
  nothingLeaves,
  oneLeft,
  receiptToldLater,
  slowButThere,
  soldOut,
  soldUnseen,
  soonGone,
  stockThatIsNotThere,
  truckNeverArrives,
  monthsOfCover,
  neverHadAny,
  newAfterMonths,
  restBookedLater,
  soldLastMonth,
  truckHoursLate,
  truckTomorrow,
]
