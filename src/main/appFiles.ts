/** Owns which file an address of the application's own scheme names, and of what type it is. */
import { extname, join, normalize, sep } from 'node:path'
import { APP_HOST } from './origins.ts'

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

export function contentTypeOf(file: string): string {
  return CONTENT_TYPES[extname(file)] ?? 'application/octet-stream'
}
