/** Owns how fast a feed may send: requests and bytes, counted in memory per feed. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { HttpProblem } from './httpProblems.ts'
import type { TransportLimits } from './httpLimits.ts'

export interface FeedRates {
  /** Counts one request. @throws HttpProblem 429 with Retry-After. */
  countRequest(feed: string): Promise<void>
  /** Counts a body that was taken; what is too much holds up the feed's next request. */
  countBytes(feed: string, bytes: number): Promise<void>
}

export function feedRates(limits: TransportLimits): FeedRates {
  const duration = limits.rateWindowSeconds
  const requests = new RateLimiterMemory({ points: limits.requestsPerSecond * duration, duration })
  const kilobytes = new RateLimiterMemory({
    points: Math.max(1, Math.floor((limits.bytesPerSecond * duration) / 1024)),
    duration,
  })
  return {
    async countRequest(feed) {
      const spent = await kilobytes.get(feed)
      if (spent && (spent.remainingPoints ?? 1) <= 0) throw tooFast(spent.msBeforeNext ?? 1000)
      await consume(requests, feed, 1)
    },
    async countBytes(feed, bytes) {
      await kilobytes.penalty(feed, Math.ceil(bytes / 1024))
    },
  }
}

/** @throws HttpProblem 429 with Retry-After. */
export async function consume(limiter: RateLimiterMemory, key: string, points: number): Promise<void> {
  try {
    await limiter.consume(key, points)
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) throw tooFast(thrown.msBeforeNext)
    throw thrown
  }
}

function tooFast(waitMs: number): HttpProblem {
  return new HttpProblem(429, 'This feed sends faster than it may. Nothing of this request was taken.', {
    'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))),
  })
}
