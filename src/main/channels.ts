/** Owns the host's end of the bridge: the closed list of channels, and the check of who sends on them. */
import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import type { EngineState, HostChannel, PageChannel } from '../shared/bridge.ts'
import { isTrusted } from './origins.ts'

export interface ChannelOptions {
  trustedUrl: string
  handlers: Record<HostChannel, (sender: WebContents) => void>
  report(message: string, fields: Record<string, unknown>): void
}

/** Answers the channels of the list, for the application's own top frame only. */
export function answerChannels({ trustedUrl, handlers, report }: ChannelOptions): void {
  for (const [channel, handle] of Object.entries(handlers)) {
    ipcMain.on(channel, (event) => {
      if (isOwnPage(event, trustedUrl)) handle(event.sender)
      else report('message of a stranger refused', { channel, sender: event.senderFrame?.url ?? null })
    })
  }
}

/** A frame inside the page is a stranger even where its address is ours: the application has none. */
export function isOwnPage(event: Pick<IpcMainEvent, 'senderFrame'>, trustedUrl: string): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && isTrusted(frame.url, trustedUrl)
}

export function sendEngineState(contents: WebContents, state: EngineState): void {
  const channel: PageChannel = 'omnitower:engine-state'
  if (!contents.isDestroyed()) contents.send(channel, state)
}

export function sendPort(contents: WebContents, port: Electron.MessagePortMain): void {
  const channel: PageChannel = 'omnitower:port'
  contents.postMessage(channel, null, [port])
}
