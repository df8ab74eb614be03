/** Owns the `app://` scheme: the built renderer's files, with the headers that confine the page. */
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'
import { APP_HOST, APP_SCHEME } from './origins.ts'

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

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.geojson': 'application/geo+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
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

/**
 * The file that an address of the scheme names. A path without an extension is a route of the page: its index.
 * @returns undefined where the address is of another host, leaves the folder, or is of a type that is not served.
 */
export function fileOf(address: string, directory: string): string | undefined {
  const url = new URL(address)
  if (url.host !== APP_HOST) return undefined
  let path: string
  try {
    path = decodeURIComponent(url.pathname)
  } catch {
    return undefined
  }
  if (path.includes('\0') || path.includes('\\')) return undefined
  const root = normalize(directory + sep)
  const file = normalize(join(root, path))
  if (!file.startsWith(root)) return undefined
  const extension = extname(file)
  if (extension === '') return join(root, 'index.html')
  return extension in CONTENT_TYPES ? file : undefined
}

/** Serves the folder under the scheme. Only reads are answered. */
export function serveAppScheme(directory: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
    const file = fileOf(request.url, directory)
    if (!file) return refusal(404)
    try {
      const body = await readFile(file)
      const type = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream'
      return new Response(new Uint8Array(body), { headers: { ...PAGE_HEADERS, 'content-type': type } })
    } catch {
      return refusal(404)
    }
  })
}

const refusal = (status: number) => new Response(null, { status, headers: { ...PAGE_HEADERS } })
