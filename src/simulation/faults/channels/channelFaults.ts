/** Owns the list of faults that the rules of channel coordination should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'
import { shownThoughRecalled, shownUntilReplaced } from './activeWithoutStock.ts'
import { stockNotTold, stockToldLate } from './channelStockOld.ts'
import {
  offersATouchMore,
  offersEverything,
  offersHalf,
  offersLittleShortly,
  offersTooLittle,
  offersTooMuch,
  takenDown,
  takenDownShortly,
} from './offers.ts'
import { cancelledInOne, cancelledSoonAfter, shippedThoughCancelled } from './orderStates.ts'
import { priceInOneChannel, priceRoundedOtherwise } from './priceInOneChannel.ts'
import { pricesSpreading } from './pricesSpreading.ts'
import { promisesADayLater, promisesOtherwise, promisesSpreading } from './promises.ts'
import {
  promotionEndsLate,
  promotionGoesOn,
  promotionMissing,
  promotionOfOneChannel,
  promotionStartsLate,
} from './promotions.ts'

export const CHANNEL_FAULTS: readonly AlertFault[] = [
  cancelledInOne,
  cancelledSoonAfter,
  offersATouchMore,
  offersEverything,
  offersHalf,
  offersLittleShortly,
  offersTooLittle,
  offersTooMuch,
  priceInOneChannel,
  priceRoundedOtherwise,
  pricesSpreading,
  promisesADayLater,
  promisesOtherwise,
  promisesSpreading,
  promotionEndsLate,
  promotionGoesOn,
  promotionMissing,
  promotionOfOneChannel,
  promotionStartsLate,
  shippedThoughCancelled,
  shownThoughRecalled,
  shownUntilReplaced,
  stockNotTold,
  stockToldLate,
  takenDown,
  takenDownShortly,
]
