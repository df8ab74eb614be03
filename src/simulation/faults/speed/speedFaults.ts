/** Owns the list of faults that the speed rules should find, and of what only looks like them. */
import type { AlertFault } from '../alertFault.ts'

export const SPEED_FAULTS: readonly AlertFault[] = []
