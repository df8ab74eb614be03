/** Owns the proof that rows of open groups stand where they belong. */
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { placeOf } from './openPlaces.ts'

describe('rows among groups', () => {
  it('are groups where nothing is open', () => {
    expect(placeOf(7, [])).toEqual({ at: 7, within: null })
  })

  it('stand under their group', () => {
    const places = [
      { at: 1, size: 2 },
      { at: 3, size: 1 },
    ]
    const rows = Array.from({ length: 8 }, (_each, index) => placeOf(index, places))
    expect(rows.map(({ at, within }) => (within === null ? `${at}` : `${at}.${within}`))).toEqual([
      '0',
      '1',
      '1.0',
      '1.1',
      '2',
      '3',
      '3.0',
      '4',
    ])
  })

  it('name each group and each row within one once, in order', () => {
    const sizes = fc.array(fc.option(fc.integer({ min: 1, max: 5 }), { nil: 0 }), { maxLength: 12 })
    fc.assert(
      fc.property(sizes, (each) => {
        const places = each.map((size, at) => ({ at, size })).filter(({ size }) => size > 0)
        const expected = each.flatMap((size, at) => [
          { at, within: null },
          ...Array.from({ length: size }, (_none, within) => ({ at, within })),
        ])
        expect(expected.map((_none, index) => placeOf(index, places))).toEqual(expected)
      }),
    )
  })
})
