/** Proves that an engine is given up for breaking often, not for breaking now and then. */
import { expect, it } from 'vitest'
import { restartAllowance } from './restarts.ts'

it('allows three restarts an hour, however long the hub runs', () => {
  let now = 0
  const mayRestart = restartAllowance({ now: () => now })
  for (let count = 0; count < 10; count += 1) {
    now += 1_200_001
    expect(mayRestart()).toBe(true)
  }
})

it('gives up at the fourth within an hour', () => {
  let now = 0
  const mayRestart = restartAllowance({ now: () => now })
  const answers = [0, 1, 2, 3].map((minutes) => {
    now = minutes * 60_000
    return mayRestart()
  })
  expect(answers).toEqual([true, true, true, false])
})
