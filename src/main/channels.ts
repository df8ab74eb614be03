/** Owns the host's end of the bridge: the closed list of channels, and the check of who sends on them. */
import { ipcMain, type MessagePortMain, type WebContents } from 'electron'
import type { EngineState, HostChannel, PageChannel } from '../shared/bridge.ts'
import { isOwnPage } from './origins.ts'

export interface ChannelOptions {
  trustedUrl: string
  handlers: Record<HostChannel, (sender: WebContents) => void>
  report(message: string, fields: Record<string, unknown>): void
}

/** Answers the channels of the list, for the application's own top frame only. */
export function answerChannels({ trustedUrl, handlers, report }: ChannelOptions): void {
  for (const [channel, handle] of Object.entries(handlers)) {
    ipcMain.on(channel, (event) => {
      if (isOwnPage(event.senderFrame, trustedUrl)) handle(event.sender)
      else report('message of a stranger refused', { channel, sender: event.senderFrame?.url ?? null })
    })
  }
}

export function sendEngineState(contents: WebContents, state: EngineState): void {
  const channel: PageChannel = 'omnitower:engine-state'
  if (!contents.isDestroyed()) contents.send(channel, state)
}

export function sendPort(contents: WebContents, port: MessagePortMain): void {
  const channel: PageChannel = 'omnitower:port'
  contents.postMessage(channel, null, [port])
}
