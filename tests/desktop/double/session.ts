/** Owns the double's session: the permission handlers that the application sets, and the asking of them. */
import { EventEmitter } from 'node:events'

type RequestHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean },
) => void
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean

class Session extends EventEmitter {
  #request: RequestHandler | undefined
  #check: CheckHandler | undefined

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#request = handler
  }
  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#check = handler
  }
  setDevicePermissionHandler(): void {}

  /** As Electron does: granted where no handler is set, else where both agree. */
  async ask(contents: unknown, permission: string, url: string): Promise<boolean> {
    const { protocol, host } = new URL(url)
    if (this.#check && !this.#check(contents, permission, `${protocol}//${host}/`, {})) return false
    const request = this.#request
    if (!request) return true
    return new Promise((resolve) => {
      request(contents, permission, resolve, { requestingUrl: url, isMainFrame: true })
    })
  }
}

export const defaultSession = new Session()
export const session = { defaultSession, fromPartition: () => defaultSession }
