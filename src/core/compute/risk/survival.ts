/** Owns the survival estimate: how many of those that were still waiting went on waiting for so much longer. */

/** Lines that came to one stage, ordered by the time from there to the hand-over. Times are parts of what was left of the promised time there. */
export interface Waits {
  /** In the stage, until the next one or as long as it was seen. */
  stay: Float64Array
  /** From the stage's beginning to the hand-over, or as long as it was seen. */
  wait: Float64Array
  /** 1 where the wait ended with the hand-over; 0 where it was only seen so far (still open, or cancelled). */
  over: Uint8Array
  /** All of `stay`, the shortest first. */
  stays: Float64Array
}

/** A share of so many lines that were still in the stage. */
export interface Share {
  lines: number
  share: number
}

export function waitsOf(seen: readonly { stay: number; wait: number; over: boolean }[]): Waits {
  // At one time, those that ended come before those that were only seen so far.
  const sorted = seen.toSorted((a, b) => a.wait - b.wait || Number(b.over) - Number(a.over))
  return {
    stay: Float64Array.from(sorted, ({ stay }) => stay),
    wait: Float64Array.from(sorted, ({ wait }) => wait),
    over: Uint8Array.from(sorted, ({ over }) => Number(over)),
    stays: Float64Array.from(sorted, ({ stay }) => stay).sort(),
  }
}

/** Place of the first that is not below the value. */
function firstFrom(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Share that was handed over later than `until`, or never: Kaplan and Meier's product-limit estimate (1958) over the
 * lines that had been in the stage for `since`. Those that were only seen so far count for as long as they were seen.
 */
export function beyond({ stay, wait, over, stays }: Waits, since: number, until: number): Share {
  const lines = stays.length - firstFrom(stays, since)
  let waiting = lines
  let share = 1
  // Who was in the stage for so long, waited for so long.
  for (
    let place = firstFrom(wait, since);
    waiting > 0 && place < wait.length && wait[place]! <= until;
    place += 1
  ) {
    if (stay[place]! < since) continue
    if (over[place] === 1) share *= 1 - 1 / waiting
    waiting -= 1
  }
  return { lines, share }
}

/** The same among those that are handed over at last. */
export function beyondOfHandedOver(waits: Waits, since: number, until: number): Share {
  const { lines, share } = beyond(waits, since, until)
  const never = beyond(waits, since, Infinity).share
  return { lines, share: never < 1 ? (share - never) / (1 - never) : 1 }
}
