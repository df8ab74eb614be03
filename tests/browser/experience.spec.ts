/** Owns the walk through customers' experience: channels, a rating with its order and cause, words, one customer's timeline. */
import { expect, expectAccessible, open, screenshot, test } from './fixtures.ts'
import { lateOrder, manyOrders, orderId, tradeMasterData } from './orderDocuments.ts'
import type { Hub } from './hub.ts'

const BATCH = 'application/cloudevents-batch+json'
const LATE_ORDERS = 12
const HOUR_MS = 3_600_000

/** What the customer of an order wrote, some days after it was placed. */
function answer(number: number, rating: number, text: string, at: number): object {
  return {
    specversion: '1.0',
    id: `answer ${number}`,
    source: '/tests/desk',
    type: 'org.omnitower.FeedbackGiven',
    time: new Date(at).toISOString(),
    data: { order: orderId(number), customer: `shop:customer:${number % 40}`, rating, text },
  }
}

/** Orders on time with good ratings, late ones with poor ratings that say so. */
async function sendExperience(hub: Hub): Promise<void> {
  const key = await hub.createFeed('shop')
  const now = Date.now()
  const placedAt = now - 20 * 24 * HOUR_MS
  const numbers = Array.from({ length: LATE_ORDERS }, (_each, number) => number)
  const late = numbers.flatMap((number) => lateOrder(number, placedAt + number * HOUR_MS))
  const answered = placedAt + 160 * HOUR_MS
  const answers = [
    ...numbers.map((number) =>
      answer(number, 1 + (number % 2), 'Parcel came days late, nobody told me', answered + number * HOUR_MS),
    ),
    ...Array.from({ length: 60 }, (_each, number) =>
      answer(
        1000 + number,
        4 + (number % 2),
        'Quick and well packed, friendly staff',
        now - number * HOUR_MS,
      ),
    ),
  ]
  const touches = [
    {
      specversion: '1.0',
      id: 'touch 3',
      source: '/tests/desk',
      type: 'org.omnitower.CustomerTouched',
      time: new Date(placedAt - HOUR_MS).toISOString(),
      data: { customer: 'shop:customer:3', channel: 'app', touch: 'search' },
    },
  ]
  await hub.send('/feeds/shop', key, BATCH, tradeMasterData(now))
  await hub.send('/feeds/shop', key, BATCH, JSON.stringify([...late, ...manyOrders(400, now)]))
  await hub.send('/feeds/shop', key, BATCH, JSON.stringify([...answers, ...touches]))
}

test('a rating leads to its order and to the cause', async ({ page, emptyHub }) => {
  await sendExperience(emptyHub)
  await open(page, emptyHub, '/experience')
  await expect(page.getByTestId('experience-orders')).toHaveAttribute('data-value', String(LATE_ORDERS + 400))
  await page.getByTestId('experience-web-shipFromDc').click()
  await expect(page.getByTestId('experience-cell')).toContainText('Promise kept')
  await page.getByRole('link', { name: 'Ratings and what happened' }).click()
  await expect(page.getByTestId('association')).toContainText(/associat/i)

  await page.getByRole('checkbox', { name: /^Poor/ }).check()
  await expect(page.getByTestId('rated-total')).toHaveAttribute('data-value', String(LATE_ORDERS))
  await page.getByTestId(`rated-${orderId(3)}`).click()
  const rating = page.getByTestId('rating-panel')
  await expect(rating).toContainText('Parcel came days late')
  await expect(page.getByTestId('rating-cause')).toHaveAttribute('data-value', 'dwell')
  const address = page.url()
  await page.getByTestId('rating-order').click()
  await expect(page.getByTestId('order-panel')).toContainText(orderId(3))

  await page.goBack()
  await expect(rating).toContainText('Parcel came days late')
  await page.goto('about:blank')
  await page.goto(address)
  await expect(page.getByTestId('rating-cause')).toHaveAttribute('data-value', 'dwell')
})

test('a customer is opened with a reason alone, and that is written down', async ({ page, emptyHub }) => {
  await sendExperience(emptyHub)
  await open(page, emptyHub, `/experience/rating/${encodeURIComponent(orderId(3))}`)
  await expect(page.getByTestId('rating-panel')).not.toContainText('shop:customer:3')
  await page.getByTestId('rating-customer').click()
  const opening = page.getByTestId('customer-open')
  await expect(opening).toBeDisabled()
  await page.getByTestId('customer-why').fill('Complaint 4711: parcel late')
  await opening.click()
  await expect(page.getByTestId('customer-id')).toHaveText('shop:customer:3')
  await expect(page.getByTestId('customer-panel')).toContainText('search')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: 'Opened customers' }).click()
  await expect(page.getByText('Complaint 4711: parcel late')).toBeVisible()
})

test('words are found, and those that stand out are named', async ({ page, emptyHub }) => {
  await sendExperience(emptyHub)
  await open(page, emptyHub, '/experience?tab=texts')
  await page.getByLabel('Words in reviews, surveys and contacts').fill('late')
  await expect(page.getByTestId('texts-total')).toHaveAttribute('data-value', String(LATE_ORDERS))
  await expect(page.locator('mark').first()).toHaveText('late')
  await expect(page.getByTestId('terms')).toContainText('parcel')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every tab of the experience in ${colorScheme}`, async ({ page, emptyHub }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await sendExperience(emptyHub)
    const rating = `/experience/rating/${encodeURIComponent(orderId(3))}`
    const paths = {
      channels: '/experience',
      ratings: '/experience?tab=ratings',
      journeys: '/experience?tab=journeys',
      'journeys-table': '/experience?tab=journeys&as=table',
      texts: '/experience?tab=texts&words=late',
      openings: '/experience?tab=openings',
      cell: '/experience/cell/web/shipFromDc',
      rating: `${rating}?tab=ratings`,
    }
    for (const [name, path] of Object.entries(paths)) {
      await test.step(name, async () => {
        await open(page, emptyHub, path)
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
        await screenshot(page, `experience-${name}-${colorScheme}`)
        await expectAccessible(page)
      })
    }
  })
}
