/** Owns the engine's side of what-if: runs in threads of their own, what they found, and who waits. */
import { TowerError } from '../shared/errors.ts'
import type { WhatifRuns } from './api/whatifHandlers.ts'

export interface WhatifDesk extends WhatifRuns {
  close(): void
}

/** Runs that go on at once; others wait. */
const RUNS_AT_ONCE = 2

const notYet = (): never => {
  throw new TowerError('unavailable', 'What-if is not there yet.')
}

export function openWhatifDesk(): WhatifDesk {
  return {
    runsAtOnce: RUNS_AT_ONCE,
    base: notYet,
    start: notYet,
    rebase: notYet,
    stop: notYet,
    progress: notYet,
    list: () => [],
    summary: notYet,
    transfers: notYet,
    matrix: notYet,
    explain: notYet,
    close() {},
  }
}
