/** Owns the list of worker threads that a build must put beside its entry, found by the name of their files. */
import { globSync } from 'node:fs'
import { basename } from 'node:path'

/** Each file named `…Thread.ts` under its own name, e.g. `ledgerThread`. */
export function threadEntries(): Record<string, string> {
  const files = globSync('src/core/**/*Thread.ts', { cwd: import.meta.dirname })
  return Object.fromEntries(files.map((file) => [basename(file, '.ts'), file]))
}
