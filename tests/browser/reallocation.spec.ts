/** Owns the proof of a reallocation from end to end: outage, plan, request, conflict, approval, answers, variance, outcome. */
import type { Page } from '@playwright/test'
import type { TransferDetail } from '../../src/shared/readModels/transfers.ts'
import { expect, expectAccessible, screenshot, test } from './fixtures.ts'
import { logIn, startPeopledHub, type PeopledHub } from './peopledHub.ts'
import {
  CENTRE,
  CENTRE_UNITS,
  dated,
  horizonOf,
  pastOf,
  receiptAdvice,
  RECEIVER,
  sale,
  shippingAdvice,
  SKUS,
} from './reallocationNetwork.ts'

const DAY_MS = 86_400_000
const HORIZON_DAYS = 7
/** Units that a sale leaves at the centre of the first item, while somebody is about to approve more. */
const LEFT_UNITS = 5

test.setTimeout(240_000)

let hub: PeopledHub
test.beforeEach(async () => {
  hub = await startPeopledHub([
    ['coordinator', 'analyst'],
    ['approver', 'administrator'],
  ])
  await hub.tell('master', pastOf(Date.now()))
})
test.afterEach(() => hub.stop())

/** Points at which the map takes the pointer for one over a place, one for each place. */
const placesOnMap = (page: Page): Promise<{ x: number; y: number }[]> =>
  page.getByTestId('whatif-map').evaluate((map) => {
    const box = map.getBoundingClientRect()
    const leaflet = map.querySelector<HTMLElement>('.leaflet-container')
    const found: { x: number; y: number }[] = []
    if (!leaflet) return found
    for (let y = box.top + 6; y < box.bottom - 6; y += 4) {
      for (let x = box.left + 6; x < box.right - 6; x += 4) {
        leaflet.dispatchEvent(new MouseEvent('mousemove', { clientX: x, clientY: y, bubbles: true }))
        const isNew = found.every((known) => Math.hypot(known.x - x, known.y - y) > 9)
        if (leaflet.style.cursor === 'pointer' && isNew) found.push({ x, y })
      }
    }
    return found
  })

/** The same screen in both schemes: a picture, and no serious violation. */
async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await screenshot(page, `${name}-${colorScheme}`)
    await expectAccessible(page)
  }
}

/** Clicks the place on the map, as a person does who sees where it lies. */
async function clickOnMap(page: Page, name: string): Promise<void> {
  const card = page.getByTestId('map-card')
  await expect.poll(async () => (await placesOnMap(page)).length).toBeGreaterThan(2)
  for (const { x, y } of await placesOnMap(page)) {
    await page.mouse.move(x, y)
    await expect(card).toBeVisible()
    if ((await card.getByText(name, { exact: true }).count()) === 0) continue
    await page.mouse.click(x, y)
    return
  }
  throw new Error(`${name} is not on the map`)
}

const detailOf = (transfer: string): Promise<TransferDetail> => hub.ask('transfers.detail', { transfer })
const status = (page: Page) => page.getByTestId('transfer-status')

test('an outage leads to a plan, a request, a conflict, an approval, a variance and an outcome', async ({
  page,
  browser,
}) => {
  // The coordinator supposes an outage on the map and plans.
  await logIn(page, hub, 'coordinator', '/whatif')
  await page.getByLabel('Horizon, days').fill(String(HORIZON_DAYS))
  await clickOnMap(page, 'Graz')
  await expect(page.getByTestId('operators').locator('li')).toHaveAttribute('data-kind', 'nodeOutage')
  await expect(page.getByTestId('operators')).toContainText('Graz')
  await page.getByTestId('start-run').click()
  await expect(page.getByTestId('run-progress')).toHaveAttribute('data-state', 'done', { timeout: 90_000 })
  await expect(page.getByTestId('gap-text')).not.toBeEmpty()
  await expect(page.getByTestId('worlds')).toContainText('Scenario, with the plan')
  await look(page, 'whatif-result')

  // Two lines are promoted: both items from the centre to the store that has run out.
  await page.getByRole('tab', { name: 'What moves' }).click()
  await expect(page.getByTestId('planned-total')).not.toHaveAttribute('data-value', '')
  await look(page, 'whatif-plan')
  for (const { id, name } of SKUS) {
    const row = page.getByTestId(`planned-${id}|${CENTRE.id}|${RECEIVER.id}`)
    await expect(row).toContainText(name)
    await row.getByRole('checkbox').check()
  }
  await page.getByTestId('promote').click()
  await page.waitForURL(/#\/transfers/)
  await page.locator('[data-testid^="transfer-TR"]').first().click()
  await page.getByTestId('submit').click()
  await expect(status(page)).toHaveAttribute('data-status', 'submitted')
  const transfer = /transfer\/(TR\w{10})/.exec(page.url())?.[1] ?? ''
  expect((await detailOf(transfer)).rows).toHaveLength(2)
  // Whoever asked cannot approve.
  await expect(page.getByTestId('approve')).toBeDisabled()

  // A second person trims and approves, while a sale takes stock.
  const second = await (await browser.newContext()).newPage()
  await logIn(second, hub, 'approver', `/transfers/transfer/${transfer}`)
  const units = second.getByTestId('approve-units-1')
  await expect(second.getByTestId('available-1')).toHaveText(String(CENTRE_UNITS))
  await units.fill(String(LEFT_UNITS + 2))
  const [first, other] = (await detailOf(transfer)).rows
  if (!first || !other) throw new Error('two lines were promoted')
  await hub.tell(
    'till',
    dated([sale(CENTRE.id, first.sku, CENTRE_UNITS - LEFT_UNITS, Date.now())], 'counter'),
  )
  await second.getByTestId('approve').click()
  await expect(second.getByTestId('refusal')).toBeVisible()
  await expect(second.getByTestId('refusal').locator('[data-what]').first()).toBeVisible()
  await look(second, 'transfer-conflict')
  expect((await detailOf(transfer)).approvedUnits).toBe(0)

  // What is left can be approved.
  await expect(second.getByTestId('available-1')).toHaveText(String(LEFT_UNITS))
  await units.fill(String(LEFT_UNITS))
  const confirm = second.getByTestId('confirm-changes')
  if (await confirm.isVisible()) await confirm.check()
  await second.getByTestId('approve').click()
  await expect(status(second)).toHaveAttribute('data-status', 'approved')
  await second.getByTestId('release').click()
  await expect(status(second)).toHaveAttribute('data-status', 'released')
  await expect(second.getByTestId('transfer-documents').locator('[data-kind="x12Order940"]')).toBeVisible()

  // The warehouse ships all of it; the store receives one unit less of the second item.
  const approved = await detailOf(transfer)
  const lines = approved.rows.map(({ line, sku, approvedUnits }) => ({
    line,
    units: approvedUnits,
    gtin: SKUS.find(({ id }) => id === sku)?.gtin ?? '',
  }))
  await hub.tell('warehouse', shippingAdvice(transfer, lines))
  await expect(status(second)).toHaveAttribute('data-status', 'inTransit')
  const came = lines.map((line, index) => ({ ...line, units: line.units - (index === 1 ? 1 : 0) }))
  await hub.tell('warehouse', receiptAdvice(transfer, came))
  await expect(status(second)).toHaveAttribute('data-status', 'received')
  await second.getByTestId(`settle-${other.line}`).click()
  await second
    .getByTestId('settle-form')
    .getByRole('button', { name: /Book 1 unit/ })
    .click()
  await expect(second.getByTestId('transfer-lines')).toContainText('Lost in transit')
  await second.getByTestId('close-transfer').click()
  await expect(status(second)).toHaveAttribute('data-status', 'closed')
  const steps = await second
    .getByTestId('transfer-story')
    .locator('li')
    .evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset['step']))
  expect(steps).toEqual(
    expect.arrayContaining([
      'TransferDrafted',
      'TransferSubmitted',
      'TransferApproved',
      'TransferReleased',
      'TransferLineSent',
      'TransferLineReceived',
      'TransferVarianceSettled',
      'TransferClosed',
    ]),
  )
  await look(second, 'transfer-closed')

  // The horizon passes: what was predicted stands beside what happened.
  const plannedAt = approved.plan?.plannedAt ?? Date.now()
  await hub.restartAhead((HORIZON_DAYS + 3) * DAY_MS)
  await hub.tell(
    'till',
    horizonOf(
      plannedAt,
      HORIZON_DAYS,
      SKUS.map(({ id }) => lines.find(({ gtin }) => `gtin:${gtin}` === id)?.units ?? 0),
    ),
  )
  await logIn(second, hub, 'approver', `/transfers/transfer/${transfer}`)
  const outcome = second.getByTestId('outcome')
  await expect(outcome).toHaveAttribute('data-state', 'measured')
  await expect(outcome).toContainText(/predicted .* measured .* 95 % interval/)
  await logIn(second, hub, 'approver', '/transfers/outcomes')
  await expect(second.getByRole('link', { name: transfer })).toBeVisible()
  await look(second, 'transfer-outcomes')
})
