/** Owns where the window was: its rectangle, kept between runs and brought back onto a display that is there. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}
export interface WindowState {
  bounds: Rectangle | null
  maximized: boolean
}

export const SMALLEST = { width: 1024, height: 700 } as const
const USUAL = { width: 1440, height: 900 } as const
/** Pixels of the title bar's strip that must lie on a display, so that the window can be grasped. */
const GRASP = 80

/** Reads what was kept; anything unreadable counts as a first run. */
export function readWindowState(path: string): WindowState {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof kept !== 'object' || kept === null) return firstState()
    const bounds = 'bounds' in kept && isRectangle(kept.bounds) ? kept.bounds : null
    return { bounds, maximized: 'maximized' in kept && kept.maximized === true }
  } catch {
    return firstState()
  }
}

/** Written beside and renamed, so that a crash leaves the old file or the new. */
export function writeWindowState(path: string, state: WindowState): void {
  writeFileSync(`${path}.new`, JSON.stringify(state))
  renameSync(`${path}.new`, path)
}

/**
 * The rectangle to open with. What was kept stands where it can still be grasped on one of the displays' work
 * areas; otherwise the window is centred on the first of them.
 */
export function placeWindow(kept: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle {
  const first = workAreas[0] ?? { x: 0, y: 0, ...USUAL }
  const area = kept && workAreas.find((candidate) => graspable(kept, candidate))
  if (kept && area) {
    const size = fit(kept, area)
    // Made smaller, it may have drawn its right edge out of reach.
    return { x: Math.max(kept.x, area.x + GRASP - size.width), y: kept.y, ...size }
  }
  const size = fit(USUAL, first)
  return {
    x: Math.round(first.x + (first.width - size.width) / 2),
    y: Math.round(first.y + (first.height - size.height) / 2),
    ...size,
  }
}

function fit(wanted: { width: number; height: number }, area: Rectangle): { width: number; height: number } {
  return {
    width: Math.max(SMALLEST.width, Math.min(wanted.width, area.width)),
    height: Math.max(SMALLEST.height, Math.min(wanted.height, area.height)),
  }
}

function graspable(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  return across >= GRASP && window.y >= area.y && window.y <= area.y + area.height - GRASP
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false
  const entries = new Map(Object.entries(value))
  return ['x', 'y', 'width', 'height'].every((name) => Number.isSafeInteger(entries.get(name)))
}

const firstState = (): WindowState => ({ bounds: null, maximized: false })
