/** Owns a plan's files: its lines one after the other, and beside them an index that is read in one go. */
import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { PlannedTransfer } from '../../../shared/readModels/whatif.ts'
import type { PlanIndex } from './runTypes.ts'

const LINES = 'lines.jsonl'
const COLUMNS = 'columns.bin'
const NAMES = 'names.json'
/** Lines that are written at once. */
const SLICE = 500

type Names = Pick<PlanIndex, 'locations' | 'skus'> & { lines: number; lanes: number }
type LineColumn = Exclude<keyof PlanIndex, 'locations' | 'skus' | 'offset' | 'laneFrom' | 'laneTo'>

const LINE_COLUMNS: readonly LineColumn[] = [
  'sku',
  'from',
  'to',
  'units',
  'netMinor',
  'valueMinor',
  'transportMinor',
  'distanceKm',
]

/** Writes lines as they come; what was written before is replaced. */
export function writePlanFiles(
  folder: string,
  names: Pick<PlanIndex, 'locations' | 'skus'>,
  offered: readonly { from: string; to: string }[],
  count: number,
  rows: Iterable<PlannedTransfer>,
): void {
  const locationAt = new Map(names.locations.map(({ location }, at) => [location, at]))
  const skuAt = new Map(names.skus.map(({ sku }, at) => [sku, at]))
  const columns = new Float64Array(LINE_COLUMNS.length * count + count + 1 + offered.length * 2)
  const file = openSync(join(folder, LINES), 'w', 0o600)
  let line = 0
  let bytes = 0
  let texts: string[] = []
  const flush = () => {
    if (texts.length > 0) writeSync(file, texts.join(''))
    texts = []
  }
  const put = (column: number, value: number) => (columns[column * count + line] = value)
  try {
    for (const row of rows) {
      put(0, skuAt.get(row.sku) ?? -1)
      put(1, locationAt.get(row.from.location) ?? -1)
      put(2, locationAt.get(row.to.location) ?? -1)
      put(3, row.units)
      put(4, row.netMinor)
      put(5, row.valueMinor)
      put(6, row.transportMinor)
      put(7, row.distanceKm)
      const text = `${JSON.stringify(row)}\n`
      columns[LINE_COLUMNS.length * count + line] = bytes
      bytes += Buffer.byteLength(text)
      texts.push(text)
      line += 1
      if (texts.length >= SLICE) flush()
    }
    flush()
  } finally {
    closeSync(file)
  }
  if (line !== count) throw new Error(`a plan of ${count} lines had ${line}`)
  columns[LINE_COLUMNS.length * count + count] = bytes
  const lanes = LINE_COLUMNS.length * count + count + 1
  offered.forEach((lane, at) => {
    columns[lanes + at] = locationAt.get(lane.from) ?? -1
    columns[lanes + offered.length + at] = locationAt.get(lane.to) ?? -1
  })
  writeFileSync(join(folder, COLUMNS), new Uint8Array(columns.buffer), { mode: 0o600 })
  const told: Names = { ...names, lines: count, lanes: offered.length }
  writeFileSync(join(folder, NAMES), JSON.stringify(told), { mode: 0o600 })
}

/** @throws where the files are not there, or not whole */
export function readPlanIndex(folder: string): PlanIndex {
  const { lines, lanes, locations, skus } = JSON.parse(readFileSync(join(folder, NAMES), 'utf8')) as Names
  const bytes = readFileSync(join(folder, COLUMNS))
  const all = new Float64Array(new Uint8Array(bytes).buffer)
  if (all.length !== LINE_COLUMNS.length * lines + lines + 1 + lanes * 2) {
    throw new Error('the index of a plan is not whole')
  }
  const column = (at: number) => all.subarray(at * lines, (at + 1) * lines)
  const rest = LINE_COLUMNS.length * lines
  return {
    locations,
    skus,
    sku: Int32Array.from(column(0)),
    from: Int32Array.from(column(1)),
    to: Int32Array.from(column(2)),
    units: column(3),
    netMinor: column(4),
    valueMinor: column(5),
    transportMinor: column(6),
    distanceKm: column(7),
    offset: all.subarray(rest, rest + lines + 1),
    laneFrom: Int32Array.from(all.subarray(rest + lines + 1, rest + lines + 1 + lanes)),
    laneTo: Int32Array.from(all.subarray(rest + lines + 1 + lanes)),
  }
}

/** Lines of a plan, in the order that they are named in. */
export function readPlanLines(folder: string, index: PlanIndex, lines: Iterable<number>): PlannedTransfer[] {
  const file = openSync(join(folder, LINES), 'r')
  try {
    return Array.from(lines, (line) => {
      const from = index.offset[line] ?? 0
      const bytes = Buffer.alloc((index.offset[line + 1] ?? from) - from)
      readSync(file, bytes, 0, bytes.length, from)
      return JSON.parse(bytes.toString('utf8')) as PlannedTransfer
    })
  } finally {
    closeSync(file)
  }
}
