/** Owns the tests of where the window opens: always where it can be grasped. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { placeWindow, readWindowState, SMALLEST, writeWindowState } from './windowState.ts'

const folder = mkdtempSync(join(tmpdir(), 'omnitower-window-'))
afterAll(() => rmSync(folder, { recursive: true }))
const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const second = { x: 1440, y: 0, width: 2560, height: 1440 }

describe('the window', () => {
  it('opens where it was, on the display that it was on', () => {
    const kept = { x: 1600, y: 100, width: 1500, height: 1000 }
    expect(placeWindow(kept, [laptop, second])).toEqual(kept)
  })

  it('comes back to the first display where its own is gone', () => {
    const placed = placeWindow({ x: 1600, y: 100, width: 1500, height: 1000 }, [laptop])
    expect(placed).toEqual({ x: 0, y: 25, width: 1440, height: 875 })
  })

  it('can always be grasped', () => {
    const coordinate = fc.integer({ min: -5000, max: 5000 })
    const size = fc.integer({ min: 1, max: 9000 })
    fc.assert(
      fc.property(coordinate, coordinate, size, size, (x, y, width, height) => {
        const placed = placeWindow({ x, y, width, height }, [laptop, second])
        expect(placed.width).toBeGreaterThanOrEqual(SMALLEST.width)
        const held = [laptop, second].some(
          (area) =>
            placed.x < area.x + area.width &&
            placed.x + placed.width > area.x &&
            placed.y >= area.y &&
            placed.y < area.y + area.height,
        )
        expect(held).toBe(true)
      }),
    )
  })

  it('is read as it was written, and anything else counts as a first run', () => {
    const path = join(folder, 'window.json')
    const state = { bounds: { x: 1, y: 2, width: 1300, height: 800 }, maximized: true }
    writeWindowState(path, state)
    expect(readWindowState(path)).toEqual(state)
    for (const text of ['', '{', 'null', '[]', '{"bounds":{"x":"1"}}']) {
      writeFileSync(path, text)
      expect(readWindowState(path)).toEqual({ bounds: null, maximized: false })
    }
    expect(readWindowState(join(folder, 'absent.json'))).toEqual({ bounds: null, maximized: false })
  })
})
