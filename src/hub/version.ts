/** Owns the version that the hub and its commands tell. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './dataFolder.ts'

const packageFile = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }

export const VERSION = packageFile.version
