/** Owns the double's process: runs the built main bundle, and answers the test that steers it. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import './register.ts'
import { openBrowser } from './browser.ts'
import electron from './electron.ts'
import { running } from './utilityProcess.ts'

/** From the test. `source` is a function's text; it gets the double's module and the argument. */
export interface Steering {
  id: number
  source: string
  argument: unknown
}
export interface Steered {
  id: number
  value?: unknown
  error?: string
}

const surroundings = {
  ...electron,
  debuggingUrl: async () => (await openBrowser()).debuggingUrl,
  endEngine: () => running.forEach((child) => child.kill()),
}

process.on('message', (message) => void steer(message as Steering))
await import(pathToFileURL(resolve('out/main/index.js')).href)

async function steer({ id, source, argument }: Steering): Promise<void> {
  const answer: Steered = { id }
  try {
    // The text comes from the test itself, over the channel that only its parent holds.
    const run = new Function('electron', 'argument', `return (${source})(electron, argument)`)
    answer.value = await run(surroundings, argument)
  } catch (thrown) {
    answer.error = String(thrown)
  }
  process.send?.(answer)
}
