/** Owns what each browser test begins with: a hub of its own, and a page that fails on errors it did not expect. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'
import { epcisDocument, masterData } from './documents.ts'
import { startHub, type Hub } from './hub.ts'

interface Fixtures {
  /** Further options of `tower serve`. */
  hubOptions: string[]
  /** Nothing was ever received. */
  emptyHub: Hub
  /** A store with 20 units of one item, counted; its feed's key. */
  stockedHub: Hub & { key: string }
}

export const test = base.extend<Fixtures>({
  hubOptions: [[], { option: true }],
  emptyHub: async ({ hubOptions }, use) => {
    const hub = await startHub(...hubOptions)
    await use(hub)
    await hub.stop()
  },
  stockedHub: async ({ hubOptions }, use) => {
    const hub = await startHub(...hubOptions)
    const key = await hub.createFeed('store-vienna')
    await hub.send('/feeds/store-vienna', key, 'application/cloudevents-batch+json', masterData())
    const counted = { bizStep: 'stock_taking', action: 'OBSERVE', units: 20 } as const
    await hub.send('/capture', key, 'application/ld+json', epcisDocument({ ...counted, at: anHourAgo() }))
    await expect.poll(async () => (await hub.call('tower.status', {})).skus).toBe(1)
    await use(Object.assign(hub, { key }))
    await hub.stop()
  },
  page: async ({ page }, use) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await use(page)
    expect(errors).toEqual([])
  },
})

export { expect }

const anHourAgo = () => new Date(Date.now() - 3_600_000)
const SHOTS = join(import.meta.dirname, '../../test-results/screens')

/** Opens a screen and waits until it is live. */
export async function open(page: Page, hub: Hub, path: string): Promise<void> {
  await page.goto(`${hub.address}/#${path}`)
  await expect(page.getByTestId('connection-state')).toHaveAttribute('data-state', 'live')
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`) })
}

/** No violation that axe calls serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect.soft(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
}
