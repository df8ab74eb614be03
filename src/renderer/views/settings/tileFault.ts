/** Owns the check of a tile server's address. */

/** What is wrong with an address template, in a sentence; null where it can be used. Empty means none. */
export function tileFault(text: string): string | null {
  const template = text.trim()
  if (template === '') return null
  if (!['{z}', '{x}', '{y}'].every((part) => template.includes(part))) return 'It needs {z}, {x} and {y}'
  const address = template.replace(/\{[a-z]+\}/g, '0')
  if (!URL.canParse(address)) return 'This is no web address'
  return new URL(address).protocol === 'https:' ? null : 'It must begin with https://'
}
