/** Proves that kept facts are given once, bounded, and let go in the order in which they were last touched. */
import { expect, it } from 'vitest'
import { openKeptFacts } from './keptFacts.ts'

const facts = (count: number) => Array.from({ length: count }, (_, line) => ({ line }))
type Fact = { line: number }

it('gives a subject’s facts once: whoever takes them may add to them', () => {
  const kept = openKeptFacts<Fact>()
  const own = facts(2)
  kept.keep(7, own)
  expect(kept.take(7)).toBe(own)
  expect(kept.take(7)).toBeNull()
})

it('lets go what was not touched the longest', () => {
  const kept = openKeptFacts<Fact>(5)
  kept.keep(1, facts(2))
  kept.keep(2, facts(2))
  kept.keep(1, kept.take(1) ?? [])
  kept.keep(3, facts(2))
  expect(kept.take(2)).toBeNull()
  expect(kept.take(1)).toHaveLength(2)
  expect(kept.take(3)).toHaveLength(2)
})

it('keeps none of a subject with very many, and none after it is cleared', () => {
  const kept = openKeptFacts<Fact>()
  kept.keep(1, facts(65))
  kept.keep(2, facts(1))
  kept.clear()
  expect([kept.take(1), kept.take(2)]).toEqual([null, null])
})
