/** Owns what a page may not do: navigate away, open windows, embed pages, use devices. Everything is denied unless named. */
import { app, type Session, type WebContents } from 'electron'
import { isOpenable, isTrusted } from './origins.ts'

/** Writing plain text to the clipboard is how a key or an address is copied; notices tell of critical alerts. */
const PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'notifications'])

export interface GuardOptions {
  trustedUrl: string
  /** Hands an address that passed the checks to the user's browser. */
  openExternal(url: string): Promise<void>
  report(message: string, fields: Record<string, unknown>): void
}

/** Confines every page of the application, those that do not exist yet included. */
export function guardPages(options: GuardOptions): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, options))
}

/** Denies permissions, both asked for and looked up, but for the named ones on the application's own page. */
export function guardSession(session: Session, { trustedUrl, report }: GuardOptions): void {
  const allowed = (permission: string, origin: string) =>
    PERMISSIONS.has(permission) && isTrusted(origin, trustedUrl)
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const granted = allowed(permission, details.requestingUrl)
    if (!granted) report('permission refused', { permission })
    answer(granted)
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin))
  session.setDevicePermissionHandler(() => false)
}

function guardContents(contents: WebContents, { trustedUrl, openExternal, report }: GuardOptions): void {
  const refuseAway = (event: { preventDefault(): void }, url: string) => {
    if (isTrusted(url, trustedUrl)) return
    event.preventDefault()
    report('navigation refused', { url })
  }
  contents.on('will-navigate', (event) => refuseAway(event, event.url))
  contents.on('will-redirect', (event) => refuseAway(event, event.url))
  contents.on('will-frame-navigate', (event) => refuseAway(event, event.url))
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
    report('embedded page refused', {})
  })
  contents.setWindowOpenHandler(({ url }) => {
    if (isOpenable(url)) {
      openExternal(url).catch((thrown: unknown) =>
        report('browser did not open', { url, cause: String(thrown) }),
      )
    } else {
      report('window refused', { url })
    }
    return { action: 'deny' }
  })
}
