/** Owns the defence against foreign pages: which Host and Origin headers a request may carry. */
import type { IncomingHttpHeaders } from 'node:http'

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** True where listening there reaches this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Why the request is refused, or null. On loopback the Host must be a loopback name, so that a foreign name that
 * was pointed at this machine (DNS rebinding) gets nothing; anywhere, an Origin must be the server's own.
 */
export function refuseForeign(headers: IncomingHttpHeaders, onLoopback: boolean): string | null {
  const host = headers.host?.toLowerCase()
  if (host === undefined) return 'The request names no host.'
  const name = host.replace(/:\d+$/, '')
  if (onLoopback && !LOOPBACK_NAMES.has(name) && !isLoopback(name)) return 'The request names a foreign host.'
  const { origin } = headers
  if (origin === undefined) return null
  if (!URL.canParse(origin) || new URL(origin).host !== host) return 'The request comes from a foreign page.'
  return null
}
