/** Owns how a record's text is laid out for reading: JSON is indented, anything else stays as it is. */

export function prettyRaw(raw: string): string {
  const start = raw.trimStart()[0]
  if (start !== '{' && start !== '[') return raw
  try {
    return JSON.stringify(JSON.parse(raw), null, 2)
  } catch {
    return raw
  }
}
