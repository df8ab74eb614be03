/** Owns the reading of Markdown: paragraphs, headings, lists, tables and code, and what stands out within a line. */

export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] }
  | { kind: 'table'; rows: string[][] }
  | { kind: 'code'; text: string }

const ITEM = /^\s*(?:[-*]|\d+[.)])\s+/
const isRule = (line: string) => /^[\s|:-]+$/.test(line) && line.includes('-')

/** Splits a page into its blocks, in order. Anything that it does not know is a paragraph. */
export function markdownBlocks(text: string): Block[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  let paragraph: string[] = []
  const endParagraph = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', text: paragraph.join(' ') })
    paragraph = []
  }
  let at = 0
  const takeWhile = (holds: (line: string) => boolean): string[] => {
    const taken: string[] = []
    for (let line = lines[at]; line !== undefined && holds(line); line = lines[at]) {
      taken.push(line)
      at += 1
    }
    return taken
  }
  while (at < lines.length) {
    const line = lines[at] ?? ''
    const heading = /^(#{1,6})\s+(.*)$/.exec(line)
    if (line.startsWith('```')) {
      endParagraph()
      at += 1
      blocks.push({ kind: 'code', text: takeWhile((each) => !each.startsWith('```')).join('\n') })
      at += 1
    } else if (heading) {
      endParagraph()
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' })
      at += 1
    } else if (ITEM.test(line)) {
      endParagraph()
      const items: string[] = []
      for (const each of takeWhile((next) => ITEM.test(next) || /^\s+\S/.test(next))) {
        if (ITEM.test(each)) items.push(each.replace(ITEM, ''))
        else items.push(`${items.pop() ?? ''} ${each.trim()}`)
      }
      blocks.push({ kind: 'list', ordered: /^\s*\d/.test(line), items })
    } else if (line.trimStart().startsWith('|')) {
      endParagraph()
      const rows = takeWhile((each) => each.trimStart().startsWith('|')).filter((each) => !isRule(each))
      blocks.push({ kind: 'table', rows: rows.map(cellsOf) })
    } else {
      if (line.trim() === '') endParagraph()
      else paragraph.push(line.trim())
      at += 1
    }
  }
  endParagraph()
  return blocks
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim())

export interface InlinePart {
  kind: 'text' | 'code' | 'strong' | 'emphasis'
  text: string
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\([^)]*\)/g

export function inlineParts(text: string): InlinePart[] {
  const parts: InlinePart[] = []
  let from = 0
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, emphasis, link] = match
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    if (code !== undefined) parts.push({ kind: 'code', text: code })
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong })
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', text: emphasis })
    else parts.push({ kind: 'text', text: link ?? '' })
    from = match.index + whole.length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}
