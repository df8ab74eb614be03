/** Owns what an output is: how it is reached, what it is told, and what comes of an attempt. */
import { TowerError } from '../../shared/errors.ts'
import type { EventOf } from '../../shared/events.ts'
import type { OutputSettings } from '../../shared/outputContract.ts'

export type AlertChange = EventOf<'AlertChanged'>

/** One thing to tell: that an alert fires, or that it is over. */
export interface Delivery {
  delivery: number
  told: 'firing' | 'resolved'
  change: AlertChange
  /** When it was queued: about when the alert changed. */
  queuedAt: number
  attempts: number
}

export type Sent =
  | { delivered: true }
  | {
      delivered: false
      /** In words, without secrets. */
      fault: string
      /** The receiver asks to wait for so long. */
      retryAfterMs?: number
      /** The receiver is gone for good. */
      isGone?: boolean
    }

/** What senders need of their surroundings. */
export interface SendSurroundings {
  /** Milliseconds since 1970. */
  now(): number
  /** Where the screens are reached, e.g. `http://127.0.0.1:8717`; null: nowhere. */
  screens(): string | null
}

/** Tells some things to one receiver, all at once or none. Never throws for what the receiver does. */
export type Send = (
  settings: OutputSettings,
  output: { output: string; name: string },
  deliveries: readonly Delivery[],
  around: SendSurroundings,
) => Promise<Sent>

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i

/** Where it goes, without secrets, and whether what is sent can be read on the way. */
export function targetOf(settings: OutputSettings): { target: string; isPlain: boolean } {
  if (settings.kind === 'email') {
    const { host, port, to } = settings
    // Beyond this machine a mail goes out encrypted or not at all.
    return { target: `${to.join(', ')} by ${host}:${port}`, isPlain: false }
  }
  const url = readAddress(settings.url)
  return {
    target: `${url.origin}${url.pathname}`,
    isPlain: url.protocol === 'http:' && !LOOPBACK.test(url.hostname),
  }
}

export const isLocalHost = (host: string): boolean => LOOPBACK.test(host)

/** @throws TowerError `invalid` where it is no address, or carries a name and password */
export function readAddress(text: string): URL {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new TowerError('invalid', 'settings.url: this is no address.', { field: 'settings.url' })
  }
  if (url.username !== '' || url.password !== '') {
    throw new TowerError(
      'invalid',
      'settings.url: an address with a name and password in it would stand in logs. Use the secret or the bearer token.',
      { field: 'settings.url' },
    )
  }
  return url
}
