/** Owns the proof of the Alerts screens: an alert's whole life before one's eyes, the keyboard's triage, and their look. */
import type { Page } from '@playwright/test'
import { ITEM } from './documents.ts'
import { expect, expectAccessible, open, screenshot, test } from './fixtures.ts'
import type { Hub } from './hub.ts'
import { EVENTS_TYPE, priceShown } from './listingDocuments.ts'

/** A hub whose two channels ask the same price; `ask` changes one of them. */
async function withChannels(hub: Hub) {
  const keys = { web: await hub.createFeed('shop-web'), market: await hub.createFeed('shop-market') }
  const ask = (channel: 'web' | 'market', priceMinor: number) =>
    hub.send(`/feeds/shop-${channel}`, keys[channel], EVENTS_TYPE, priceShown(channel, priceMinor))
  await ask('web', 4990)
  await ask('market', 4990)
  return ask
}

const row = (page: Page) => page.getByTestId('alert-priceDifference')
const story = (page: Page) =>
  page
    .getByTestId('alert-timeline')
    .locator('li')
    .evaluateAll((all) => all.map((each) => each.dataset.kind))
const UNDER_MS = 2_000

test('a price changed in one channel calls, is acknowledged by keyboard, and is over when prices agree', async ({
  page,
  stockedHub,
}) => {
  const ask = await withChannels(stockedHub)
  await open(page, stockedHub, '/alerts')
  await expect(page.getByText('Nothing is wrong')).toBeVisible()
  await expect(page.getByTestId('alert-bell')).toHaveAttribute('data-value', '0')

  const sentAt = Date.now()
  await ask('market', 7990)
  await expect(row(page)).toBeVisible({ timeout: UNDER_MS })
  test.info().annotations.push({
    type: 'milliseconds from sending to the screen',
    description: String(Date.now() - sentAt),
  })
  await expect(page.getByTestId('alert-bell')).toHaveAttribute('data-value', '1')
  await expect(page.getByTestId('critical-news')).toContainText(ITEM.name)

  await page.keyboard.press('j')
  await page.keyboard.press('e')
  await expect
    .poll(async () => (await stockedHub.call('alerts.list', {})).rows[0]?.acknowledgedBy)
    .toBeTruthy()
  await page.keyboard.press('Enter')
  const panel = page.getByTestId('alert-panel')
  await expect(panel.getByTestId('alert-state')).toHaveAttribute('data-value', 'firing')
  await expect(panel).toContainText('79.90 EUR')
  await panel.getByRole('button', { name: 'its record' }).last().click()
  await expect(page.getByTestId('source-raw')).toContainText('7990')

  await ask('market', 4990)
  await expect(panel.getByTestId('alert-state')).toHaveAttribute('data-value', 'resolved')
  await expect.poll(() => story(page)).toEqual(['firing', 'acknowledged', 'resolved'])
  // The list knows too by then; its rows stay where they are while the drawer is open.
  await expect(page.getByRole('button', { name: '1 no longer fit: show' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('Nothing is wrong')).toBeVisible()
  await expect(page.getByTestId('alert-bell')).toHaveAttribute('data-value', '0')

  await open(page, stockedHub, '/alerts?state=resolved')
  await expect(row(page)).toContainText('Resolved')
})

test('acts can be undone, and a silence mutes', async ({ page, stockedHub }) => {
  const ask = await withChannels(stockedHub)
  await ask('market', 7990)
  const alert = async () => (await stockedHub.call('alerts.list', {})).rows[0]
  await expect.poll(async () => (await alert())?.state).toBe('firing')
  await open(page, stockedHub, '/alerts')
  await expect(row(page)).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.getByTestId('alerts-chosen')).toHaveText('1 alert selected')
  await page.keyboard.press('e')
  await expect.poll(async () => (await alert())?.acknowledgedBy).toBeTruthy()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  await page.keyboard.press('u')
  await expect.poll(async () => (await alert())?.acknowledgedBy).toBeNull()

  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Silence alerts like this…' }).click()
  await page.getByTestId('silence-form').getByLabel('Why').fill('A sale of the marketplace')
  await page.getByRole('button', { name: 'Set the silence' }).click()
  await expect(page.getByRole('grid', { name: 'Silences' })).toContainText('A sale of the marketplace')
  await expect(page.getByTestId('alert-bell')).toHaveAttribute('data-value', '0')
  await open(page, stockedHub, '/alerts?muted=yes')
  await expect(row(page)).toContainText('Silenced')
})

test('a rule is set with its why, for everything and for a part', async ({ page, stockedHub }) => {
  await withChannels(stockedHub)
  await open(page, stockedHub, '/alerts/rules')
  await page.getByTestId('rule-priceDifference').click()
  const panel = page.getByTestId('rule-panel')
  await expect(panel).toContainText('Fires when')
  await panel.getByRole('tab', { name: 'Settings' }).click()
  await panel.getByLabel('Fires above (%)').fill('12')
  await panel.getByLabel('Why').fill('Rounding differs by market')
  await panel.getByRole('button', { name: 'Set the rule' }).click()
  await expect
    .poll(
      async () => (await stockedHub.call('alerts.rule', { rule: 'priceDifference' })).row.settings.threshold,
    )
    .toBe(12)
  await panel.getByRole('tab', { name: 'History' }).click()
  await expect(panel).toContainText('Rounding differs by market')
})

const parts = {
  list: [
    ['alerts', '/alerts'],
    ['alerts-each', '/alerts?rows=each'],
    ['alerts-nothing', '/alerts?text=zzz'],
  ],
  rules: [
    ['alert-rules', '/alerts/rules'],
    ['alert-rule', '/alerts/rules/priceDifference'],
    ['alert-rule-settings', '/alerts/rules/priceDifference?part=settings'],
    ['alert-rule-test', '/alerts/rules/priceDifference?part=test'],
    ['own-rule', '/alerts/rules/new'],
  ],
  silences: [
    ['silences', '/alerts/silences'],
    ['silence-new', '/alerts/silences/new'],
    ['settings-notices', '/settings'],
  ],
  channels: [
    ['channels', '/channels'],
    ['channels-sku', `/channels/sku/${encodeURIComponent(ITEM.id)}`],
  ],
} as const

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [part, screens] of Object.entries(parts)) {
    test(`the look of ${part} in ${colorScheme}`, async ({ page, stockedHub }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const ask = await withChannels(stockedHub)
      await ask('market', 7990)
      await open(page, stockedHub, '/alerts')
      await expect(row(page)).toBeVisible()
      for (const [name, path] of screens) {
        await test.step(name, async () => {
          await open(page, stockedHub, path)
          await expect(page.locator('main')).not.toContainText('Loading')
          await screenshot(page, `${name}-${colorScheme}`)
          await expectAccessible(page)
        })
      }
    })
  }

  test(`the look of one alert and of calm in ${colorScheme}`, async ({ page, stockedHub }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const ask = await withChannels(stockedHub)
    await open(page, stockedHub, '/alerts')
    await expect(page.getByText('Nothing is wrong')).toBeVisible()
    await screenshot(page, `alerts-calm-${colorScheme}`)
    await expectAccessible(page)
    await ask('market', 7990)
    await row(page).click()
    await expect(page.getByTestId('alert-evidence')).toBeVisible()
    await screenshot(page, `alert-${colorScheme}`)
    await expectAccessible(page)
    for (const key of ['s', 'z', 'v']) {
      await page.keyboard.press(key)
      await expect(page.getByRole('dialog')).toBeVisible()
      await screenshot(page, `alert-menu-${key}-${colorScheme}`)
      await expectAccessible(page)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
      // Escape closes the small form alone.
      await expect(page.getByTestId('alert-panel')).toBeVisible()
    }
  })
}

test('a rule’s threshold is tried on the past by keys, and goes into its settings', async ({
  page,
  stockedHub,
}) => {
  await withChannels(stockedHub)
  await open(page, stockedHub, '/alerts/rules/priceDifference?part=test')
  await page.getByTestId('run-back-test').click()
  const said = page.getByTestId('threshold-said')
  await expect(said).toContainText('over', { timeout: 60_000 })
  const before = (await said.textContent()) ?? ''
  await page.getByTestId('threshold-handle').focus()
  await page.keyboard.press('Home')
  await expect(said).not.toHaveText(before)
  await screenshot(page, 'alert-back-test')
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Set over/ }).click()
  await expect(page.getByLabel('Fires above (%)')).not.toHaveValue('')
})

test('a rule of one’s own is checked while typed, tried, saved, and fires', async ({ page, stockedHub }) => {
  await open(page, stockedHub, '/alerts/rules/new')
  await page.getByLabel('Title').fill('Hardly any left')
  await page.getByRole('combobox', { name: 'About each' }).click()
  await page.getByRole('option', { name: 'a SKU at a location' }).click()
  const condition = page.getByRole('textbox', { name: 'Condition' })
  await condition.fill('onHand < 100.0')
  await expect(page.getByTestId('expression-verdict')).toHaveAttribute('data-value', 'false')
  await condition.fill('onHandUnits < 100.0')
  await expect(page.getByTestId('expression-verdict')).toHaveAttribute('data-value', 'true')
  await page.getByTestId('run-back-test').click()
  await expect(page.getByTestId('back-test-spells')).toContainText(ITEM.name, { timeout: 60_000 })
  await screenshot(page, 'own-rule-tried')
  await page.getByLabel('Why').fill('We reorder at a hundred')
  await page.getByRole('button', { name: 'Save the rule' }).click()
  await expect(page.getByTestId('rule-panel')).toContainText('Hardly any left')
  await expect
    .poll(async () => (await stockedHub.call('alerts.list', { rule: 'own:hardly-any-left' })).total)
    .toBe(1)
})
