/** Owns the proof that an event reaches screens that are already open: map table, position row, ledger page. */
import type { Page } from '@playwright/test'
import { epcisDocument, ITEM, STORE } from './documents.ts'
import { expect, open, test } from './fixtures.ts'
import { ledgerPath } from '../../src/renderer/stores/address.ts'

const figure = (page: Page, row: string, id: string) => page.getByTestId(row).first().getByTestId(id)
/** A reload would lose it. */
const mark = (page: Page) => page.evaluate(() => void Reflect.set(window, 'sameDocument', true))
const expectSameDocument = async (page: Page) =>
  expect(await page.evaluate(() => Reflect.get(window, 'sameDocument'))).toBe(true)

test('a sale sent as EPCIS over HTTP changes what is on three open screens', async ({
  page,
  context,
  stockedHub,
}) => {
  const inventory = await context.newPage()
  const ledger = await context.newPage()
  const locationRow = `location-row-${STORE.id}`
  const positionRow = `position-${STORE.id}-${ITEM.id}`
  await open(page, stockedHub, '/network')
  await open(inventory, stockedHub, '/inventory')
  await open(ledger, stockedHub, ledgerPath(STORE.id, ITEM.id))

  await expect(figure(page, locationRow, 'figure-onHand')).toHaveAttribute('data-value', '20')
  await expect(figure(inventory, positionRow, 'figure-onHand')).toHaveAttribute('data-value', '20')
  await expect(ledger.getByTestId('ledger-closing')).toHaveAttribute('data-value', '20')
  await expect(ledger.getByTestId('ledger-entry')).toHaveCount(1)
  await Promise.all([page, inventory, ledger].map(mark))

  const sale = { bizStep: 'retail_selling', action: 'OBSERVE', disposition: 'retail_sold', units: 3 } as const
  const document = epcisDocument(sale)
  await stockedHub.send('/capture', stockedHub.key, 'application/ld+json', document)

  await expect(figure(page, locationRow, 'figure-onHand')).toHaveAttribute('data-value', '17')
  await expect(figure(page, locationRow, 'figure-atp')).toHaveAttribute('data-value', '17')
  await expect(figure(inventory, positionRow, 'figure-onHand')).toHaveAttribute('data-value', '17')
  await expect(ledger.getByTestId('ledger-closing')).toHaveAttribute('data-value', '17')
  await expect(ledger.getByTestId('ledger-entry')).toHaveCount(2)
  await expect(ledger.getByTestId('entry-units').first()).toHaveAttribute('data-value', '-3')

  // Sent again, it counts once: another event after it shows that the stream has passed it.
  await stockedHub.send('/capture', stockedHub.key, 'application/ld+json', document)
  const second = epcisDocument({ ...sale, units: 1 })
  await stockedHub.send('/capture', stockedHub.key, 'application/ld+json', second)
  await expect(figure(page, locationRow, 'figure-onHand')).toHaveAttribute('data-value', '16')
  await expect(ledger.getByTestId('ledger-entry')).toHaveCount(3)
  await Promise.all([page, inventory, ledger].map(expectSameDocument))
})

test('the ledger page leads to the record as it was sent', async ({ page, stockedHub }) => {
  await open(page, stockedHub, ledgerPath(STORE.id, ITEM.id))
  await page.getByTestId('ledger-entry').first().click()
  await expect(page.getByTestId('source-record')).toBeVisible()
  await expect(page.getByTestId('source-raw')).toContainText('stock_taking')
})

test('a page that lost the hub says so, and catches up', async ({ page, stockedHub }) => {
  await open(page, stockedHub, '/network')
  const row = `location-row-${STORE.id}`
  await expect(figure(page, row, 'figure-onHand')).toHaveAttribute('data-value', '20')
  await mark(page)
  await stockedHub.crash()
  await expect(page.getByTestId('connection-state')).not.toHaveAttribute('data-state', 'live')
  await stockedHub.restart()
  const sale = { bizStep: 'retail_selling', action: 'OBSERVE', disposition: 'retail_sold', units: 5 } as const
  await stockedHub.send('/capture', stockedHub.key, 'application/ld+json', epcisDocument(sale))
  await expect(figure(page, row, 'figure-onHand')).toHaveAttribute('data-value', '15')
  await expect(page.getByTestId('connection-state')).toHaveAttribute('data-state', 'live')
  await expectSameDocument(page)
})
