/** Owns the one Chromium behind the double's windows. Its debugging address lets the test look at the same pages. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { browserFlags } from '../../browser/finder.ts'
import { app } from './application.ts'

let opening: Promise<{ context: BrowserContext; debuggingUrl: string }> | undefined

/** Opens Chromium at the first call. The executable is named by the environment, as the test found it. */
export function openBrowser() {
  opening ??= launch()
  return opening
}

export async function endBrowser(): Promise<void> {
  if (opening) await (await opening).context.close()
}

let firstTaken = false
export async function newPage(width: number, height: number): Promise<Page> {
  const { context } = await openBrowser()
  const first = firstTaken ? undefined : context.pages()[0]
  firstTaken = true
  const page = first ?? (await context.newPage())
  await page.setViewportSize({ width, height })
  return page
}

async function launch() {
  const port = await freePort()
  const executablePath = process.env['OMNITOWER_BROWSER']
  const context = await chromium.launchPersistentContext(join(app.getPath('userData'), 'chromium'), {
    ...(executablePath ? { executablePath } : {}),
    headless: true,
    args: [...browserFlags(), `--remote-debugging-port=${port}`],
  })
  return { context, debuggingUrl: `http://127.0.0.1:${port}` }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
