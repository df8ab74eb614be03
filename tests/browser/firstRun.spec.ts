/** Owns the first run: both ways in, the sample network and a feed of one's own. */
import { epcisDocument } from './documents.ts'
import { expect, open, test } from './fixtures.ts'

test('the sample network opens in a folder of its own, and is live', async ({ page, emptyHub }) => {
  await open(page, emptyHub, '/network')
  await expect(page.getByTestId('first-run')).toBeVisible()
  await page.getByTestId('open-sample').click()
  await expect(page.getByTestId('first-run')).toBeHidden()
  await expect(page.getByTestId('connection-state')).toHaveAttribute('data-state', 'live')
  const rows = page.locator('[data-testid^="location-row-"]')
  await expect(rows.first()).toBeVisible()
  await expect
    .poll(async () => (await emptyHub.call('network.locations', {})).totals.locations)
    .toBeGreaterThanOrEqual(124)
  const events = async () => (await emptyHub.call('tower.status', {})).events
  const before = await events()
  await expect.poll(events).toBeGreaterThan(before)
  expect((await emptyHub.call('tower.status', {})).network).toBe('sample')
})

test('a feed of one’s own is connected, and its first record is seen arriving', async ({
  page,
  emptyHub,
}) => {
  await open(page, emptyHub, '/network')
  await page.getByTestId('connect-feed').click()
  await expect(page).toHaveURL(/#\/feeds\/new/)
  await page.getByTestId('feed-name').fill('store-vienna')
  await page.getByTestId('create-feed').click()
  const key = (await page.getByTestId('feed-key').textContent())?.trim() ?? ''
  expect(key).toMatch(/^twr_/)
  await expect(page.getByTestId('feed-address')).toContainText(emptyHub.address)
  await expect(page.getByTestId('feed-command')).toContainText('curl')
  const counted = { bizStep: 'stock_taking', action: 'OBSERVE', units: 12 } as const
  await emptyHub.send('/capture', key, 'application/ld+json', epcisDocument(counted))
  await expect(page.getByTestId('first-record')).toHaveAttribute('data-received', /^([1-9]\d*|true)$/)
})
