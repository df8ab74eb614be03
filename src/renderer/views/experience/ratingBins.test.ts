/** Proves that each span of lateness has one clear name. */
import { expect, test } from 'vitest'
import { latenessWord } from './ratingBins.ts'

test.each([
  [null, 0, 'on time'],
  [null, -72, 'over 3 d early'],
  [-72, -24, '1–3 d early'],
  [-24, 0, '0–24 h early'],
  [0, 24, '0–24 h late'],
  [24, 72, '1–3 d late'],
  [168, null, 'over 7 d late'],
  [-6, 6, '6 h early to 6 h late'],
])('from %s until %s hours: %s', (from, until, word) => {
  expect(latenessWord(from, until)).toBe(word)
})
