/** Owns the closed table of errors that may cross a process boundary. */

export const ERROR_CODES = [
  'invalid',
  'forbidden',
  'notFound',
  'conflict',
  'busy',
  'unavailable',
  'cancelled',
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** The plain JSON form of an error on the wire. */
export interface WireError {
  code: ErrorCode
  /** A sentence for a person: what happened and what to do. Never a secret, never a stack. */
  message: string
  details?: Record<string, unknown>
  /** True where the same call may succeed later without a change. */
  retryable: boolean
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['busy', 'unavailable'])

/** An error with one of the closed codes; anything else that is thrown becomes `internal` on the wire. */
export class TowerError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown> | undefined

  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message)
    this.name = 'TowerError'
    this.code = code
    this.details = details
  }
}

/** Turns whatever was thrown into its wire form; unknown errors keep their text out of the message. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof TowerError) {
    return {
      code: thrown.code,
      message: thrown.message,
      ...(thrown.details ? { details: thrown.details } : {}),
      retryable: RETRYABLE.has(thrown.code),
    }
  }
  return {
    code: 'internal',
    message: 'The engine failed to answer. The log names the cause.',
    retryable: false,
  }
}
