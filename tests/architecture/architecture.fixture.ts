/** Owns the small trees that the architecture's checks are tried on. */
import { readModule, type Module } from './modules.ts'

/** Modules from paths and texts; the opening comment is put in where the text does not care. */
export function tree(files: Record<string, string>): Module[] {
  return Object.entries(files).map(([path, text]) => readModule(path, `/** Owns a part. */\n${text}\n`))
}
