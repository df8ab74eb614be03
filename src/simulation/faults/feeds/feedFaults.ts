/** Owns the list of faults that the feed rules should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'
import { fewAmongMany, newVersionBroken, twoBroken } from './badRecords.ts'
import { clockAhead, memberAdded, memberGone, memberInSome, oneFromTheFuture } from './clockAndShape.ts'
import { batchTwice, sentAgainAndAgain } from './duplicates.ts'
import { feedFallsSilent, linePauses, storeFallsSilent } from './feedFallsSilent.ts'
import { everythingLate, everythingSecondsLate } from './feedLagging.ts'
import { interchangeLost, numberLate, numberLost } from './sequenceGap.ts'
import { lastSalesLate, readingHasMore } from './totals.ts'

export const FEED_FAULTS: readonly AlertFault[] = [
  batchTwice,
  clockAhead,
  everythingLate,
  everythingSecondsLate,
  feedFallsSilent,
  fewAmongMany,
  interchangeLost,
  lastSalesLate,
  linePauses,
  memberAdded,
  memberGone,
  memberInSome,
  newVersionBroken,
  numberLate,
  numberLost,
  oneFromTheFuture,
  readingHasMore,
  sentAgainAndAgain,
  storeFallsSilent,
  twoBroken,
]
