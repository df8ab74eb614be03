/** Owns what the engine's main side and the thread that evaluates say to each other. */
import type { AlertRuleRun } from '../ledger/types.ts'
import type { StepLimits } from './alertEngine.ts'
import type { LogPlace } from './follow.ts'

export interface AlertTask {
  task: 'alerts'
  path: string
  /** Rules that are left out. */
  skipped: readonly string[]
  /** Where the thread writes which rule it asks: a length, then so many bytes of its name. */
  watch: SharedArrayBuffer
}

export interface AlertQuestion extends StepLimits {
  now: number
}

export type AlertAnswer =
  | {
      /** JSON texts of lists of records; each is recorded whole. */
      facts: string[]
      place: LogPlace | null
      runs: AlertRuleRun[]
      more: boolean
      caughtUp: boolean
      nextAt: number | null
      behind: number
      /** Processor time that the step took. */
      milliseconds: number
    }
  | { fault: string }

export const WATCH_BYTES = 256

/** The name that was written into the watch; null: none. */
export function watchedRule(watch: SharedArrayBuffer): string | null {
  // A decoder takes no shared memory.
  const bytes = Uint8Array.from(new Uint8Array(watch))
  const length = bytes[0] ?? 0
  return length === 0 ? null : new TextDecoder().decode(bytes.subarray(1, 1 + length))
}

/** Writes names into the watch; each is encoded once. */
export function openWatch(watch: SharedArrayBuffer): (rule: string | null) => void {
  const bytes = new Uint8Array(watch)
  const encoded = new Map<string, Uint8Array>()
  return (rule) => {
    if (rule === null) {
      bytes[0] = 0
      return
    }
    let name = encoded.get(rule)
    if (!name) encoded.set(rule, (name = new TextEncoder().encode(rule).subarray(0, WATCH_BYTES - 1)))
    bytes.set(name, 1)
    bytes[0] = name.length
  }
}
