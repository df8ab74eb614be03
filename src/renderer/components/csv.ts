/** Owns how rows become a CSV file that a person can save. */

export type CsvValue = string | number | null

/** RFC 4180; a text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvText(header: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [header, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n'
}

function csvCell(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const isoTime = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** A file's name with the time of its making, e.g. `feeds-2026-01-31T120000.csv`. */
export function stampedName(what: string, ending: string): string {
  return `${what}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.${ending}`
}

/** Hands a text to the browser as a file. */
export function saveText(name: string, type: string, text: string): void {
  saveBlob(name, new Blob([text], { type }))
}

/** Hands bytes to the browser as a file. */
export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
