/** Owns the walk through the frame: it loads, its addresses hold, and the keyboard reaches everything. */
import { ledgerPath, locationPath, skuPath } from '../../src/renderer/stores/address.ts'
import { ITEM, STORE } from './documents.ts'
import { expect, open, test } from './fixtures.ts'

test('the shell loads, with nothing from elsewhere', async ({ page, stockedHub }) => {
  const strangers: string[] = []
  page.on('request', (request) => {
    const own = ['data:', 'blob:', stockedHub.address, stockedHub.address.replace(/^http/, 'ws')]
    if (!own.some((start) => request.url().startsWith(start))) strangers.push(request.url())
  })
  await open(page, stockedHub, '/')
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
  await expect(page).toHaveURL(/#\/network$/)
  await expect(page.getByTestId(`location-row-${STORE.id}`)).toContainText(STORE.name)
  await expect(page.locator('.leaflet-container canvas').first()).toBeVisible()
  expect(strangers).toEqual([])
})

test('an address leads straight to its details, in another window too', async ({ page, stockedHub }) => {
  await open(page, stockedHub, ledgerPath(STORE.id, ITEM.id))
  await expect(page.getByTestId('ledger-panel')).toContainText(ITEM.name)
  await open(page, stockedHub, skuPath(ITEM.id))
  await expect(page.getByTestId('sku-panel')).toContainText(ITEM.name)
  await open(page, stockedHub, locationPath(STORE.id))
  await expect(page.getByTestId('location-panel')).toContainText(STORE.name)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('location-panel')).toBeHidden()
  await open(page, stockedHub, '/nowhere')
  await expect(page.getByText('There is no such page')).toBeVisible()
})

test('the keyboard goes from screen to screen, to the rows and back', async ({ page, stockedHub }) => {
  await open(page, stockedHub, '/network')
  for (const [key, area] of [
    ['i', 'inventory'],
    ['o', 'speed'],
    ['f', 'feeds'],
    ['s', 'settings'],
    ['n', 'network'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expect(page).toHaveURL(new RegExp(`#/${area}`))
    await expect(page.locator('nav [aria-current="page"]')).toHaveAttribute('href', new RegExp(`#/${area}`))
  }
  await expect(page.getByTestId(`location-row-${STORE.id}`)).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.locator('[data-screen-search]')).toBeFocused()
  await page.keyboard.press('Tab')
  await page.locator('body').press('Escape')
  await page.getByTestId(`location-row-${STORE.id}`).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('location-panel')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('location-panel')).toBeHidden()
})

test('Tab reaches every control that can be seen, and focus is always seen', async ({ page, stockedHub }) => {
  await open(page, stockedHub, '/inventory')
  await expect(page.getByTestId(`position-${STORE.id}-${ITEM.id}`)).toBeVisible()
  const names = new Set<string>()
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      if (!element || element === document.body) return null
      const { outlineStyle, boxShadow, borderColor } = getComputedStyle(element)
      const parent = element.parentElement ? getComputedStyle(element.parentElement) : undefined
      const seen =
        outlineStyle !== 'none' ||
        boxShadow !== 'none' ||
        parent?.outlineStyle !== 'none' ||
        borderColor !== ''
      return { name: element.getAttribute('aria-label') ?? element.textContent ?? '', seen }
    })
    if (!focused) break
    expect(focused.seen, focused.name).toBe(true)
    names.add(focused.name.trim())
  }
  for (const name of ['Network', 'Inventory', 'Feeds', 'Settings', 'Find by location or SKU']) {
    expect(
      [...names].some((each) => each.includes(name)),
      name,
    ).toBe(true)
  }
})

test('the command palette finds a location and goes there', async ({ page, stockedHub }) => {
  await open(page, stockedHub, '/network')
  await page.keyboard.press('ControlOrMeta+k')
  const field = page.getByLabel('A location, SKU, shipment, order or command')
  await expect(field).toBeFocused()
  await field.fill('Vienna')
  await expect(page.getByRole('dialog').getByText(STORE.name)).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('location-panel')).toContainText(STORE.name)
})

test('settings say which tile server this host keeps out, and what allows it', async ({
  page,
  stockedHub,
}) => {
  await open(page, stockedHub, '/settings')
  await expect(page.getByTestId('tiles-refused')).toHaveCount(0)
  const address = page.getByLabel('Address template of the tile server')
  await address.fill('https://tiles.example.com/{z}/{x}/{y}.png')
  await expect(page.getByTestId('tiles-refused')).toContainText('--tiles https://tiles.example.com')
})

test('a ledger page shows its times whole', async ({ page, stockedHub }) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await open(page, stockedHub, ledgerPath(STORE.id, ITEM.id))
  const time = page.getByTestId('ledger-page').getByTestId('ledger-entry').first().locator('time')
  await expect(time).toBeVisible()
  const isWhole = await time.evaluate((element) => {
    // The longest that a zone and a locale make of it.
    element.textContent = 'Nov 20, 2026, 07:14:00 GMT+5:30'
    const cell = element.parentElement
    return cell !== null && cell.scrollWidth <= cell.clientWidth
  })
  expect(isWhole).toBe(true)
  await open(page, stockedHub, '/network')
  await expect(page.getByTestId('network-map')).toBeVisible()
})
