/** Owns the feedback page as a customer meets it: by keyboard alone, without scripts, in light and dark, on a phone. */
import { expect, expectAccessible, screenshot, test } from './fixtures.ts'
import type { Hub } from './hub.ts'

const ORDER = 'shop:order:4711'

/** An order, and a link to answer about it. */
async function linkFor(hub: Hub, scale: 'stars' | 'nps'): Promise<string> {
  const key = await hub.createFeed('shop')
  const placed = {
    specversion: '1.0',
    id: 'o',
    source: '/tests/shop',
    type: 'org.omnitower.OrderPlaced',
    time: new Date(Date.now() - 3_600_000).toISOString(),
    data: { order: ORDER, channel: 'web' },
  }
  await hub.send('/feeds/shop', key, 'application/cloudevents+json', JSON.stringify(placed))
  return (await hub.call('experience.feedbackLink', { order: ORDER, scale })).url
}

const answers = async (hub: Hub) => (await hub.call('orders.detail', { order: ORDER })).feedback

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the feedback page on a phone in ${colorScheme}`, async ({ page, emptyHub }) => {
    const url = await linkFor(emptyHub, 'nps')
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 360, height: 740 })
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(url)
    await expect(page.getByRole('heading')).toHaveText('Tell us how it was')
    await expectAccessible(page)
    await screenshot(page, `feedback-${colorScheme}`)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(360)

    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Tab')
    await page.keyboard.type('The courier was kind.')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading')).toHaveText('Thank you')
    await expectAccessible(page)
    expect(await answers(emptyHub)).toMatchObject([
      { rating: 1, scale: 'nps', text: 'The courier was kind.' },
    ])
    expect(complaints).toEqual([])
  })
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })
  test('an answer is given, and changed by the same link', async ({ page, emptyHub }) => {
    const url = await linkFor(emptyHub, 'stars')
    for (const rating of [2, 5]) {
      await page.goto(url)
      await page.getByLabel(String(rating), { exact: true }).check()
      await page.getByRole('button', { name: 'Send' }).click()
      await expect(page.getByRole('heading')).toHaveText('Thank you')
      expect(await answers(emptyHub)).toMatchObject([{ rating, scale: 'stars' }])
    }
  })
  test('a link that was cut off is answered with a page', async ({ page, emptyHub }) => {
    const url = await linkFor(emptyHub, 'stars')
    const answer = await page.goto(url.slice(0, -3))
    expect(answer?.status()).toBe(401)
    await expect(page.getByRole('alert')).toContainText('open the whole link')
  })
})
