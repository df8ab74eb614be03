/** Proves that the screen says of real order histories what their files say: how many were promised, and how many late. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startHub } from './hub.ts'
import { expect, open, test } from './fixtures.ts'

const ROOT = join(import.meta.dirname, '../..')
const CORPUS = process.env['TOWER_CORPUS'] ?? join(ROOT, '../shared/data')

/** Figures counted from the files by a reader of its own in `tests/hub/lateness.test.ts`. */
const HISTORIES = [
  { folder: 'olist-cab-g', kind: 'orders', judged: 5170, late: 343, heatmap: 'n 5911, 377 late' },
  {
    folder: 'scms-delivery-history',
    kind: 'lines',
    judged: 10_324,
    late: 1186,
    heatmap: 'n 10324, 1186 late',
  },
] as const

for (const { folder, kind, judged, late, heatmap } of HISTORIES) {
  test(`${folder}: ${judged} ${kind} promised and handed over, ${late} late`, async ({ page }) => {
    test.skip(!existsSync(join(CORPUS, folder)), 'the files are not here')
    test.setTimeout(300_000)
    const data = mkdtempSync(join(tmpdir(), 'omnitower-lateness-'))
    const values = ['src/hub/tower.ts', 'ingest', join(CORPUS, folder), '--data', data, '--json']
    const taken = spawnSync(process.execPath, values, { cwd: ROOT, encoding: 'utf8' })
    expect([taken.status, taken.stderr]).toEqual([0, ''])
    const hub = await startHub('--data', data)
    try {
      await open(page, hub, '/speed?tab=orders')
      await page.getByRole('button', { name: 'Count all' }).click()
      await expect(page.getByTestId(`judged-${kind}`)).toHaveAttribute('data-value', String(judged))
      await expect(page.getByTestId(`late-${kind}`)).toHaveAttribute('data-value', String(late))
      await open(page, hub, '/speed?period=all')
      const total = page.getByTestId('heatmap-total').locator('..')
      await expect
        .poll(async () => (await total.textContent())?.replaceAll(/[\u202f\u00a0]/g, ''))
        .toContain(heatmap)
    } finally {
      await hub.stop()
      rmSync(data, { recursive: true, force: true })
    }
  })
}
