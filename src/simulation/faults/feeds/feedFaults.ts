/** Owns the list of faults that the feed rules should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'
import { newVersionBroken, twoBroken } from './badRecords.ts'
import { clockAhead, memberAdded } from './clockAndShape.ts'
import { batchTwice, sentAgainAndAgain } from './duplicates.ts'
import { feedFallsSilent, linePauses, storeFallsSilent } from './feedFallsSilent.ts'
import { everythingLate, everythingSecondsLate } from './feedLagging.ts'
import { numberLate, numberLost } from './sequenceGap.ts'
import { readingHasMore } from './totals.ts'

export const FEED_FAULTS: readonly AlertFault[] = [
  batchTwice,
  clockAhead,
  everythingLate,
  everythingSecondsLate,
  feedFallsSilent,
  linePauses,
  memberAdded,
  newVersionBroken,
  numberLate,
  numberLost,
  readingHasMore,
  sentAgainAndAgain,
  storeFallsSilent,
  twoBroken,
]
