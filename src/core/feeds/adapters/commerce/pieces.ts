/** Owns the exact text of a JSON document's parts, so that each record is kept as it came. */
import { scanJson } from '../../jsonText.ts'

/** Texts of the members of an object by name. The text is sound JSON. */
export function memberTexts(text: string): Map<string, string> {
  const members = new Map<string, string>()
  const open = text.indexOf('{')
  let depth = 0
  let from = -1
  let name = ''
  for (let at = open; at >= 0 && at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') {
      const first = at
      for (at += 1; text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1
      if (depth === 1 && from < 0) name = String(JSON.parse(text.slice(first, at + 1)))
    } else if (character === '{' || character === '[') depth += 1
    else if (character === ':' && depth === 1) from = at + 1
    else if (character === '}' || character === ']' || character === ',') {
      if (depth === 1 && from >= 0) {
        members.set(name, text.slice(from, at).trim())
        from = -1
      }
      if (character !== ',') depth -= 1
      if (depth === 0) break
    }
  }
  return members
}

/** Texts of the elements of an array; undefined where the text is none. */
export function elementTexts(text: string): string[] | undefined {
  const scan = scanJson(text, [[]])
  if (scan.outcome !== 'scanned') return undefined
  return scan.array?.elements.map(({ start, end }) => text.slice(start, end))
}
