/** Owns the reading of a renderer's frames: nothing about them is believed before it is checked. */
import type { ClientFrame } from '../../shared/wire.ts'

export type ReadFrame = { frame: ClientFrame } | { refusal: string; id: number | null }

const PATH = /^[A-Za-z][A-Za-z0-9]*\.[A-Za-z][A-Za-z0-9]*$/

/** A frame with exactly the fields of its kind, or why it is none. */
export function readFrame(raw: unknown): ReadFrame {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { refusal: 'A frame is a JSON object.', id: null }
  }
  const { kind, id, path, input, resumeFrom } = raw as Record<string, unknown>
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) {
    return { refusal: 'A frame’s id is a whole number from 0.', id: null }
  }
  if (kind === 'cancel' || kind === 'unsubscribe') return { frame: { kind, id } }
  if (kind !== 'query' && kind !== 'command' && kind !== 'subscribe') {
    return { refusal: 'A frame’s kind is query, command, subscribe, unsubscribe or cancel.', id }
  }
  if (typeof path !== 'string' || path.length > 100 || !PATH.test(path)) {
    return { refusal: 'A path is written noun.verb.', id }
  }
  if (kind !== 'subscribe') return { frame: { kind, id, path, input } }
  if (resumeFrom === undefined) return { frame: { kind, id, path, input } }
  if (typeof resumeFrom !== 'number' || !Number.isSafeInteger(resumeFrom) || resumeFrom < 0) {
    return { refusal: 'resumeFrom is a ledger position.', id }
  }
  return { frame: { kind, id, path, input, resumeFrom } }
}
