/** Owns one attempt to post a body: bounded in time, no redirects, the answer's meaning in words. */
import type { Sent } from './output.ts'

const TIMEOUT_MS = 10_000
/** The longest that a receiver may ask to wait. */
const RETRY_AFTER_MS_MAX = 3_600_000

/** Milliseconds that a Retry-After header asks for (RFC 9110, 10.2.3); undefined where it asks for nothing sensible. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), RETRY_AFTER_MS_MAX) : undefined
}

/** What went wrong on the way, from the innermost cause that has a code. */
function faultOf(thrown: unknown): string {
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return `no answer within ${TIMEOUT_MS / 1000} s`
  const cause = thrown instanceof Error ? thrown.cause : undefined
  const code = (cause as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? `not reached (${code})` : 'not reached'
}

/** Posts and reads the status. 2xx: delivered; 410: gone; everything else is tried again. */
export async function post(
  url: string,
  body: string,
  headers: Record<string, string>,
  now: number,
): Promise<Sent> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'user-agent': 'Omnitower', ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    // What it says is of no use; an endless answer must not hold the connection.
    await answer.body?.cancel()
    if (answer.ok) return { delivered: true }
    const wait = retryAfterMs(answer.headers.get('retry-after'), now)
    return {
      delivered: false,
      fault:
        answer.status >= 300 && answer.status < 400
          ? `answered ${answer.status}: redirects are not followed, give the address that it leads to`
          : `answered ${answer.status}`,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
      ...(answer.status === 410 ? { isGone: true } : {}),
    }
  } catch (thrown) {
    return { delivered: false, fault: faultOf(thrown) }
  }
}
