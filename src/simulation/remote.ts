/** Owns `simulate --to`: a run sent to a hub over HTTP, as fast as the hub takes it. */
import { silentLogger, type Logger } from '../core/platform.ts'
import { createDispatch } from './dispatch.ts'
import type { CountsByFeed } from './message.ts'
import { createSender, type Fetch } from './sender.ts'
import { runMessages, type RunOptions } from './simulation.ts'

export interface RemoteOptions extends RunOptions {
  /** The hub's address. */
  url: string
  /** Bearer key or HMAC secret by feed, for every feed of `sampleFeeds()`. */
  keys: Record<string, string>
  fetch?: Fetch
  logger?: Logger
  signal?: AbortSignal
}

export interface RemoteReport {
  counts: CountsByFeed
  /** Messages that the hub acknowledged, and those it refused for good. */
  acknowledged: number
  refused: number
}

/**
 * Sends a run and waits for every acknowledgement: at least once, repeated after 429, 503 and lost connections.
 * Faults go to `label` as they are injected.
 */
export async function simulateTo(options: RemoteOptions): Promise<RemoteReport> {
  const logger = options.logger ?? silentLogger
  const { url: address, keys, fetch, signal } = options
  const send = createSender({
    address,
    keys,
    fetch,
    signal,
    onRetry: ({ feed, name }, reason, waitMs) =>
      logger.debug('sending again', { feed, name, reason, waitMs }),
  })
  const dispatch = createDispatch({
    send,
    limit: 24,
    lanesPerFeed: 2,
    onRefused: ({ feed, name }, outcome) => logger.warn('the hub refused a message', { feed, name, outcome }),
  })
  const run = runMessages(options)
  for (;;) {
    const step = run.next()
    if (step.done) {
      await dispatch.drain()
      const { acknowledged, refused } = dispatch
      return { counts: step.value, acknowledged, refused }
    }
    await dispatch.post(step.value)
  }
}
