/** Owns the list of faults that the rules of channel coordination should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'
import { shownThoughRecalled, shownUntilReplaced } from './activeWithoutStock.ts'
import { stockNotTold, stockToldLate } from './channelStockOld.ts'
import {
  offersEverything,
  offersHalf,
  offersTooLittle,
  offersTooMuch,
  takenDown,
  takenDownShortly,
} from './offers.ts'
import { cancelledInOne, cancelledSoonAfter, shippedThoughCancelled } from './orderStates.ts'
import { priceInOneChannel } from './priceInOneChannel.ts'
import { pricesSpreading } from './pricesSpreading.ts'
import { promisesOtherwise, promisesSpreading } from './promises.ts'
import { promotionGoesOn, promotionMissing } from './promotions.ts'

export const CHANNEL_FAULTS: readonly AlertFault[] = [
  cancelledInOne,
  cancelledSoonAfter,
  offersEverything,
  offersHalf,
  offersTooLittle,
  offersTooMuch,
  priceInOneChannel,
  pricesSpreading,
  promisesOtherwise,
  promisesSpreading,
  promotionGoesOn,
  promotionMissing,
  shippedThoughCancelled,
  shownThoughRecalled,
  shownUntilReplaced,
  stockNotTold,
  stockToldLate,
  takenDown,
  takenDownShortly,
]
