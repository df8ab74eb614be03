/** Owns the `app://` scheme: the built renderer's files, with the headers that confine the page. */
import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { contentTypeOf, fileOf } from './appFiles.ts'
import { APP_SCHEME } from './origins.ts'

const policyOf = (tileOrigins: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    ["img-src 'self' data: blob:", ...tileOrigins].join(' '),
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const headersOf = (tileOrigins: readonly string[]): Readonly<Record<string, string>> => ({
  'content-security-policy': policyOf(tileOrigins),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
})

/** Must be called before the application is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Serves the folder under the scheme. Only reads are answered. `tileOrigins`: whose pictures the map may show. */
export function serveAppScheme(directory: string, tileOrigins: readonly string[]): void {
  const pageHeaders = headersOf(tileOrigins)
  const refusal = (status: number) => new Response(null, { status, headers: { ...pageHeaders } })
  protocol.handle(APP_SCHEME, async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
    const file = fileOf(request.url, directory)
    if (!file) return refusal(404)
    try {
      const body = await readFile(file)
      return new Response(new Uint8Array(body), {
        headers: { ...pageHeaders, 'content-type': contentTypeOf(file) },
      })
    } catch {
      return refusal(404)
    }
  })
}
