/** Owns the notices that the operating system shows: the engine's crash, and that it is back. */
import { Notification } from 'electron'
import type { EngineState } from '../shared/bridge.ts'

let crashed = false

/** Shows a notice where the engine crashed, and one where it came back after a crash. */
export function noticeEngine(state: EngineState): void {
  if (state.state === 'failed' && !crashed) {
    crashed = true
    show('The engine stopped', state.detail ?? 'It is started again.')
  } else if (state.state === 'running' && crashed) {
    crashed = false
    show('The engine runs again', 'Live figures have resumed.')
  }
}

function show(title: string, body: string): void {
  if (Notification.isSupported()) new Notification({ title, body }).show()
}
