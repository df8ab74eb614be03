/** Owns what the client needs of a connection to the engine, whatever carries it. */
import type { ClientFrame, ServerFrame } from '../../shared/wire.ts'

export interface PipeEvents {
  frame(frame: ServerFrame): void
  /** Called once, whether the connection was lost or could never be made. */
  closed(): void
}

export interface PipeConnection {
  send(frame: ClientFrame): void
  close(): void
}

/** Opens a connection; frames may be sent after the engine's `hello`. */
export interface Pipe {
  open(events: PipeEvents): PipeConnection
}

/** Reads a frame that came as JSON text or as a structured value; undefined for anything else. */
export function readFrame(data: unknown): ServerFrame | undefined {
  const value: unknown = typeof data === 'string' ? parseJson(data) : data
  return isFrame(value) ? value : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isFrame(value: unknown): value is ServerFrame {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
}
