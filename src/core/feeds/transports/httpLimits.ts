/** Owns the bounds of the transports: sizes, rates, waiting times, and the budget of bytes held at once. */

export interface TransportLimits {
  /** One message of a feed, after inflation. */
  bodyBytesMax: number
  /** One message sent with the operator's token, such as `tower ingest` of a large file. */
  operatorBodyBytesMax: number
  /** One webhook, whose sender is known only once the body has been read. */
  webhookBodyBytesMax: number
  /** Bodies held by all requests and sockets together. */
  heldBytesMax: number
  /** Bodies of one feed's senders held before their signatures were checked; within `heldBytesMax`. */
  unprovenBytesMax: number
  /** Bodies of all senders together held before they were known; within `heldBytesMax`. */
  allUnprovenBytesMax: number
  /** Longest pause within a body. */
  bodyIdleMs: number
  /** Longest time from the first byte of a request to its last. */
  requestMs: number
  /** Requests a second and feed, averaged over `rateWindowSeconds`. */
  requestsPerSecond: number
  /** Bytes a second and feed, averaged over `rateWindowSeconds`. */
  bytesPerSecond: number
  rateWindowSeconds: number
  /** Messages of one WebSocket that may wait for their commit before its reading pauses. */
  windowMessages: number
  /** Bytes of one WebSocket that may wait for their commit before its reading pauses. */
  windowBytes: number
  /** One WebSocket message. */
  socketMessageBytesMax: number
  /** Time between two heartbeats; a socket that missed one is ended. */
  heartbeatMs: number
  /** Sockets of all feeds together. */
  feedSocketsMax: number
  /** One frame from a renderer. */
  frameBytesMax: number
  /** Renderer connections together. */
  apiSocketsMax: number
}

const MEGABYTE = 1024 * 1024

export const DEFAULT_LIMITS: TransportLimits = {
  bodyBytesMax: 64 * MEGABYTE,
  operatorBodyBytesMax: 512 * MEGABYTE,
  webhookBodyBytesMax: 8 * MEGABYTE,
  heldBytesMax: 768 * MEGABYTE,
  unprovenBytesMax: 32 * MEGABYTE,
  allUnprovenBytesMax: 192 * MEGABYTE,
  bodyIdleMs: 15_000,
  requestMs: 120_000,
  requestsPerSecond: 50_000,
  bytesPerSecond: 128 * MEGABYTE,
  rateWindowSeconds: 5,
  windowMessages: 256,
  windowBytes: 32 * MEGABYTE,
  socketMessageBytesMax: 32 * MEGABYTE,
  heartbeatMs: 30_000,
  feedSocketsMax: 2000,
  frameBytesMax: 16 * MEGABYTE,
  apiSocketsMax: 500,
}

/** Bytes that may be held at once; whoever takes gives back. */
export interface ByteBudget {
  /** False where the bytes do not fit: nothing was taken. */
  take(bytes: number): boolean
  giveBack(bytes: number): void
  held(): number
}

export function byteBudget(max: number): ByteBudget {
  let held = 0
  return {
    take(bytes) {
      if (held + bytes > max) return false
      held += bytes
      return true
    },
    giveBack(bytes) {
      held -= bytes
    },
    held: () => held,
  }
}

/** What senders hold before it is known who they are: a share of each feed, and one of all of them together. */
export interface UnprovenBudgets {
  /** The share of one feed; null: of bodies that are for none. */
  of(feed: string | null): ByteBudget
}

export function unprovenBudgets(limits: TransportLimits): UnprovenBudgets {
  const all = byteBudget(limits.allUnprovenBytesMax)
  const shares = new Map<string | null, ByteBudget>()
  return {
    of(feed) {
      const known = shares.get(feed)
      if (known) return known
      const share = within(byteBudget(limits.unprovenBytesMax), all)
      shares.set(feed, share)
      return share
    },
  }
}

/** A budget that takes from a larger one too. */
function within(share: ByteBudget, whole: ByteBudget): ByteBudget {
  return {
    take(bytes) {
      if (!share.take(bytes)) return false
      if (whole.take(bytes)) return true
      share.giveBack(bytes)
      return false
    },
    giveBack(bytes) {
      share.giveBack(bytes)
      whole.giveBack(bytes)
    },
    held: () => share.held(),
  }
}
