/** Owns which addresses the application trusts: its own pages, and the few outside pages it may open in a browser. */

export const APP_SCHEME = 'app'
export const APP_HOST = 'omnitower'
/** Where the built renderer is shown from. */
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`

/** Outside hosts that a link may open, in the user's own browser. Each is a page that the tower itself refers to. */
export const EXTERNAL_HOSTS: readonly string[] = [
  'www.gs1.org',
  'ref.gs1.org',
  'x12.org',
  'docs.easypost.com',
  'cloudevents.io',
  'www.naturalearthdata.com',
]

/** Whether an address belongs to the page at `trustedUrl`. Custom schemes have no `origin` in Node, so parts are compared. */
export function isTrusted(address: string, trustedUrl: string): boolean {
  const url = parse(address)
  const trusted = parse(trustedUrl)
  if (!url || !trusted) return false
  return url.protocol === trusted.protocol && url.host === trusted.host && !url.username && !url.password
}

/** Whether an address may be handed to the user's browser: https, a host of the list, no credentials, no odd port. */
export function isOpenable(address: string): boolean {
  const url = parse(address)
  if (!url) return false
  return (
    url.protocol === 'https:' &&
    EXTERNAL_HOSTS.includes(url.hostname) &&
    !url.port &&
    !url.username &&
    !url.password
  )
}

/** What a message's sender is known by. */
export interface SenderFrame {
  url: string
  parent: unknown
}

/** A frame inside the page is a stranger even where its address is ours: the application has none. */
export function isOwnPage(frame: SenderFrame | null, trustedUrl: string): boolean {
  return frame !== null && frame.parent === null && isTrusted(frame.url, trustedUrl)
}

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined
}
