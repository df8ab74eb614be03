/** Owns the check of a tile server's address. */

/** What is wrong with an address template, in a sentence; null where it can be used. Empty means none. */
export function tileFault(text: string): string | null {
  const template = text.trim()
  if (template === '') return null
  if (!['{z}', '{x}', '{y}'].every((part) => template.includes(part))) return 'It needs {z}, {x} and {y}'
  const address = template.replace(/\{[a-z]+\}/g, '0')
  if (!URL.canParse(address)) return 'This is no web address'
  const { protocol, hostname } = new URL(address)
  const isLocal = hostname === 'localhost' || hostname === '127.0.0.1'
  return protocol === 'https:' || (protocol === 'http:' && isLocal) ? null : 'It must begin with https://'
}
