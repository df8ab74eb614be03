/** Owns the proof of the Outputs screen: a receiver is named, tried, told of an alert and of its end, fails, and is removed. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, expectAccessible, open, screenshot, test } from './fixtures.ts'
import type { Hub } from './hub.ts'
import { EVENTS_TYPE, priceShown } from './listingDocuments.ts'

interface Taken {
  headers: IncomingHttpHeaders
  body: string
}

/** Somebody else's system: keeps what it is told, and answers as it is asked to. */
async function startReceiver() {
  const taken: Taken[] = []
  const answer = { status: 204 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      taken.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(answer.status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/alerts`
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { taken, answer, address, stop }
}

/** Signed as Standard Webhooks says: id, time and body under the secret. */
function isSigned({ headers, body }: Taken, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(text).digest('base64')}`
}

async function withPrices(hub: Hub) {
  const keys = { web: await hub.createFeed('shop-web'), market: await hub.createFeed('shop-market') }
  const ask = (channel: 'web' | 'market', priceMinor: number) =>
    hub.send(`/feeds/shop-${channel}`, keys[channel], EVENTS_TYPE, priceShown(channel, priceMinor))
  await ask('web', 4990)
  await ask('market', 4990)
  return ask
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`an output is made, told, out of reach and removed, in ${colorScheme}`, async ({
    page,
    stockedHub,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const look = async (name: string) => {
      await screenshot(page, `${name}-${colorScheme}`)
      await expectAccessible(page)
    }
    const receiver = await startReceiver()
    const ask = await withPrices(stockedHub)
    try {
      await open(page, stockedHub, '/alerts/outputs')
      await expect(page.getByText('Nobody outside is told of alerts')).toBeVisible()
      await look('outputs-none')

      await page.getByRole('button', { name: 'New output' }).click()
      const form = page.getByTestId('output-form')
      await form.getByRole('button', { name: 'Make the webhook output' }).click()
      await expect(form.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true')
      for (const [kind, asked] of [
        ['Webhook', 'Signing secret (optional)'],
        ['Alertmanager', 'Bearer token (optional)'],
        ['E-mail', 'Mail server'],
      ] as const) {
        await form.getByText(kind, { exact: true }).click()
        await expect(form.getByLabel(asked)).toBeVisible()
        await look(`output-new-${kind.toLowerCase()}`)
      }
      await form.getByText('Webhook', { exact: true }).click()
      await form.getByLabel('Name').fill('Night shift')
      await form.getByLabel('Address').fill(receiver.address)
      await form.getByRole('button', { name: 'Make the webhook output' }).click()

      const panel = page.getByTestId('output-panel')
      const secret = (await panel.getByTestId('output-secret').textContent()) ?? ''
      const key = /whsec_[A-Za-z0-9+/=]+/.exec(secret)?.[0] ?? ''
      expect(key).not.toBe('')
      await expect(page.getByTestId('output-Night shift')).toContainText('Ready')
      await panel.getByRole('button', { name: 'Send a test' }).click()
      await expect(page.getByText('The test arrived.')).toBeVisible()
      expect(receiver.taken).toHaveLength(1)
      expect(isSigned(receiver.taken[0]!, key)).toBe(true)

      await ask('market', 7990)
      const deliveries = panel.getByTestId('deliveries')
      await expect(deliveries.locator('li')).toHaveCount(1)
      await expect(deliveries).toContainText('Fires: ')
      await expect(deliveries).toContainText('Delivered')
      expect(receiver.taken).toHaveLength(2)
      expect(isSigned(receiver.taken[1]!, key)).toBe(true)
      await look('output')

      receiver.answer.status = 503
      await ask('market', 4990)
      await expect(page.getByTestId('output-Night shift')).toContainText('Not reached')
      await expect(panel).toContainText('503')
      await look('output-not-reached')

      await panel.getByRole('button', { name: 'Change…' }).click()
      await panel.getByRole('checkbox', { name: 'Send' }).uncheck()
      await panel.getByRole('button', { name: 'Change this output' }).click()
      await expect(page.getByTestId('output-Night shift')).toContainText('Off')
      await panel.getByRole('button', { name: 'Remove' }).click()
      await expect(page.getByText('Nobody outside is told of alerts')).toBeVisible()
    } finally {
      receiver.stop()
    }
  })
}
