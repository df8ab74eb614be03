/** Owns the ports to the outside that a replay must control: time, randomness and the log. */

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

export interface Random {
  /** A number in [0, 1). */
  next(): number
}

export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

export const systemClock: Clock = { now: () => Date.now() }

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A small seeded generator (mulberry32, public domain, Tommy Ettinger 2017): one seed replays one run. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
    },
  }
}
