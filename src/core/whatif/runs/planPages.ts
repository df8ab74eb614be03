/** Owns looking things up in a plan's index: pages in an order, the matrix of its lanes, and single lines. */
import type { PlanMatrix } from '../../../shared/readModels/whatif.ts'
import type { PLANNED_TRANSFER_SORTS } from '../../../shared/whatifContract.ts'
import type { PlanIndex } from './runTypes.ts'

export interface PlanQuestion {
  sort?: (typeof PLANNED_TRANSFER_SORTS)[number] | undefined
  descending?: boolean | undefined
  from?: string | undefined
  to?: string | undefined
  sku?: string | undefined
  text?: string | undefined
}

/** Cells that one matrix may hold. */
const MATRIX_CELLS_MAX = 20_000
/** Places on each side of a matrix that nobody named. */
const MATRIX_PLACES = 60

export const keyOf = (sku: string, from: string, to: string): string => `${sku}|${from}|${to}`

const columnOf = (index: PlanIndex, sort: NonNullable<PlanQuestion['sort']>): Float64Array | Int32Array => {
  switch (sort) {
    case 'net':
      return index.netMinor
    case 'value':
      return index.valueMinor
    case 'transport':
      return index.transportMinor
    case 'units':
      return index.units
    case 'distance':
      return index.distanceKm
    case 'sku':
      return index.sku
    case 'from':
      return index.from
    case 'to':
      return index.to
  }
}

/** Places in a list at which something is; null: everywhere. */
function matching<T>(list: readonly T[], is: ((one: T) => boolean) | null): Uint8Array | null {
  return is ? Uint8Array.from(list, (one) => Number(is(one))) : null
}

const contains = (text: string, ...words: (string | null)[]) =>
  words.some((word) => word?.toLowerCase().includes(text) ?? false)

/** Figures and lines that one order can tell apart: together they fill the whole numbers of a double. */
const KEY_LEVELS = 2 ** 31
const LINES_MAX = 2 ** 22

/** Lines in rising order of a column. A number holds both key and line, so that it is sorted without a comparison in between. */
function orderOf(index: PlanIndex, sort: NonNullable<PlanQuestion['sort']>): Int32Array {
  let order = index.orders.get(sort)
  if (order) return order
  const column = columnOf(index, sort)
  let [low, high] = [Infinity, -Infinity]
  for (const key of column) {
    if (key < low) low = key
    if (key > high) high = key
  }
  // Money and units are whole; kilometres are told to a tenth.
  const fine = high > low ? Math.min(10, (KEY_LEVELS - 1) / (high - low)) : 0
  const packed = Float64Array.from(
    column,
    (key, line) => Math.round((key - low) * fine) * LINES_MAX + line,
  ).sort()
  order = Int32Array.from(packed, (one) => one % LINES_MAX)
  index.orders.set(sort, order)
  return order
}

/** Lines that a question is about, in its order; the most net first where it names none. */
export function linesOf(index: PlanIndex, question: PlanQuestion): Int32Array {
  const { sort = 'net', from, to, sku } = question
  const descending = question.descending ?? !['sku', 'from', 'to', 'distance'].includes(sort)
  const text = question.text?.trim().toLowerCase() ?? ''
  const ofFrom = matching(index.locations, from === undefined ? null : ({ location }) => location === from)
  const ofTo = matching(index.locations, to === undefined ? null : ({ location }) => location === to)
  const ofSku = matching(index.skus, sku === undefined ? null : (one) => one.sku === sku)
  const textSku = text === '' ? null : matching(index.skus, (one) => contains(text, one.sku, one.name))
  const textPlace =
    text === '' ? null : matching(index.locations, (one) => contains(text, one.location, one.name))
  const order = orderOf(index, sort)
  const found = new Int32Array(order.length)
  let count = 0
  for (let place = 0; place < order.length; place += 1) {
    const line = order[descending ? order.length - 1 - place : place] ?? 0
    const [atSku = 0, atFrom = 0, atTo = 0] = [index.sku[line], index.from[line], index.to[line]]
    if (ofFrom?.[atFrom] === 0 || ofTo?.[atTo] === 0 || ofSku?.[atSku] === 0) continue
    if (textSku && textPlace && !textSku[atSku] && !textPlace[atFrom] && !textPlace[atTo]) continue
    found[count++] = line
  }
  return found.subarray(0, count)
}

/** The lines of keys, in their order; −1 where the plan has none. */
export function linesOfKeys(index: PlanIndex, keys: readonly string[]): number[] {
  const skuAt = new Map(index.skus.map(({ sku }, at) => [sku, at]))
  const wanted = new Map<string, number>(keys.map((key) => [key, -1]))
  const ofSkus = new Set<number>()
  for (const key of keys) {
    // An id may hold the sign that parts them.
    for (let end = key.indexOf('|'); end >= 0; end = key.indexOf('|', end + 1)) {
      const at = skuAt.get(key.slice(0, end))
      if (at !== undefined) ofSkus.add(at)
    }
  }
  for (let line = 0; line < index.sku.length; line += 1) {
    const at = index.sku[line] ?? -1
    if (!ofSkus.has(at)) continue
    const from = index.locations[index.from[line] ?? -1]?.location ?? ''
    const to = index.locations[index.to[line] ?? -1]?.location ?? ''
    const key = keyOf(index.skus[at]?.sku ?? '', from, to)
    if (wanted.has(key)) wanted.set(key, line)
  }
  return keys.map((key) => wanted.get(key) ?? -1)
}

/** The places of a key whose SKU and places the run knows; null for any other. */
export function endsOf(index: PlanIndex, key: string): { from: string; to: string } | null {
  const skus = new Set(index.skus.map(({ sku }) => sku))
  const places = new Set(index.locations.map(({ location }) => location))
  for (let end = key.indexOf('|'); end >= 0; end = key.indexOf('|', end + 1)) {
    if (!skus.has(key.slice(0, end))) continue
    for (let next = key.indexOf('|', end + 1); next >= 0; next = key.indexOf('|', next + 1)) {
      const [from, to] = [key.slice(end + 1, next), key.slice(next + 1)]
      if (places.has(from) && places.has(to)) return { from, to }
    }
  }
  return null
}

/** Whether a lane was offered to the plan. */
export function isOffered(index: PlanIndex, from: string, to: string): boolean {
  const atFrom = index.locations.findIndex(({ location }) => location === from)
  const atTo = index.locations.findIndex(({ location }) => location === to)
  return index.laneFrom.some((one, lane) => one === atFrom && index.laneTo[lane] === atTo)
}

/** The places that most is moved from or to, where nobody names others. */
function chosen(index: PlanIndex, ends: Int32Array, named: readonly string[] | undefined): number[] {
  if (named && named.length > 0) {
    const wanted = new Set(named)
    return index.locations.flatMap(({ location }, at) => (wanted.has(location) ? [at] : []))
  }
  const units = new Map<number, number>()
  ends.forEach((end, line) => units.set(end, (units.get(end) ?? 0) + (index.units[line] ?? 0)))
  return [...units]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MATRIX_PLACES)
    .map(([end]) => end)
    .sort((a, b) => a - b)
}

export function matrixOf(
  index: PlanIndex,
  question: { from?: readonly string[]; to?: readonly string[]; sku?: string },
): PlanMatrix {
  const sources = chosen(index, index.from, question.from)
  const destinations = chosen(index, index.to, question.to)
  const sourceAt = new Map(sources.map((end, at) => [end, at]))
  const destinationAt = new Map(destinations.map((end, at) => [end, at]))
  const cells = new Map<number, PlanMatrix['cells'][number]>()
  const cellOf = (from: number, to: number) => {
    const [row, column] = [sourceAt.get(from), destinationAt.get(to)]
    if (row === undefined || column === undefined) return null
    const key = row * destinations.length + column
    let cell = cells.get(key)
    if (!cell) {
      if (cells.size >= MATRIX_CELLS_MAX) return null
      cells.set(key, (cell = { from: row, to: column, units: 0, netMinor: 0, transfers: 0, offered: false }))
    }
    return cell
  }
  for (let line = 0; line < index.sku.length; line += 1) {
    if (question.sku !== undefined && index.skus[index.sku[line] ?? -1]?.sku !== question.sku) continue
    const cell = cellOf(index.from[line] ?? -1, index.to[line] ?? -1)
    if (!cell) continue
    cell.units += index.units[line] ?? 0
    cell.netMinor += index.netMinor[line] ?? 0
    cell.transfers += 1
  }
  index.laneFrom.forEach((from, lane) => {
    const cell = cellOf(from, index.laneTo[lane] ?? -1)
    if (cell) cell.offered = true
  })
  const placesOf = (ends: readonly number[]) => ends.flatMap((end) => index.locations[end] ?? [])
  return { sources: placesOf(sources), destinations: placesOf(destinations), cells: [...cells.values()] }
}
