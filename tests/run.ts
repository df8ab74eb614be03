/** Owns `npm test`: every step runs, whatever became of the others; totals come last. */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findOrInstallBrowser } from './browser/finder.ts'
import { electronExecutable } from './desktop/desktop.ts'
import { playwrightCounts, vitestCounts } from './run/reports.ts'
import { runCommand } from './run/command.ts'
import { add, nothing, once, type Counts } from './run/counts.ts'

const root = join(import.meta.dirname, '..')
const results = join(root, 'test-results')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const corpus = process.env['TOWER_CORPUS'] ?? join(root, '../shared/data')
const environment: NodeJS.ProcessEnv = {
  ...process.env,
  ...(existsSync(corpus) ? { TOWER_CORPUS: corpus } : {}),
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const command = (name: string, ...values: string[]) => runCommand(root, environment, name, values)
const playwright = (project: string) => {
  const report = join(results, `${project}.json`)
  environment['PLAYWRIGHT_JSON_OUTPUT_NAME'] = report
  const passed = command('playwright', 'test', '--project', project, '--reporter', 'list,json')
  return playwrightCounts(report, passed)
}

let browserMissing: string | undefined

const steps: [title: string, run: () => Counts][] = [
  ['generated files are fresh', () => once(command('node', 'src/hub/generate.ts', '--check'))],
  ['types', () => once(command('tsc', '--noEmit'))],
  ['lint', () => once(command('oxlint', '--deny-warnings'))],
  ['format', () => once(command('prettier', '--check', '--log-level', 'warn', '.'))],
  ['unit', unit],
  ['build', build],
  ['browser found', browser],
  ['browser', () => (browserMissing ? once(false) : playwright('browser'))],
  ['desktop', desktop],
]

const outcomes: { title: string; counts: Counts; seconds: number }[] = []
for (const [title, run] of steps) {
  say(`\n── ${title} ──`)
  const startedAt = performance.now()
  const counts = attempt(run)
  outcomes.push({ title, counts, seconds: (performance.now() - startedAt) / 1000 })
}

say('\n── totals ──')
for (const { title, counts, seconds } of outcomes) {
  say(`${counts.failed > 0 ? 'FAILED' : 'ok    '} ${title}: ${inWords(counts)} (${seconds.toFixed(1)} s)`)
}
const total = outcomes.map(({ counts }) => counts).reduce(add, nothing)
say(inWords(total))
process.exitCode = total.failed > 0 ? 1 : 0

function unit(): Counts {
  const report = join(results, 'unit.json')
  const passed = command(
    'vitest',
    'run',
    '--reporter',
    'dot',
    '--reporter',
    'json',
    '--outputFile.json',
    report,
  )
  return vitestCounts(report, passed)
}

function build(): Counts {
  rmSync(join(root, 'out'), { recursive: true, force: true })
  const desktopBuilt = command('electron-vite', 'build', '--logLevel', 'warn')
  const hubBuilt = command('vite', 'build', '--config', 'hub.vite.config.ts', '--logLevel', 'warn')
  return add(once(desktopBuilt), once(hubBuilt))
}

function browser(): Counts {
  try {
    const { executablePath, found } = findOrInstallBrowser(say)
    say(`browser: ${executablePath} (${found})`)
    environment['OMNITOWER_BROWSER'] = executablePath
    return once(true)
  } catch (thrown) {
    browserMissing = thrown instanceof Error ? thrown.message : String(thrown)
    say(browserMissing)
    return once(false)
  }
}

function desktop(): Counts {
  if (electronExecutable()) say('desktop: on real Electron')
  else
    say('desktop: on the double of Electron; real Electron was not run, its program is not on this machine')
  return browserMissing && !electronExecutable() ? once(false) : playwright('desktop')
}

/** A step that throws has failed; the next ones run all the same. */
function attempt(run: () => Counts): Counts {
  try {
    return run()
  } catch (thrown) {
    say(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
    return once(false)
  }
}

function inWords({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
