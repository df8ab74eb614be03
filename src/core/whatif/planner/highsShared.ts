/** Owns the memory through which a thread in which HiGHS runs tells what it has found: readable at any time, without messages. */
import type { Problem } from './problem.ts'

export interface HighsTask {
  problem: Problem
  /** By lane, see `laneModel`. */
  settled: Uint8Array
  /** By lane: what the first plan uses. */
  open: Uint8Array
  gap: number
  secondsMax: number
  shared: HighsShared
}

export interface HighsShared {
  /** State, and a count that is odd while a plan is written. */
  flags: Int32Array
  /** Bound. */
  numbers: Float64Array
  /** By edge. */
  units: Int32Array
  status: Uint8Array
}

export const AT_WORK = 0
export const DONE = 1

const STATE = 0
const VERSION = 1
const STATUS_BYTES = 200

export function makeShared(edges: number): HighsShared {
  const shared = {
    flags: new Int32Array(new SharedArrayBuffer(8)),
    numbers: new Float64Array(new SharedArrayBuffer(8)),
    units: new Int32Array(new SharedArrayBuffer(4 * edges)),
    status: new Uint8Array(new SharedArrayBuffer(STATUS_BYTES)),
  }
  shared.numbers[0] = Infinity
  return shared
}

export function tellBound({ numbers }: HighsShared, bound: number): void {
  numbers[0] = Math.min(numbers[0]!, bound)
}

export function tellPlan({ flags, units }: HighsShared, plan: Int32Array): void {
  Atomics.add(flags, VERSION, 1)
  units.set(plan)
  Atomics.add(flags, VERSION, 1)
}

export function tellDone({ flags, status }: HighsShared, words: string): void {
  new TextEncoder().encodeInto(words, status)
  Atomics.store(flags, STATE, DONE)
  Atomics.notify(flags, STATE)
}

export const boundOf = ({ numbers }: HighsShared): number => numbers[0]!

export const statusOf = ({ status }: HighsShared): string =>
  new TextDecoder().decode(status.slice(0, status.indexOf(0)))

/** Blocks for so long at most. @returns whether HiGHS has ended */
export function waitForEnd({ flags }: HighsShared, ms: number): boolean {
  if (ms > 0) Atomics.wait(flags, STATE, AT_WORK, ms)
  return Atomics.load(flags, STATE) === DONE
}

/** @returns a plan newer than `since`; null where there is none, or one is just being written */
export function planSince(
  { flags, units }: HighsShared,
  since: number,
): { units: Int32Array; version: number } | null {
  const version = Atomics.load(flags, VERSION)
  if (version === since || version % 2 === 1) return null
  const copy = Int32Array.from(units)
  return Atomics.load(flags, VERSION) === version ? { units: copy, version } : null
}
