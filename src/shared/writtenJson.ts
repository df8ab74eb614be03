/** Owns values whose JSON is already known, so that a transport that sends text need not write it again. */

const texts = new WeakMap<object, () => string>()

/** Notes how a value's JSON is had; the value stays what it was. It must not be changed afterwards. */
export function rememberJson<T extends object>(value: T, text: () => string): T {
  texts.set(value, text)
  return value
}

/** The JSON of a value: as remembered, else written now. */
export function jsonOf(value: unknown): string {
  const remembered = typeof value === 'object' && value !== null ? texts.get(value) : undefined
  return remembered ? remembered() : (JSON.stringify(value) ?? 'null')
}
