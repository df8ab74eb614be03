/** Owns the list of faults that the stock rules should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'
import { truckNeverArrives } from './truckNeverArrives.ts'

export const STOCK_FAULTS: readonly AlertFault[] = [truckNeverArrives]
