/** Owns the pages about rules: Markdown files that come with the program. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Names of rules are words; anything else would be a path of somebody's. */
const NAME = /^[a-zA-Z][a-zA-Z-]{0,63}$/

/** The page about a rule; empty where there is none. Pages lie beside the resources: `docs/alerts`. */
export function rulePage(resourcesDirectory: string, rule: string): string {
  if (!NAME.test(rule)) return ''
  try {
    return readFileSync(join(resourcesDirectory, '..', 'docs', 'alerts', `${rule}.md`), 'utf8')
  } catch {
    return ''
  }
}
