/** Owns the proof that the heatmap's window shows what is in sight and that its keys stay inside. */
import { array, assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inSight, placeAfter, scrollFor } from './heatmapWindow.ts'

const KEYS = [
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
  'j',
  'k',
]

describe('the window', () => {
  it('holds every track that can be seen', () => {
    assert(
      property(
        integer({ min: 1, max: 200 }),
        integer({ min: 10, max: 90 }),
        integer({ min: 0, max: 20_000 }),
        integer({ min: 1, max: 2_000 }),
        (count, sizePx, scrolled, room) => {
          const [first, end] = inSight({ count, sizePx }, scrolled, room)
          for (let index = 0; index < count; index += 1) {
            const seen = (index + 1) * sizePx > scrolled && index * sizePx < scrolled + room
            if (seen) expect(index >= first && index < end).toBe(true)
          }
          expect(first).toBeLessThanOrEqual(end)
        },
      ),
    )
  })

  it('scrolls only as far as is needed', () => {
    const track = { count: 100, sizePx: 20 }
    expect(scrollFor(track, 5, 0, 200)).toBe(0)
    expect(scrollFor(track, 10, 0, 200)).toBe(20)
    expect(scrollFor(track, 2, 100, 200)).toBe(40)
  })
})

it('keys never leave the table', () => {
  assert(
    property(
      integer({ min: 1, max: 60 }),
      integer({ min: 1, max: 168 }),
      array(constantFrom(...KEYS), { maxLength: 40 }),
      (rows, columns, keys) => {
        let place = { row: 0, column: 0 }
        for (const key of keys) place = placeAfter(key, place, rows, columns, 7) ?? place
        expect(place.row).toBeGreaterThanOrEqual(0)
        expect(place.row).toBeLessThan(rows)
        expect(place.column).toBeGreaterThanOrEqual(0)
        expect(place.column).toBeLessThan(columns)
      },
    ),
  )
  expect(placeAfter('x', { row: 0, column: 0 }, 3, 3, 2)).toBeUndefined()
})
