/** Owns the list of faults that the rules of channel coordination should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'
import { priceInOneChannel } from './priceInOneChannel.ts'
import { pricesSpreading } from './pricesSpreading.ts'

export const CHANNEL_FAULTS: readonly AlertFault[] = [priceInOneChannel, pricesSpreading]
