/** Owns the walk of whoever watches the feeds: every record accounted for, a refused one mended and replayed. */
import { epcisDocument } from './documents.ts'
import { expect, open, test } from './fixtures.ts'

test('received equals accepted, duplicates and quarantined, on screen as in the engine', async ({
  page,
  stockedHub,
}) => {
  const sale = epcisDocument({
    bizStep: 'retail_selling',
    action: 'OBSERVE',
    disposition: 'retail_sold',
    units: 2,
  })
  for (const body of [sale, sale])
    await stockedHub.send('/capture', stockedHub.key, 'application/ld+json', body)
  await stockedHub.send('/feeds/store-vienna', stockedHub.key, 'text/plain', 'neither this nor that')
  await open(page, stockedHub, '/feeds')
  const row = page.getByTestId('feed-row-store-vienna')
  const value = async (id: string) => Number(await row.getByTestId(id).getAttribute('data-value'))
  await expect(row.getByTestId('feed-received')).toHaveAttribute('data-value', '6')
  expect(await value('feed-accepted')).toBe(4)
  expect(await value('feed-duplicates')).toBe(1)
  expect(await value('feed-quarantined')).toBe(1)
})

test('a refused record is mended, replayed and counted', async ({ page, stockedHub }) => {
  const whole = epcisDocument({
    bizStep: 'retail_selling',
    action: 'OBSERVE',
    disposition: 'retail_sold',
    units: 4,
  })
  const broken = whole.replace('"quantity":4', '"quantity":"four"')
  await stockedHub.send('/feeds/store-vienna', stockedHub.key, 'application/ld+json', broken)
  const [refused] = (await stockedHub.call('quarantine.list', {})).rows
  expect(refused?.field).toContain('quantity')

  await open(page, stockedHub, `/feeds/quarantine/${refused?.id}`)
  const text = page.getByTestId('quarantine-raw')
  await expect(text).toHaveValue(/"four"/)
  await text.fill((await text.inputValue()).replace('"four"', '4'))
  await page.getByTestId('quarantine-replay').click()
  await expect.poll(async () => (await stockedHub.call('tower.status', {})).openQuarantine).toBe(0)
  const { rows } = await stockedHub.call('inventory.positions', {})
  expect(rows[0]?.onHandUnits).toBe(16)
})

test('messages without a right signature are counted, and it is told what to do', async ({
  page,
  stockedHub,
}) => {
  await stockedHub.call('feeds.create', { feed: 'shop', authentication: 'hmac' })
  for (const signature of ['sha256=00', '']) {
    await fetch(`${stockedHub.address}/feeds/shop`, {
      method: 'POST',
      body: '{}',
      headers: signature === '' ? {} : { 'x-signature-256': signature },
    })
  }
  await open(page, stockedHub, '/feeds')
  const mark = page.getByTestId('feed-row-shop').getByTestId('feed-forged')
  await expect(mark).toHaveAttribute('data-value', '2')
  await page.getByTestId('feed-row-shop').click()
  await expect(page.getByTestId('panel-forged')).toHaveAttribute('data-value', '2')
  await expect(page.getByTestId('feed-panel')).toContainText('answered 401 and had no effect')
})
