/** Owns how often a run's thread tells how it goes: often enough to be followed, not so often that it costs anything. */
import type { RunProgress } from '../../../shared/readModels/whatif.ts'

export type Told = Omit<RunProgress, 'run' | 'seconds'>
type Said = Pick<Told, 'state' | 'doing' | 'done'> & Partial<Told>

/** Shortest time between two tellings; four a second are promised. */
const EVERY_MS = 120

export interface Teller {
  /** Now, whatever was told last. */
  now(said: Said): void
  /** Unless something was told a moment ago. Figures that are left out stay as they were. */
  soon(said: Said): void
}

export function openTeller(tell: (told: Told) => void, elapsedMs: () => number): Teller {
  let last = -Infinity
  let told: Told = {
    state: 'snapshot',
    doing: '',
    done: null,
    planValueMinor: null,
    boundMinor: null,
    gap: null,
    message: null,
  }
  const now = (said: Said) => {
    told = { ...told, ...said }
    last = elapsedMs()
    tell(told)
  }
  return {
    now,
    soon(said) {
      if (elapsedMs() - last >= EVERY_MS) now(said)
    },
  }
}
