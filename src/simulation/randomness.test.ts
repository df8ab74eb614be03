/** Proves that every seed and every purpose has dice of its own. */
import { describe, expect, it } from 'vitest'
import { randomStream } from './randomness.ts'

const throwsOf = (seed: number, purpose: string) => {
  const random = randomStream(seed, purpose)
  return [random.next(), random.next(), random.next()].join(' ')
}

describe('streams of random numbers', () => {
  it('are others for each seed, also for those of one digit', () => {
    const seeds = Array.from({ length: 2_000 }, (_, seed) => seed)
    expect(new Set(seeds.map((seed) => throwsOf(seed, 'channels'))).size).toBe(seeds.length)
  })

  it('are others for each purpose, and the same for the same', () => {
    expect(throwsOf(4, 'channels')).not.toBe(throwsOf(4, 'promotions'))
    expect(throwsOf(4, 'channels')).toBe(throwsOf(4, 'channels'))
  })
})
