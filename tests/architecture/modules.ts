/** Owns the reading of the source tree: each file's text, and what it imports, found by a parser and not by a pattern. */
import { dirname, posix } from 'node:path'
import { parseSync } from 'vite'

export interface Import {
  /** As written. */
  specifier: string
  /** Path from the root where the specifier is relative, else null: a package or a part of Node. */
  path: string | null
  /** Nothing of it is left when the types are stripped. */
  typeOnly: boolean
}

export interface Module {
  /** From the root, with `/`. */
  path: string
  text: string
  imports: Import[]
  /** It has nothing but re-exports of the project's own modules. */
  barrel: boolean
  /** What the parser could not read. */
  errors: string[]
}

/** A file of its own process or thread: `new URL('./ledgerThread.ts', import.meta.url)`. */
const ENTRY_REFERENCE = /new URL\(\s*['"](\.[^'"]+\.tsx?)['"],\s*import\.meta\.url/g

export function readModule(path: string, text: string): Module {
  const { module, program, errors } = parseSync(path, text)
  const imports: Import[] = module.staticImports.map((statement) => ({
    ...target(path, statement.moduleRequest.value),
    typeOnly: statement.entries.length > 0 && statement.entries.every((entry) => entry.isType),
  }))
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest)
        imports.push({ ...target(path, entry.moduleRequest.value), typeOnly: entry.isType })
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^['"`]([^'"`$]+)['"`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1]
    if (literal !== undefined) imports.push({ ...target(path, literal), typeOnly: false })
  }
  for (const [, specifier = ''] of path.startsWith('src/') ? text.matchAll(ENTRY_REFERENCE) : []) {
    imports.push({ ...target(path, specifier), typeOnly: false })
  }
  // One package's piece under a name of our own, in one place, is no barrel.
  const ownReExport = (statement: (typeof program.body)[number]) =>
    (statement.type === 'ExportAllDeclaration' || statement.type === 'ExportNamedDeclaration') &&
    statement.source?.value.startsWith('.') === true
  const barrel = program.body.length > 0 && program.body.every(ownReExport)
  return { path, text, imports, barrel, errors: errors.map((error) => error.message) }
}

/** A specifier's path from the root; a suffix such as `?raw` is no part of it. */
function target(from: string, specifier: string): { specifier: string; path: string | null } {
  const bare = specifier.replace(/\?.*$/, '')
  if (!bare.startsWith('.')) return { specifier, path: null }
  return { specifier, path: posix.normalize(posix.join(dirname(from), bare)) }
}
