/** Owns the list of faults that the stock rules should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'
import { bufferEaten, bufferTouched } from './bufferBreached.ts'
import { countedOneShort, countedShort } from './countVariance.ts'
import { receiptToldLater, soldUnseen } from './negativeLedger.ts'
import { deliveredOneShort, deliveredShort } from './receivedShort.ts'
import { muchTooMuch, nothingLeaves, slowButThere, soonGone, stockThatIsNotThere } from './slowStock.ts'
import { oneLeft, soldOut } from './stockout.ts'
import { truckNeverArrives } from './truckNeverArrives.ts'

export const STOCK_FAULTS: readonly AlertFault[] = [
  bufferEaten,
  bufferTouched,
  countedOneShort,
  countedShort,
  deliveredOneShort,
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
]
