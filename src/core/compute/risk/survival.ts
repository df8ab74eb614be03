/** Owns the survival estimate: how many of those that were still waiting went on waiting for so much longer. */

/** Lines that came to one stage, ordered by the time from there to the hand-over. Times are parts of the promised time. */
export interface Waits {
  /** In the stage, until the next one or as long as it was seen. */
  stay: Float64Array
  /** From the stage's beginning to the hand-over, or as long as it was seen. */
  wait: Float64Array
  /** 1 where the wait ended with the hand-over; 0 where it was only seen so far (still open, or cancelled). */
  over: Uint8Array
}

export interface Survival {
  /** Lines that were still in the stage after so long. */
  lines: number
  /** Share of them that was handed over later than `until`, or never. */
  beyond: number
  /** Share of them that was never handed over, as far as was seen. */
  never: number
}

export function waitsOf(seen: readonly { stay: number; wait: number; over: boolean }[]): Waits {
  // At one time, those that ended come before those that were only seen so far.
  const sorted = seen.toSorted((a, b) => a.wait - b.wait || Number(b.over) - Number(a.over))
  return {
    stay: Float64Array.from(sorted, ({ stay }) => stay),
    wait: Float64Array.from(sorted, ({ wait }) => wait),
    over: Uint8Array.from(sorted, ({ over }) => Number(over)),
  }
}

/**
 * Kaplan and Meier's product-limit estimate (1958) over the lines that had been in the stage for longer than `since`:
 * those that were only seen so far count for as long as they were seen.
 */
export function survival({ stay, wait, over }: Waits, since: number, until: number): Survival {
  let lines = 0
  for (let place = 0; place < stay.length; place += 1) if (stay[place]! >= since) lines += 1
  let waiting = lines
  let share = 1
  let beyond = 1
  for (let place = 0; place < stay.length && waiting > 0; place += 1) {
    if (stay[place]! < since) continue
    if (over[place] === 1) share *= 1 - 1 / waiting
    if (wait[place]! <= until) beyond = share
    waiting -= 1
  }
  return { lines, beyond, never: share }
}
