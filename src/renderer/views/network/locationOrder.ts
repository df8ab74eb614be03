/** Owns the order of locations by a figure, and which of them a search finds. */
import type { LocationRow } from '../../../shared/readModels/network.ts'
import type { GridSort } from '../../components/DataGrid.tsx'

/** Where nothing was ever counted or moved, a zero would say more than is known. */
export const hasStock = (row: LocationRow) => row.skuCount > 0

const values: Record<string, (row: LocationRow) => number | string | null> = {
  name: (row) => (row.name ?? row.location).toLowerCase(),
  onHand: (row) => (hasStock(row) ? row.onHandUnits : null),
  atp: (row) => (hasStock(row) ? row.atpUnits : null),
  cover: (row) => row.daysOfCover,
  stockouts: (row) => (hasStock(row) ? row.stockoutCount : null),
}

/** Unknown figures come last in either direction. */
export function compareBy(sort: GridSort): (a: LocationRow, b: LocationRow) => number {
  const value = values[sort.by] ?? ((row: LocationRow) => row.location)
  const direction = sort.descending ? -1 : 1
  return (a, b) => {
    const [left, right] = [value(a), value(b)]
    if (left === right) return a.location < b.location ? -1 : a.location > b.location ? 1 : 0
    if (left === null) return 1
    if (right === null) return -1
    return (left < right ? -1 : 1) * direction
  }
}

/** Whether each word of a text starts a word of the location's name, place or id. */
export function matchesText(row: LocationRow, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const own = [row.name, row.city, row.region, row.location, row.location.replace(/^[a-z]+:/, '')]
    .filter((part): part is string => Boolean(part))
    .flatMap((part) => [part, ...part.split(/[\s,/:.-]+/)])
    .map((part) => part.toLowerCase())
  return words.every((word) => own.some((part) => part.startsWith(word)))
}
