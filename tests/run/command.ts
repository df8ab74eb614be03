/** Owns the running of a step's command: the project's own tools, and the project's own Node. */
import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** Longest time that one step may take, in milliseconds; a step that hangs has failed. */
const STEP_WITHIN_MS = 30 * 60_000

/** Runs a tool of the project with its output in sight. Returns whether it ended well. */
export function runCommand(
  root: string,
  environment: NodeJS.ProcessEnv,
  name: string,
  values: string[],
): boolean {
  const tools = join(root, 'node_modules/.bin')
  const { status, error } = spawnSync(name, values, {
    cwd: root,
    env: { ...environment, PATH: `${tools}${delimiter}${environment['PATH'] ?? ''}` },
    stdio: 'inherit',
    timeout: STEP_WITHIN_MS,
    shell: process.platform === 'win32',
  })
  if (error) process.stdout.write(`${name}: ${error.message}\n`)
  return status === 0
}
