/** Owns the walk through the built desktop application: real main, preload, engine and screens, on Electron or its double. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { startDesktop, type Desktop } from './desktop.ts'

const SHOTS = join(import.meta.dirname, '../../test-results/screens')

/** One application for the whole walk: each step goes on where the last one ended. */
test.describe.serial('the desktop application', () => {
  let userData: string
  let desktop: Desktop

  test.beforeAll(async () => {
    userData = mkdtempSync(join(tmpdir(), 'omnitower-desktop-'))
    desktop = await startDesktop(userData)
    test.info().annotations.push({ type: 'host', description: desktop.on })
    process.stdout.write(
      `The desktop walk runs on ${desktop.on === 'electron' ? 'real Electron' : 'the double'}.\n`,
    )
  })
  test.afterAll(async () => {
    await desktop?.quit()
    rmSync(userData, { recursive: true, force: true })
  })

  const live = () =>
    expect(desktop.page.getByTestId('connection-state')).toHaveAttribute('data-state', 'live')
  const shot = async (name: string) => {
    mkdirSync(SHOTS, { recursive: true })
    await desktop.page.screenshot({ path: join(SHOTS, `desktop-${name}.png`) })
  }

  test('opens its window on the first run', async () => {
    await live()
    await expect(desktop.page.getByTestId('first-run')).toBeVisible()
    await expect
      .poll(() =>
        desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible())),
      )
      .toEqual([true])
    await shot('first-run')
  })

  test('shows the sample network on the map', async () => {
    const { page } = desktop
    await page.getByTestId('open-sample').click()
    await expect(page.getByTestId('first-run')).toBeHidden()
    await live()
    const rows = page.locator('[data-testid^="location-row-"]')
    await expect(rows.first()).toBeVisible({ timeout: 60_000 })
    await expect
      .poll(async () => Number(await rows.first().getByTestId('figure-onHand').getAttribute('data-value')))
      .toBeGreaterThan(0)
    await expect(page.locator('.leaflet-container canvas').first()).toBeVisible()
    await shot('sample')
  })

  test('gives the page one bridge and nothing else', async () => {
    const reach = await desktop.page.evaluate(() => ({
      bridge: Object.keys(window.omnitower ?? {}).toSorted(),
      node: [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')],
      ipc: typeof Reflect.get(window, 'ipcRenderer'),
    }))
    expect(reach).toEqual({
      bridge: ['kind', 'onEngineState', 'platform', 'requestPort'],
      node: ['undefined', 'undefined'],
      ipc: 'undefined',
    })
  })

  test('refuses a channel that is not on the list', async () => {
    const asked = await desktop.page.evaluate(async () => {
      // Only the double leaves something to ask with; in Electron the page has no way to name a channel.
      const call: unknown = Reflect.get(window, '__electronDouble')
      if (typeof call !== 'function') return 'No handler registered'
      const answer: unknown = await call(
        'invoke',
        JSON.stringify({ channel: 'omnitower:read-file', values: ['/etc'] }),
      )
      return JSON.stringify(answer)
    })
    expect(asked).toContain('No handler registered')
    const channels = await desktop.inMain(({ ipcMain }) => ipcMain.eventNames().map(String).toSorted())
    expect(channels).toEqual(['omnitower:request-engine-state', 'omnitower:request-port'])
  })

  test('refuses a message of a stranger on a channel that is on the list', async () => {
    const handed = await desktop.inMain(({ BrowserWindow, ipcMain }) => {
      const [window] = BrowserWindow.getAllWindows()
      const posted: string[] = []
      const sender = {
        postMessage: (channel: string) => posted.push(channel),
        isDestroyed: () => false,
        send() {},
      }
      const stranger = { url: 'https://example.org/', parent: null }
      const framed = { url: window?.webContents.getURL(), parent: {} }
      for (const senderFrame of [stranger, framed, null]) {
        ipcMain.emit('omnitower:request-port', { sender, senderFrame })
      }
      return posted
    })
    expect(handed).toEqual([])
  })

  test('refuses to navigate, to embed, to fetch and to open what it may not', async () => {
    const { page } = desktop
    const before = page.url()
    await page.evaluate(() => {
      window.location.href = 'https://example.org/'
    })
    const fetched = await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'answered',
        () => 'refused',
      ),
    )
    expect(fetched).toBe('refused')
    const outside = await page.evaluate(() => fetch('/%2e%2e%2fmain%2findex.js').then(({ status }) => status))
    expect(outside).toBe(404)
    const script = await page.evaluate(() => {
      const element = document.createElement('script')
      element.textContent = 'window.injected = true'
      document.head.append(element)
      return Reflect.get(window, 'injected') === true
    })
    expect(script).toBe(false)
    await page.evaluate(() => void window.open('https://example.org/'))
    await page.evaluate(() => void window.open('file:///etc/passwd'))
    expect(await desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    expect(page.url()).toBe(before)
  })

  test('refuses permissions, but for the notices of alerts', async () => {
    const refused = await desktop.page.evaluate(async () => ({
      location: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          () => resolve('denied'),
        ),
      ),
      notifications: await Notification.requestPermission(),
    }))
    expect(refused).toEqual({ location: 'denied', notifications: 'granted' })
  })

  test('shows a crash of the engine, starts it again and goes on', async () => {
    const { page } = desktop
    await page.evaluate(() => {
      const states: string[] = []
      Reflect.set(window, 'statesSeen', states)
      window.omnitower?.onEngineState(({ state }) => states.push(state))
    })
    await desktop.killEngine()
    await expect(page.getByTestId('connection-state')).not.toHaveAttribute('data-state', 'live')
    await live()
    const seen = (await page.evaluate(() => Reflect.get(window, 'statesSeen') as string[])).join(' ')
    expect(seen).toMatch(/failed starting running$/)
    // The sample goes on after the restart: a newer record than any before it arrives.
    const events = async () => page.getByTestId('freshness').textContent()
    await expect.poll(events, { timeout: 60_000 }).toMatch(/second|now|s ago/)
  })

  test('brings its window to the front where it is started twice', async () => {
    await desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    expect(await desktop.startSecond()).toBe(0)
    await expect
      .poll(() =>
        desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isMinimized())),
      )
      .toEqual([false])
  })

  test('quits cleanly and comes back where it was', async () => {
    await desktop.quit()
    const kept = JSON.parse(readFileSync(join(userData, 'window.json'), 'utf8')) as { bounds: object }
    expect(kept.bounds).toMatchObject({ width: expect.any(Number), height: expect.any(Number) })
    desktop = await startDesktop(userData)
    await live()
    await expect(desktop.page.locator('[data-testid^="location-row-"]').first()).toBeVisible()
  })
})
