/** Proves that the documents keep up: links lead somewhere, every command and every environment variable is told of. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const documents = [...globSync('*.md', { cwd: root }), ...globSync('docs/**/*.md', { cwd: root })]

/** Text outside code, where a bracket before a parenthesis is a link. */
const prose = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')

/** Addresses within the repository that a document links to. */
function linksOf(text: string): string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, address = '']) =>
    /^[a-z]+:/.test(address) ? [] : [address],
  )
}

/** The names that headings get as anchors: lower case, dashes for spaces, nothing else but letters and digits. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function brokenLinks(document: string): string[] {
  return linksOf(read(document)).filter((address) => {
    const [path = '', anchor] = address.split('#', 2)
    const target = path === '' ? document : join(dirname(document), path)
    if (!existsSync(join(root, target))) return true
    return anchor !== undefined && !anchorsOf(read(target)).includes(anchor)
  })
}

describe('the documents', () => {
  it.each(documents)('%s links to what is there', (document) => {
    expect(brokenLinks(document)).toEqual([])
  })

  it('has every decision and every feed page in the index', () => {
    const listed = linksOf(read('docs/README.md'))
    const pages = globSync('{decisions,feeds}/*.md', { cwd: join(root, 'docs') })
    expect(pages.filter((page) => !listed.includes(page))).toEqual([])
  })

  it('tells of every tower command in the README', () => {
    const source = read('src/hub/tower.ts')
    const declared = [...source.matchAll(/command\(\s*'(\w+)',[^()]*?(?:'|,\s*(\w+))\s*\)/g)]
    const names = declared.map(([, name = '', parent]) => (parent ? `${parent} ${name}` : name))
    expect(names).toContain('serve')
    expect(names).toContain('quarantine retry')
    const rows = read('README.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
    const isTold = (name: string) => {
      const [first = '', second] = name.split(' ')
      return rows.some((row) => row.startsWith(`| \`${first} `) || row.startsWith(`| \`${first}\``))
        ? second === undefined ||
            rows.some((row) => row.startsWith(`| \`${first}`) && row.includes(`${second}`))
        : false
    }
    expect(names.filter((name) => !isTold(name))).toEqual([])
  })

  it('tells of every environment variable in CONTRIBUTING', () => {
    const files = [
      ...globSync('{src,tests}/**/*.{ts,tsx}', { cwd: root }),
      ...globSync('*.ts', { cwd: root }),
    ]
    const named = files.flatMap((file) =>
      [...read(file).matchAll(/\b(?:process\.env|environment)(?:\.|\[')([A-Z][A-Z_]+)/g)].map(
        ([, name = '']) => name,
      ),
    )
    const told = read('CONTRIBUTING.md')
    const foreign = new Set(['PATH', 'PLAYWRIGHT_JSON_OUTPUT_NAME'])
    expect([...new Set(named)].filter((name) => !foreign.has(name) && !told.includes(`\`${name}\``))).toEqual(
      [],
    )
  })
})
