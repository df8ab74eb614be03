/** Proves the bounds of what the contract takes: times that a date can name, and pages that somebody reads. */
import { Value } from '@sinclair/typebox/value'
import { expect, it } from 'vitest'
import { contract } from './contract.ts'
import { Instant } from './contractParts.ts'

it('takes times up to the last that a date can name', () => {
  const last = 8_640_000_000_000_000
  expect(Value.Check(Instant, last)).toBe(true)
  expect(new Date(last).toISOString()).toBe('+275760-09-13T00:00:00.000Z')
  expect(Value.Check(Instant, last + 1)).toBe(false)
  expect(Value.Check(contract['experience.matrix'].input, { from: 0, until: Number.MAX_SAFE_INTEGER })).toBe(
    false,
  )
})

it('refuses a page of texts further on than pages go, instead of showing another', () => {
  const { input } = contract['experience.search']
  expect(Value.Check(input, { offset: 10_000 })).toBe(true)
  expect(Value.Check(input, { offset: 10_001 })).toBe(false)
  expect(Value.Errors(input, { offset: 10_001 }).First()?.path).toBe('/offset')
})
