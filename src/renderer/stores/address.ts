/** Owns the address: which screen, which details, and what holds over screens, all in the URL's hash. */
import { useMemo, useSyncExternalStore } from 'react'

export interface Address {
  path: string
  params: URLSearchParams
}

/** Reads `#/path?name=value`. */
export function parseAddress(hash: string): Address {
  const text = hash.replace(/^#/, '')
  const cut = text.indexOf('?')
  const path = cut < 0 ? text : text.slice(0, cut)
  return { path: path || '/', params: new URLSearchParams(cut < 0 ? '' : text.slice(cut + 1)) }
}

export function formatAddress(path: string, params: URLSearchParams): string {
  const query = params.toString()
  return `#${path}${query ? `?${query}` : ''}`
}

/** Parameters that hold over screens; all others belong to one screen and go with it. */
export const HELD_PARAMS: readonly string[] = ['region', 'country', 'category', 'asOf']

/** The parameters that go along to another screen. */
export function heldParams(params: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...params].filter(([name]) => HELD_PARAMS.includes(name)))
}

/** An area's first path part: `network`, `inventory`, … */
export function areaOf(path: string): string {
  return path.split('/')[1] ?? ''
}

const listen = (listener: () => void) => {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}
const currentHash = () => window.location.hash

export function useAddress(): Address {
  const hash = useSyncExternalStore(listen, currentHash)
  return useMemo(() => parseAddress(hash), [hash])
}

/** The address of a path: parameters stay within an area, and only the held ones go to another. */
export function addressOf(path: string, changes: Record<string, string | null> = {}): string {
  const { path: from, params } = parseAddress(window.location.hash)
  const next = areaOf(path) === areaOf(from) ? new URLSearchParams(params) : heldParams(params)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name)
    else next.set(name, value)
  }
  return formatAddress(path, next)
}

export function go(path: string, changes?: Record<string, string | null>): void {
  window.location.hash = addressOf(path, changes)
}

/** Changes parameters in place, without a step in the history. */
export function setParams(changes: Record<string, string | null>): void {
  const { path } = parseAddress(window.location.hash)
  const target = addressOf(path, changes)
  if (target === window.location.hash) return
  window.history.replaceState(null, '', target)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

/**
 * Reads the named parts of a path, e.g. `/network/location/:location`; undefined where it is another path.
 */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const parts = path.split('/')
  if (wanted.length !== parts.length) return undefined
  const values: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const given = parts[index] ?? ''
    if (!part.startsWith(':')) {
      if (part !== given) return undefined
      continue
    }
    try {
      values[part.slice(1)] = decodeURIComponent(given)
    } catch {
      return undefined
    }
  }
  return values
}

export const locationPath = (location: string) => `/network/location/${encodeURIComponent(location)}`
export const ledgerPath = (location: string, sku: string) =>
  `/inventory/${encodeURIComponent(location)}/${encodeURIComponent(sku)}`
export const skuPath = (sku: string) => `/inventory/sku/${encodeURIComponent(sku)}`
export const shipmentPath = (shipment: string) => `/network/shipment/${encodeURIComponent(shipment)}`
export const orderPath = (order: string) => `/speed/order/${encodeURIComponent(order)}`
export const lanePath = (origin: string, region: string, carrier: string) =>
  `/speed/lane/${[origin, region, carrier].map(encodeURIComponent).join('/')}`
export const feedPath = (feed: string) => `/feeds/feed/${encodeURIComponent(feed)}`
export const quarantinePath = (id: number) => `/feeds/quarantine/${id}`
/** @param pseudonym of a customer, as every answer names them */
export const customerPath = (pseudonym: string) => `/experience/customer/${encodeURIComponent(pseudonym)}`
export const alertPath = (alert: string) => `/alerts/alert/${encodeURIComponent(alert)}`
export const alertRulePath = (rule: string) => `/alerts/rules/${encodeURIComponent(rule)}`

/**
 * The address that a link of the engine names, e.g. `/inventory?location=…`: exactly what it says, so that what the
 * screens are limited to now hides nothing of it.
 */
export const linkAddress = (link: string): string => `#${link}`
