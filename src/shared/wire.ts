/** Owns the frames that a renderer and the engine exchange, the same over a message port and a WebSocket. */
import type { WireError } from './errors.ts'

/** From the renderer. `id` is chosen by the sender and unique within the connection. */
export type ClientFrame =
  | { kind: 'query' | 'command'; id: number; path: string; input: unknown }
  | { kind: 'subscribe'; id: number; path: string; input: unknown; resumeFrom?: number }
  | { kind: 'unsubscribe'; id: number }
  | { kind: 'cancel'; id: number }

/** From the engine. A stream sends one snapshot (or resumes with a delta), then deltas, each with its ledger position. */
export type ServerFrame =
  | { kind: 'hello'; protocol: 1; actor: string; role: string; position: number }
  | { kind: 'answer'; id: number; output: unknown }
  | { kind: 'failure'; id: number; error: WireError }
  | { kind: 'snapshot'; id: number; position: number; value: unknown }
  | { kind: 'delta'; id: number; position: number; value: unknown }

export const WIRE_PROTOCOL = 1
