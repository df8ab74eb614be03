/** Owns sending over HTTP until a message is acknowledged: authentication, Retry-After, and patience with a lost hub. */
import { easypostSignature } from './easypostText.ts'
import { CONTENT_TYPES, type Message } from './message.ts'
import { sampleFeeds } from './sampleFeeds.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What became of one message. At least once: a message may have been taken although its answer was lost. */
export type SendOutcome = { outcome: 'acknowledged' } | { outcome: 'refused'; status: number; reason: string }

export interface SenderOptions {
  /** The hub, e.g. `http://127.0.0.1:7070`. */
  address: string
  /** Bearer key or HMAC secret by feed. */
  keys: Record<string, string>
  fetch?: Fetch
  signal?: AbortSignal
  /** Called before each repetition. */
  onRetry?(message: Message, reason: string, waitMs: number): void
}

export type Sender = (message: Message) => Promise<SendOutcome>

const LONGEST_WAIT_MS = 5_000
const REQUEST_TIMEOUT_MS = 60_000
/** Too many requests, or a gateway or hub that is not there for the moment. */
const RETRYABLE = new Set([408, 429, 502, 503, 504])

/**
 * Makes a sender. EPCIS goes to `/capture`, everything else to `/feeds/{feed}`. It repeats after 429, 503 and lost
 * connections, and gives up only when the signal aborts.
 * @throws DOMException AbortError from the sender when the signal aborts; Error for a feed without a key.
 */
export function createSender(options: SenderOptions): Sender {
  const send = options.fetch ?? fetch
  const hmacFeeds = new Set(
    sampleFeeds().flatMap(({ feed, authentication }) => (authentication === 'hmac' ? [feed] : [])),
  )
  return async (message) => {
    const key = options.keys[message.feed]
    if (!key) throw new Error(`no key for the feed ${message.feed}`)
    const headers: Record<string, string> = hmacFeeds.has(message.feed)
      ? { 'x-hmac-signature': easypostSignature(key, message.body) }
      : { authorization: `Bearer ${key}` }
    headers['content-type'] = CONTENT_TYPES[message.format]
    if (message.format === 'epcis') headers['gs1-epcis-version'] = '2.0.0'
    const url = targetUrl(options.address, message)
    for (let attempt = 0; ; attempt++) {
      options.signal?.throwIfAborted()
      const { outcome, reason, waitMs } = await attemptOnce(
        send,
        url,
        headers,
        message,
        attempt,
        options.signal,
      )
      if (outcome) return outcome
      options.onRetry?.(message, reason, waitMs)
      await pause(waitMs, options.signal)
    }
  }
}

function targetUrl(address: string, message: Message): string {
  if (message.format === 'epcis') return new URL('/capture', address).href
  const url = new URL(`/feeds/${message.feed}`, address)
  url.searchParams.set('name', message.name)
  if (message.mapping) url.searchParams.set('mapping', message.mapping)
  return url.href
}

interface Attempt {
  outcome?: SendOutcome
  reason: string
  waitMs: number
}

async function attemptOnce(
  send: Fetch,
  url: string,
  headers: Record<string, string>,
  message: Message,
  attempt: number,
  signal: AbortSignal | undefined,
): Promise<Attempt> {
  const backOffMs = Math.min(LONGEST_WAIT_MS, 100 * 2 ** attempt)
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
  const signals = signal ? AbortSignal.any([signal, timeout]) : timeout
  try {
    const response = await send(url, { method: 'POST', headers, body: message.body, signal: signals })
    const text = await response.text()
    if (response.ok) return { outcome: { outcome: 'acknowledged' }, reason: '', waitMs: 0 }
    const reason = `${response.status} ${text.slice(0, 300)}`
    if (!RETRYABLE.has(response.status))
      return { outcome: { outcome: 'refused', status: response.status, reason }, reason, waitMs: 0 }
    return { reason, waitMs: retryAfterMs(response.headers.get('retry-after')) ?? backOffMs }
  } catch (error) {
    signal?.throwIfAborted()
    return { reason: error instanceof Error ? error.message : String(error), waitMs: backOffMs }
  }
}

/** Seconds only; the date form is not worth its ambiguity here and falls back to the back-off. */
function retryAfterMs(header: string | null): number | undefined {
  const seconds = header === null || header.trim() === '' ? Number.NaN : Number(header)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 60) * 1_000 : undefined
}

/** Waits; rejects when the signal aborts. */
export function pause(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason instanceof Error ? signal.reason : new Error('stopped'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, waitMs)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
