/** Owns the list of faults that the feed rules should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'
import { feedFallsSilent } from './feedFallsSilent.ts'

export const FEED_FAULTS: readonly AlertFault[] = [feedFallsSilent]
