/** Owns how often an engine that broke is opened again before it is given up. */
import type { Clock } from '../core/platform.ts'

/** More restarts than this within the window, and the engine is given up. */
const RESTARTS_MAX = 3
const WINDOW_MS = 3_600_000

/** Counts a restart at each call; false where there were too many within an hour. */
export function restartAllowance(clock: Clock): () => boolean {
  let times: number[] = []
  return () => {
    const now = clock.now()
    times = [...times.filter((time) => now - time < WINDOW_MS), now]
    return times.length <= RESTARTS_MAX
  }
}
