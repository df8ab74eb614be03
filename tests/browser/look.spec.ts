/** Owns the look of every screen, in light and in dark: no serious violation of accessibility, and a picture to look at. */
import { feedPath, ledgerPath, locationPath, skuPath } from '../../src/renderer/stores/address.ts'
import { ITEM, STORE } from './documents.ts'
import { expect, expectAccessible, open, screenshot, test } from './fixtures.ts'

const screens = [
  ['network', '/network'],
  ['location', locationPath(STORE.id)],
  ['inventory', '/inventory'],
  ['sku', skuPath(ITEM.id)],
  ['ledger', ledgerPath(STORE.id, ITEM.id)],
  ['feeds', '/feeds'],
  ['connect-feed', '/feeds/new'],
  ['feed', feedPath('store-vienna')],
  ['quarantine', '/feeds/quarantine'],
  ['refused', '/feeds/quarantine/1'],
  ['preview', '/feeds/preview'],
  ['shipments', '/network/shipments'],
  ['settings', '/settings'],
  ['whatif', '/whatif'],
  ['whatif-runs', '/whatif?part=compare'],
  ['transfers', '/transfers'],
  ['new-transfer', '/transfers/new'],
  ['outcomes', '/transfers/outcomes'],
  ['limits', '/transfers/limits'],
] as const

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen in ${colorScheme}`, async ({ page, stockedHub }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await stockedHub.send('/feeds/store-vienna', stockedHub.key, 'text/plain', 'neither this nor that')
    for (const [name, path] of screens) {
      await test.step(name, async () => {
        await open(page, stockedHub, path)
        await expect(page.locator('main')).not.toContainText('Loading')
        await screenshot(page, `${name}-${colorScheme}`)
        await expectAccessible(page)
      })
    }
  })

  test(`the first run in ${colorScheme}`, async ({ page, emptyHub }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await open(page, emptyHub, '/network')
    await expect(page.getByTestId('first-run')).toBeVisible()
    await screenshot(page, `first-run-${colorScheme}`)
    await expectAccessible(page)
  })
}
