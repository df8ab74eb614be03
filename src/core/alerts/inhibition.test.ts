/** Tests which alert explains which: by the labels that must be the same, and those that it must not have. */
import { expect, it } from 'vitest'
import { openInhibition } from './inhibition.ts'
import type { Rule } from './rule.ts'

const silent = {
  rule: 'silent',
  inhibits: [
    { rules: ['stockout'], equal: ['feed'], without: ['location'] },
    { rules: ['stockout', 'low'], equal: ['location'] },
  ],
} as unknown as Rule

const explainer = (alert: string, labels: Record<string, string>, since = 0) => ({
  ...one('silent', labels, since),
  alert,
})
const one = (rule: string, labels: Record<string, string>, since = 0) => ({
  rule,
  labels,
  since,
  severity: 'serious' as 'serious' | 'critical',
})

it('explains where the labels are the same, until it is over', () => {
  const inhibition = openInhibition([silent])
  const ofFeed = { feed: 'till' }
  expect(inhibition.note(explainer('x1', ofFeed), true)).toEqual(['stockout'])
  expect(inhibition.note(explainer('x1', ofFeed), true)).toEqual([])
  expect(inhibition.explainerOf(one('stockout', { feed: 'till', location: 's1' }))).toBe('x1')
  expect(inhibition.explainerOf(one('stockout', { feed: 'shop' }))).toBeNull()
  expect(inhibition.explainerOf(one('low', { feed: 'till', location: 's1' }))).toBeNull()
  expect(inhibition.note(explainer('x1', ofFeed), false)).toEqual(['stockout'])
  expect(inhibition.explainerOf(one('stockout', { feed: 'till' }))).toBeNull()
})

it('does not explain by a label that both lack, nor with one that it must not have', () => {
  const inhibition = openInhibition([silent])
  inhibition.note(explainer('x2', { feed: 'till', location: 's1' }), true)
  expect(inhibition.explainerOf(one('stockout', { feed: 'till', location: 's2' }))).toBeNull()
  expect(inhibition.explainerOf(one('stockout', { feed: 'till', location: 's1' }))).toBe('x2')
  expect(inhibition.explainerOf(one('low', { location: 's1' }))).toBe('x2')
  expect(inhibition.explainerOf(one('low', {}))).toBeNull()
})

it('names the first of several', () => {
  const inhibition = openInhibition([silent])
  for (const alert of ['x9', 'x3']) inhibition.note(explainer(alert, { location: 's1' }), true)
  expect(inhibition.explainerOf(one('low', { location: 's1' }))).toBe('x3')
})

it('explains no trouble that was there long before, and nothing graver', () => {
  const inhibition = openInhibition([silent])
  const DAY = 86_400_000
  inhibition.note(explainer('x1', { location: 's1' }, 3 * DAY), true)
  expect(inhibition.explainerOf(one('low', { location: 's1' }, DAY))).toBeNull()
  expect(inhibition.explainerOf(one('low', { location: 's1' }, 2 * DAY))).toBe('x1')
  const critical = { ...one('low', { location: 's1' }, 4 * DAY), severity: 'critical' as const }
  expect(inhibition.explainerOf(critical)).toBeNull()
})
