/** Owns the benchmark `screen`: from a sale's sending over HTTP until the figure on an open screen has changed. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { rendererFolder } from '../dataFolder.ts'
import { browserFlags, findBrowser } from './browser.ts'
import { gridOf, locationId, type Grid } from './grid.ts'
import { startHubProcess, type BenchHub } from './hubProcess.ts'
import { openHttpLine } from './httpLoad.ts'
import { EVENTS_PER_MESSAGE, EVENTS_PER_SECOND, figuresOf } from './map.ts'
import { rounded, summarize } from './percentiles.ts'
import { below, machine, type BenchResult, type Figures } from './result.ts'
import { saleText } from './sales.ts'
import { largestPositions, type BenchSettings } from './settings.ts'
import { singleDocument, startSteadyLoad } from './steadyLoad.ts'
import { versions } from './versions.ts'
import type { Workspace } from './workspace.ts'

const SAMPLES = 100
const EVERY_MS = 250
const SEEN_WITHIN_MS = 10_000
const SECONDS_MAX = 150
const WANTED_P99_MS = 1_000

export async function benchScreen(
  settings: BenchSettings,
  workspace: Workspace,
  say: (line: string) => void,
): Promise<BenchResult[]> {
  const executablePath = findBrowser(process.env)
  const about = machine(versions())
  if (!executablePath) return [notRun('no browser was found: name one in OMNITOWER_BROWSER', about)]
  if (!rendererFolder()) return [notRun('the screens are not built: npm run build', about)]
  const positions = largestPositions(settings)
  const grid = gridOf(positions, settings.locations ?? undefined)
  say(`screen at ${positions.toLocaleString('en-US')} positions, ${grid.locations} locations`)
  const hub = await startHubProcess(workspace, await workspace.stockedFolder(grid))
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({ executablePath, args: browserFlags() })
  const closeBrowser = workspace.atEnd(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`${hub.address}/#/network`)
  // The last location is left out of the other sales, so that only marked ones change its figure.
  const marked = grid.locations - 1
  await page.getByLabel('Find a location').fill(locationId(marked))
  await page.getByTestId(`location-row-${locationId(marked)}`).waitFor()
  const load = await startSteadyLoad(hub, {
    grid: { ...grid, locations: Math.max(1, marked) },
    eventsPerSecond: EVENTS_PER_SECOND,
    eventsPerMessage: EVENTS_PER_MESSAGE,
    secondsMax: SECONDS_MAX,
    seed: 21,
  })
  const seenMs = await timeSales(page, hub, grid, marked)
  const ingest = await load.end()
  const version = browser.version()
  await closeBrowser()
  await hub.stop()
  const latencies = summarize(seenMs)
  return [
    {
      name: 'screen',
      figures: {
        positions,
        locations: grid.locations,
        ingestEventsPerSecond: ingest.eventsPerSecond,
        samples: SAMPLES,
        eventToScreenMs: figuresOf(latencies),
      },
      ratios: {},
      targets: { eventToScreenMsP99: below(WANTED_P99_MS, rounded(latencies.p99, 1)) },
      machine: { ...about, chromium: version },
    },
  ]
}

function notRun(why: string, about: Figures): BenchResult {
  return { name: 'screen', figures: { missing: why }, ratios: {}, targets: {}, machine: about }
}

/** Sends one unit's sale after another and waits until the row shows each. */
async function timeSales(page: Page, hub: BenchHub, grid: Grid, location: number): Promise<Float64Array> {
  const line = openHttpLine(hub, 1, 1)
  const seenMs = new Float64Array(SAMPLES)
  try {
    for (let sample = -4; sample < SAMPLES; sample += 1) {
      const startedAt = Date.now()
      const before = Number(await onHand(page, location))
      const seenAt = whenShown(page, location, before - 1)
      const id = `00000000-0000-4000-9000-${String(sample + 100).padStart(12, '0')}`
      const sale = { id, at: Date.now(), location, sku: (sample + 4) % grid.skus, units: 1 }
      const sentAt = Date.now()
      await line.send(singleDocument(saleText(sale)), sample)
      const shownAt = await seenAt
      // The first ones find nothing warm.
      if (sample >= 0) seenMs[sample] = shownAt - sentAt
      await pause(Math.max(0, EVERY_MS - (Date.now() - startedAt)))
    }
  } finally {
    line.close()
  }
  return seenMs
}

const figureOf = (location: number) =>
  `[data-testid="location-row-${locationId(location)}"] [data-testid="figure-onHand"]`

const onHand = (page: Page, location: number) => page.locator(figureOf(location)).getAttribute('data-value')

/** The time at which the frame with the value is drawn, by the machine's clock, as the page tells it. */
function whenShown(page: Page, location: number, value: number): Promise<number> {
  return page.evaluate(
    ({ selector, wanted, withinMs }) =>
      new Promise<number>((resolve, reject) => {
        const shows = () => document.querySelector(selector)?.getAttribute('data-value') === wanted
        const observer = new MutationObserver(() => {
          if (!shows()) return
          observer.disconnect()
          requestAnimationFrame(() => resolve(Date.now()))
        })
        observer.observe(document.body, {
          subtree: true,
          childList: true,
          attributes: true,
          attributeFilter: ['data-value'],
        })
        setTimeout(() => reject(new Error(`${selector} did not become ${wanted}`)), withinMs)
      }),
    { selector: figureOf(location), wanted: String(value), withinMs: SEEN_WITHIN_MS },
  )
}
