/** Owns values whose JSON is already known in pieces, so that a transport that sends text need not write it again. */

const pieces = new WeakMap<object, () => Uint8Array[]>()
const encoder = new TextEncoder()

/** JSON text as UTF-8 bytes. */
export const jsonBytes = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value) ?? 'null')

/** Notes the pieces of a value's JSON; the value stays what it was. It must not be changed afterwards. */
export function rememberJson<T extends object>(value: T, written: () => Uint8Array[]): T {
  pieces.set(value, written)
  return value
}

/** The pieces of a value's JSON, where they were noted. */
export function rememberedJson(value: unknown): Uint8Array[] | undefined {
  return typeof value === 'object' && value !== null ? pieces.get(value)?.() : undefined
}
