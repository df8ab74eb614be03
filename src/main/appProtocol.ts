/** Owns the `app://` scheme: the built renderer's files, with the headers that confine the page. */
import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { contentTypeOf, fileOf } from './appFiles.ts'
import { APP_SCHEME } from './origins.ts'

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
}

/** Must be called before the application is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Serves the folder under the scheme. Only reads are answered. */
export function serveAppScheme(directory: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
    const file = fileOf(request.url, directory)
    if (!file) return refusal(404)
    try {
      const body = await readFile(file)
      return new Response(new Uint8Array(body), {
        headers: { ...PAGE_HEADERS, 'content-type': contentTypeOf(file) },
      })
    } catch {
      return refusal(404)
    }
  })
}

const refusal = (status: number) => new Response(null, { status, headers: { ...PAGE_HEADERS } })
