/** Owns the checks of the architecture. Each takes modules and returns sentences: what is wrong, and where. */
import type { Import, Module } from './modules.ts'
import { ENGINE_DOOR, LONG_FILES, LONGEST_FILE_LINES, PARTS, type Rule } from './rules.ts'

export const isTest = (path: string) => /\.(test|spec)\.tsx?$/.test(path) || path.startsWith('tests/')

/** The part that a file under `src/` belongs to. */
export function partOf(path: string): { part: string; rule: Rule } | undefined {
  const inner = path.replace(/^src\//, '')
  const found = PARTS.find(([part]) => inner.startsWith(`${part}/`) || inner.startsWith(`${part}.ts`))
  return found && { part: found[0], rule: found[1] }
}

/** What only tests use says so in its name: `x.fixture.ts`, `testX.ts`, `fakeX.ts`, or a folder of fixtures. */
const FIXTURE = /\/(testing|fixtures)\/|\.fixtures?\.tsx?$|\/(test|fake)[A-Z][^/]*\.tsx?$/

/** Packages that fixtures of tests may import besides what their part may. */
const TEST_PACKAGES: ReadonlySet<string> = new Set(['fast-check'])

/** Imports that the table does not allow. Tests may import what they test, from any part. */
export function forbiddenImports(modules: Module[]): string[] {
  return modules.flatMap((module) => {
    if (isTest(module.path) || !module.path.startsWith('src/')) return []
    const own = partOf(module.path)
    if (!own) return [`${module.path} belongs to no part of the table`]
    return module.imports
      .filter((imported) => !allowed(own.rule, imported))
      .filter(({ specifier }) => !(FIXTURE.test(module.path) && TEST_PACKAGES.has(specifier)))
      .map((imported) => `${module.path} (${own.part}) may not import ${imported.specifier}`)
  })
}

function allowed(rule: Rule, { specifier, path, typeOnly }: Import): boolean {
  if (path === null) {
    if (specifier.startsWith('node:')) return rule.node
    return rule.packages.some((name) =>
      name.endsWith('/')
        ? specifier.startsWith(name)
        : specifier === name || specifier.startsWith(`${name}/`),
    )
  }
  if (!path.startsWith('src/')) return path.startsWith('resources/')
  const inner = path.replace(/^src\//, '')
  return rule.parts.some((entry) => {
    const part = entry.replace(' (types)', '')
    if (part === 'engine') return /^src\/core\/[^/]+$/.test(path) || ENGINE_DOOR.includes(path)
    const inPart = inner.startsWith(`${part}/`) || inner === `${part}.ts`
    return inPart && (part === entry || typeOnly || inner === 'core/ledger/types.ts')
  })
}

/** Imports of the modules' own tree whose file is not there. */
export function missingFiles(modules: Module[], exists: (path: string) => boolean): string[] {
  return modules.flatMap((module) =>
    module.imports
      .filter(({ path }) => path !== null && !exists(path))
      .map(({ specifier }) => `${module.path} imports ${specifier}, which is not there`),
  )
}

/** Cycles, each once, as the paths that it goes through. Types count: a cycle of types is still a knot. */
export function cycles(modules: Module[]): string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: string[]) => {
    const at = trail.indexOf(path)
    if (at >= 0) found.push([...trail.slice(at), path].join(' → '))
    if (at >= 0 || done.has(path)) return
    for (const imported of byPath.get(path)?.imports ?? []) {
      if (imported.path !== null && byPath.has(imported.path)) visit(imported.path, [...trail, path])
    }
    done.add(path)
  }
  for (const module of modules) visit(module.path, [])
  return found
}

/** Files under `src/` that no entry reaches; what only tests reach is dead too, but for fixtures of tests. */
export function deadFiles(modules: Module[], entries: readonly string[]): string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const reached = new Set<string>()
  const visit = (path: string) => {
    if (reached.has(path)) return
    reached.add(path)
    for (const imported of byPath.get(path)?.imports ?? []) if (imported.path !== null) visit(imported.path)
  }
  for (const entry of entries) visit(entry)
  for (const { path } of modules) if (FIXTURE.test(path)) visit(path)
  return modules
    .filter(({ path }) => path.startsWith('src/') && !isTest(path) && !reached.has(path))
    .map(({ path }) => `${path} is reached from no entry`)
}

const EMPTY_WORDS: ReadonlySet<string> = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'manager',
  'managers',
])

/** Style that holds for every file: an opening sentence, a bounded length, a name that says what the file is. */
export function styleFaults(modules: Module[]): string[] {
  return modules.flatMap(({ path, text, barrel, errors }) => {
    const faults = errors.map((error) => `${path} cannot be parsed: ${error}`)
    if (!/^(#![^\n]*\n)?\/\*\*\s*\S/.test(text)) faults.push(`${path} does not open with a doc comment`)
    const lines = text.split('\n').length - 1
    if (lines > LONGEST_FILE_LINES && !LONG_FILES.includes(path)) {
      faults.push(`${path} has ${lines} lines; the ceiling is ${LONGEST_FILE_LINES}`)
    }
    const words = path.replace(/\.tsx?$/, '').split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
    if (words.some((word) => EMPTY_WORDS.has(word.toLowerCase()))) {
      faults.push(`${path} has a name that says nothing`)
    }
    if (barrel) faults.push(`${path} is a barrel`)
    return faults
  })
}

const MACHINE_PATTERN =
  /(?<![\w.:/-])(?:\/(?:home|Users|root|work)\/[a-z0-9._-]+|[A-Z]:\\\\?Users)|\bregistry\.[a-z-]+\.(?:com|org|net|io)\b|\b(?:deb|security)\.[a-z-]+\.org\b/g

/** Places that exist on one machine only, and hosts that packages come from. */
export function machineTraces(files: { path: string; text: string }[]): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(MACHINE_PATTERN)].map(([trace]) => `${path} names ${trace}`),
  )
}
