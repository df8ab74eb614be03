/** Owns the proof that a title makes an id that the contract takes, and that a threshold finds its point. */
import { expect, it } from 'vitest'
import { nearestPoint } from './nearestPoint.ts'
import { ownRuleId } from './ownRuleId.ts'

it('makes ids of titles', () => {
  expect(ownRuleId('  Late & déar! ')).toBe('own:late-dear')
  expect(ownRuleId('…')).toBeNull()
  expect(ownRuleId('x'.repeat(200))).toMatch(/^own:[a-z0-9-]{1,64}$/)
})

it('finds the nearest point of a curve', () => {
  const curve = [1, 2, 5].map((threshold) => ({ threshold, alerts: 1 }))
  expect([0, 1.4, 4, 9].map((threshold) => nearestPoint(curve, threshold))).toEqual([0, 0, 2, 2])
  expect(nearestPoint([], 3)).toBe(0)
})
