/** Proves that proofs of the odds do not pile up: who asks while one runs shares it. */
import { expect, it } from 'vitest'
import { openRiskDesk } from './riskDesk.ts'

/** A thread that has its proof at once. */
const THREAD = new URL(
  `data:text/javascript,${encodeURIComponent(
    `import { parentPort } from 'node:worker_threads'; parentPort.postMessage([])`,
  )}`,
)

it('shares a proof that runs, though the ledger goes on, and makes a new one after it', async () => {
  let position = 0
  const desk = openRiskDesk({ path: '', thread: THREAD, position: () => (position += 1) })
  const first = desk.calibration()
  expect(desk.calibration()).toBe(first)
  expect(await first).toEqual([])
  const next = desk.calibration()
  expect(next).not.toBe(first)
  expect(await next).toEqual([])
  desk.close()
  await expect(desk.calibration()).rejects.toThrow('stopped')
})
