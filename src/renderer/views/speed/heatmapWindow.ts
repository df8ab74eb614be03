/** Owns the arithmetic of the heatmap's window: which rows and columns are in sight, and where the keys lead. */

export interface Track {
  count: number
  sizePx: number
}

/** Tracks come into being by this many at once, so that most frames of a scroll change nothing. */
const STEP = 8

/** Indexes from `first` up to, not including, `end`: what can be seen, rounded to whole steps with one track to spare. */
export function inSight(
  { count, sizePx }: Track,
  scrolledPx: number,
  roomPx: number,
): [first: number, end: number] {
  const first = Math.floor(Math.max(0, scrolledPx / sizePx - 1) / STEP) * STEP
  const end = Math.ceil(((scrolledPx + roomPx) / sizePx + 1) / STEP) * STEP
  return [Math.min(first, count), Math.min(count, Math.max(0, end))]
}

/** How far to scroll so that an index is wholly in sight; the present place where it is already. */
export function scrollFor({ sizePx }: Track, index: number, scrolledPx: number, roomPx: number): number {
  const start = index * sizePx
  if (start < scrolledPx) return start
  return start + sizePx > scrolledPx + roomPx ? start + sizePx - roomPx : scrolledPx
}

export interface Place {
  row: number
  column: number
}

/** Where a key leads from a cell; undefined for other keys. */
export function placeAfter(
  key: string,
  { row, column }: Place,
  rows: number,
  columns: number,
  page: number,
): Place | undefined {
  const at = (nextRow: number, nextColumn: number): Place => ({
    row: Math.max(0, Math.min(rows - 1, nextRow)),
    column: Math.max(0, Math.min(columns - 1, nextColumn)),
  })
  switch (key) {
    case 'ArrowUp':
    case 'k':
      return at(row - 1, column)
    case 'ArrowDown':
    case 'j':
      return at(row + 1, column)
    case 'ArrowLeft':
      return at(row, column - 1)
    case 'ArrowRight':
      return at(row, column + 1)
    case 'PageUp':
      return at(row - page, column)
    case 'PageDown':
      return at(row + page, column)
    case 'Home':
      return at(row, 0)
    case 'End':
      return at(row, columns - 1)
    default:
      return undefined
  }
}
