/** Owns the architecture's enforcement: the import table, no cycles, no dead files, the style of every file. */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  cycles,
  deadFiles,
  forbiddenImports,
  machineTraces,
  missingFiles,
  styleFaults,
} from './architecture/checks.ts'
import { readModule } from './architecture/modules.ts'
import { ENTRIES } from './architecture/rules.ts'

const root = join(import.meta.dirname, '..')
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const modules = globSync('{src,tests}/**/*.{ts,tsx}', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .map((path) => readModule(path, textOf(path)))
const sources = modules.filter(({ path }) => path.startsWith('src/'))
// The build finds threads by their name, so a thread is an entry.
const threads = modules.map(({ path }) => path).filter((path) => /^src\/core\/.*Thread\.ts$/.test(path))

it('reads the whole tree', () => expect(sources.length).toBeGreaterThan(50))
it('keeps to the import table', () => expect(forbiddenImports(modules)).toEqual([]))
it('imports only what is there', () => {
  expect(missingFiles(modules, (path) => existsSync(join(root, path)))).toEqual([])
})
it('has no cycles', () => expect(cycles(modules)).toEqual([]))
it('has no dead files', () => expect(deadFiles(modules, [...ENTRIES, ...threads])).toEqual([]))
it('keeps the style of a file', () => expect(styleFaults(modules)).toEqual([]))

it('names no place of one machine and no package host', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0')
  const texts = tracked.filter(
    (path) =>
      /\.(ts|tsx|js|json|md|css|html|ya?ml)$/.test(path) &&
      path !== 'package-lock.json' &&
      // The check and its own test spell out what they look for.
      !path.startsWith('tests/architecture/'),
  )
  const present = texts.filter((path) => existsSync(join(root, path)))
  expect(machineTraces(present.map((path) => ({ path, text: textOf(path) })))).toEqual([])
})
