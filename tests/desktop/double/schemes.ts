/** Owns the double's custom schemes: Chromium gets them as hosts of `localhost`, the application sees its own addresses. */

type Handler = (request: Request) => Response | Promise<Response>
const handlers = new Map<string, Handler>()
const privileged = new Set<string>()
const SUFFIX = '.scheme.localhost'

export const protocol = {
  registerSchemesAsPrivileged(schemes: { scheme: string; privileges?: { standard?: boolean } }[]) {
    for (const { scheme, privileges } of schemes) if (privileges?.standard) privileged.add(scheme)
  },
  handle(scheme: string, handler: Handler) {
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is handled already`)
    handlers.set(scheme, handler)
  },
}

/** `app://omnitower/x` → `http://omnitower.app.scheme.localhost/x`; other addresses as they are. */
export function toChromium(address: string): string {
  const match = /^([a-z]+):\/\/([^/]+)(.*)$/.exec(address)
  const [, scheme = '', host = '', rest = ''] = match ?? []
  return privileged.has(scheme) ? `http://${host}.${scheme}${SUFFIX}${rest || '/'}` : address
}

export function fromChromium(address: string): string {
  const match = /^http:\/\/([^/]+)\.([a-z]+)\.scheme\.localhost(.*)$/.exec(address)
  const [, host = '', scheme = '', rest = ''] = match ?? []
  return privileged.has(scheme) ? `${scheme}://${host}${rest}` : address
}

/** Answers a request of Chromium's by the handler of its scheme; undefined where it has none. */
export async function answerScheme(address: string, method: string): Promise<Response | undefined> {
  const own = fromChromium(address)
  const handler = own === address ? undefined : handlers.get(own.slice(0, own.indexOf(':')))
  return handler?.(new Request(own, { method }))
}
