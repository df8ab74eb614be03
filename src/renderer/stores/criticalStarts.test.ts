/** Owns the proof that a critical alert is told once, and only when it begins. */
import { expect, it } from 'vitest'
import { criticalStarts } from './criticalStarts.ts'

const row = {
  alert: 'a',
  state: 'firing',
  severity: 'critical',
  mutedBy: null,
  acknowledgedAt: null,
  firedAt: 200,
} as const

it('tells what began since, once', () => {
  const known = new Set<string>()
  expect(criticalStarts([row, { ...row, alert: 'b' }], known, 100).map(({ alert }) => alert)).toEqual([
    'a',
    'b',
  ])
  expect(criticalStarts([row], known, 100)).toEqual([])
})

it('says nothing of what fired before, is milder, muted, taken or not firing', () => {
  const others = [
    { ...row, firedAt: 100 },
    { ...row, firedAt: null },
    { ...row, severity: 'serious' as const },
    { ...row, mutedBy: 'snoozed' as const },
    { ...row, acknowledgedAt: 150 },
    { ...row, state: 'recovering' as const },
  ]
  expect(criticalStarts(others, new Set(), 100)).toEqual([])
})
