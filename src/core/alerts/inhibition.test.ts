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

it('explains where the labels are the same, until it is over', () => {
  const inhibition = openInhibition([silent])
  const ofFeed = { feed: 'till' }
  expect(inhibition.note('silent', 'x1', ofFeed, true)).toEqual(['stockout'])
  expect(inhibition.note('silent', 'x1', ofFeed, true)).toEqual([])
  expect(inhibition.explainerOf('stockout', { feed: 'till', location: 's1' })).toBe('x1')
  expect(inhibition.explainerOf('stockout', { feed: 'shop' })).toBeNull()
  expect(inhibition.explainerOf('low', { feed: 'till', location: 's1' })).toBeNull()
  expect(inhibition.note('silent', 'x1', ofFeed, false)).toEqual(['stockout'])
  expect(inhibition.explainerOf('stockout', { feed: 'till' })).toBeNull()
})

it('does not explain by a label that both lack, nor with one that it must not have', () => {
  const inhibition = openInhibition([silent])
  inhibition.note('silent', 'x2', { feed: 'till', location: 's1' }, true)
  expect(inhibition.explainerOf('stockout', { feed: 'till', location: 's2' })).toBeNull()
  expect(inhibition.explainerOf('stockout', { feed: 'till', location: 's1' })).toBe('x2')
  expect(inhibition.explainerOf('low', { location: 's1' })).toBe('x2')
  expect(inhibition.explainerOf('low', {})).toBeNull()
})

it('names the first of several', () => {
  const inhibition = openInhibition([silent])
  for (const alert of ['x9', 'x3']) inhibition.note('silent', alert, { location: 's1' }, true)
  expect(inhibition.explainerOf('low', { location: 's1' })).toBe('x3')
})
