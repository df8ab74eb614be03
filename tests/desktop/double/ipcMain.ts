/** Owns the double's `ipcMain`: listeners by channel, and one handler a channel for calls that are answered. */
import { EventEmitter } from 'node:events'
import type { BindingAnswer } from './pageRuntime.ts'

type Handler = (event: object, ...values: unknown[]) => unknown

class IpcMain extends EventEmitter {
  #handlers = new Map<string, Handler>()

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.#handlers.set(channel, handler)
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel)
  }

  async invoke(channel: string, event: object, values: unknown[]): Promise<BindingAnswer> {
    const handler = this.#handlers.get(channel)
    if (!handler) return { error: `Error: No handler registered for '${channel}'` }
    try {
      const json: string | undefined = JSON.stringify(structuredClone(await handler(event, ...values)))
      return { json }
    } catch (thrown) {
      return { error: String(thrown) }
    }
  }
}

export const ipcMain = new IpcMain()
