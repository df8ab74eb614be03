/** Owns the walk through Orders & speed: from a cell by its cause to an order, its shipment and the ledger, and back by its address. */
import { ledgerPath, orderPath } from '../../src/renderer/stores/address.ts'
import type { Hub } from './hub.ts'
import { expect, expectAccessible, open, screenshot, test as base } from './fixtures.ts'
import {
  DC,
  eventfulOrder,
  JACKET,
  lateOrder,
  manyOrders,
  orderId,
  shipmentId,
  tradeMasterData,
} from './orderDocuments.ts'

const FEED = 'order-system'
const BATCH = 'application/cloudevents-batch+json'
const LATE = 1
const EVENTFUL = 2
const ORDERS = 240
const DAY_MS = 86_400_000

/** A hub that was told of a few hundred orders, one of them late in a known way. */
const test = base.extend<{ tradingHub: Hub }>({
  tradingHub: async ({ emptyHub }, use) => {
    const now = Date.now()
    const key = await emptyHub.createFeed(FEED)
    const send = (body: string) => emptyHub.send(`/feeds/${FEED}`, key, BATCH, body)
    await send(tradeMasterData(now))
    await send(
      JSON.stringify([
        ...lateOrder(LATE, now - 6 * DAY_MS),
        ...eventfulOrder(EVENTFUL, now - 8 * DAY_MS),
        ...manyOrders(ORDERS, now, 26),
      ]),
    )
    await expect.poll(async () => (await emptyHub.call('orders.list', { limit: 1 })).total).toBe(ORDERS + 2)
    await use(emptyHub)
  },
})

test('from a cell by its cause to the order, its shipment and the ledger, and back by its address', async ({
  page,
  tradingHub,
}) => {
  await open(page, tradingHub, '/speed')
  const heatmap = await tradingHub.call('speed.heatmap', { columns: 'channel' })
  const cell = heatmap.cells.find((each) => each.row === 'ME' && each.column === 'web')
  expect(cell?.late).toBeGreaterThan(0)
  await page.getByTestId('cell-ME-web').click()
  const panel = page.getByTestId('cell-panel')
  await expect(panel.getByRole('heading', { level: 2 })).toHaveText('ME · web')
  await expect(panel.getByTestId('cell-late')).toHaveAttribute('data-value', String(cell?.late))

  // The order waited, packed, for three days: that is its cause, and it stands under it.
  const causes = await tradingHub.call('speed.causes', { region: 'ME', channel: 'web' })
  const dwell = causes.causes.find(({ cause }) => cause === 'dwell')
  await expect(panel.getByTestId('cause-dwell')).toHaveAttribute('data-value', String(dwell?.lines))
  await panel.getByTestId('cause-dwell').click()
  await expect(page).toHaveURL(/cause=dwell/)
  const causeAddress = page.url()
  await panel.getByTestId(`speed-order-${orderId(LATE)}-1`).click()

  const order = page.getByTestId('order-panel')
  await expect(order).toContainText(orderId(LATE))
  await expect(order).toContainText('Delivered, late')
  await expect(order.getByTestId('order-timeline')).toContainText('Packed')
  await order.getByRole('link', { name: `${DC.name} → Portland, ME` }).click()

  const shipment = page.getByTestId('shipment-panel')
  await expect(shipment).toContainText(shipmentId(LATE))
  await expect(shipment.getByRole('link', { name: orderId(LATE) })).toBeVisible()
  await shipment.getByRole('link', { name: 'ledger' }).click()
  await expect(page.getByTestId('ledger-panel')).toContainText(DC.name)
  await expect(page.getByText('Equals the stored figure')).toBeVisible()
  expect(page.url()).toContain(ledgerPath(DC.id, JACKET.id))

  // Back leads the same way to the cell, with its cause chosen.
  for (const testId of ['shipment-panel', 'order-panel', 'cell-panel']) {
    await page.goBack()
    await expect(page.getByTestId(testId)).toBeVisible()
  }
  await expect(page.getByTestId('cause-dwell')).toHaveAttribute('aria-pressed', 'true')

  // In another window, the address alone leads there.
  const other = await page.context().newPage()
  await other.goto(causeAddress)
  await expect(other.getByTestId('cause-dwell')).toHaveAttribute('aria-pressed', 'true')
  await expect(other.getByTestId(`speed-order-${orderId(LATE)}-1`)).toBeVisible()
  await other.close()
})

test('the heatmap is walked by keys, and its cells say what they rest on', async ({ page, tradingHub }) => {
  await open(page, tradingHub, '/speed?columns=weekHour')
  const grid = page.getByRole('grid', { name: /On-time share by region and weekday and hour/ })
  await expect(grid).toHaveAttribute('aria-colcount', '169')
  await grid.locator('[data-column][tabindex="0"]').focus()
  await page.keyboard.press('End')
  await expect(grid.locator('[data-row="0"][data-column="167"]')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(grid.locator('[data-row="1"][data-column="167"]')).toBeFocused()
  await expect(page.getByTestId('heatmap-told')).toContainText('Sunday 23:00')
  await page.keyboard.press('Home')
  await expect(grid.locator('[data-row="1"][data-column="0"]')).toBeFocused()

  await open(page, tradingHub, '/speed?columns=flow&figure=p90')
  await page.getByTestId('cell-ME-shipFromDc').focus()
  await expect(page.getByTestId('heatmap-told')).toContainText(/p90 hours .* n \d+/)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('cell-panel')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('cell-panel')).toBeHidden()
  await expect(page.getByTestId('cell-ME-shipFromDc')).toBeFocused()
})

test('two periods are compared, and the difference is what is shown', async ({ page, tradingHub }) => {
  await open(page, tradingHub, '/speed?period=7&against=before')
  await expect(page.getByRole('group', { name: 'Legend' })).toContainText('blue is better, orange is worse')
  await expect(page.getByTestId('heatmap-total')).toContainText('against the other period')
})

test('an order is found by its number, and its address leads to it', async ({ page, tradingHub }) => {
  await open(page, tradingHub, '/speed?tab=orders')
  await expect(page.getByTestId('orders-total')).toHaveAttribute('data-value', String(ORDERS + 2))
  await page.keyboard.press('/')
  await page.keyboard.type('100001')
  await expect(page.getByTestId('orders-total')).toHaveAttribute('data-value', '1')
  await page.getByTestId(`order-row-${orderId(LATE)}`).click()
  await expect(page.getByTestId('promise-margin')).toContainText('missed by')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByLabel('A location, SKU, shipment, order or command').fill('100001')
  await page.getByRole('dialog').getByText(orderId(LATE), { exact: true }).first().click()
  await expect(page).toHaveURL(new RegExp(`#${orderPath(orderId(LATE)).replaceAll('/', String.raw`\/`)}`))
})

test('an order tells all that happened: re-route, refused step, cancellation, return, refund, feedback', async ({
  page,
  tradingHub,
}) => {
  await open(page, tradingHub, orderPath(orderId(EVENTFUL)))
  const panel = page.getByTestId('order-panel')
  await expect(panel.getByTestId('order-line-1')).toContainText('Rejected by the location')
  await expect(panel.getByTestId('order-line-2')).toContainText('cancelled by the customer')
  await expect(panel.getByTestId('line-return')).toContainText('damaged')
  await expect(panel.getByTestId('refused-steps')).toContainText('boris has no step “ready”')
  await expect(panel.getByText('Refunded 89.90 USD')).toBeVisible()
  await expect(panel).toContainText('2 of 5 stars')
  await panel.getByTestId('order-timeline').getByRole('button').first().click()
  await expect(page.getByTestId('source-record')).toContainText('OrderPlaced')
})

test('lanes lead to their distribution, and regions are coloured on the map', async ({
  page,
  tradingHub,
}) => {
  await open(page, tradingHub, '/speed?tab=lanes')
  await page.getByTestId(`lane-${DC.id}-ME-UPS`).click()
  await expect(page.getByTestId('lane-panel')).toContainText('Hours on the way, against the promise')
  await expect(page.getByTestId('lane-panel').getByRole('img', { name: /Lines by hours/ })).toBeVisible()
  await open(page, tradingHub, '/network?metric=speed')
  await expect(page.getByTestId('regions-drawn')).toHaveAttribute('data-value', '6')
})

test('orders at risk say how likely, based on what, and what would save them', async ({
  page,
  tradingHub,
}) => {
  await open(page, tradingHub, '/speed?tab=risk')
  const told = await tradingHub.call('orders.atRisk', {})
  const first = told.rows[0]
  expect(first).toBeDefined()
  await expect(page.getByTestId('risk-total')).toHaveAttribute('data-value', String(told.total))
  const row = page.getByTestId(`risk-${first?.order}-${first?.line}`)
  await expect(row).toContainText('based on')
  await row.click()
  await expect(page.getByTestId('order-panel')).toContainText(first?.order ?? '')
  await page.goBack()
  await page.getByRole('button', { name: 'How good are the odds?' }).click()
  await expect(page.getByTestId('calibration-panel')).toContainText(/base rate|not enough orders/)
})

const places = [
  ['heatmap', '/speed'],
  ['heatmap-week', '/speed?columns=weekHour&figure=median'],
  ['heatmap-compared', '/speed?columns=location&figure=kept&against=before'],
  ['cell', '/speed/cell?row=ME&column=web'],
  ['lanes', '/speed?tab=lanes'],
  ['lane', `/speed/lane/${encodeURIComponent(DC.id)}/ME/UPS?tab=lanes`],
  ['risk', '/speed?tab=risk'],
  ['calibration', '/speed/calibration?tab=risk'],
  ['orders', '/speed?tab=orders'],
  ['orders-none', '/speed?tab=orders&text=none'],
  ['order', orderPath(orderId(LATE))],
  ['order-eventful', orderPath(orderId(EVENTFUL))],
  ['map-speed', '/network?metric=speed'],
] as const

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every part in ${colorScheme}`, async ({ page, tradingHub }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const [name, path] of places) {
      await test.step(name, async () => {
        await open(page, tradingHub, path)
        await expect(page.locator('main')).not.toContainText(/Loading|Replaying|Reckoning/)
        await screenshot(page, `speed-${name}-${colorScheme}`)
        await expectAccessible(page)
      })
    }
  })
}

test('nothing has come in yet', async ({ page, emptyHub }) => {
  await open(page, emptyHub, '/speed')
  await expect(page.getByTestId('first-run')).toBeVisible()
})
