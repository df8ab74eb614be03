/** Owns a plan's files: a record of numbers for each line, and an index that is read in one go. Words are put to lines when they are read. */
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { ExplainedTransfer, StopCause } from '../planner/explainPlan.ts'
import type { PlanIndex } from './runTypes.ts'

const LINES = 'lines.bin'
const COLUMNS = 'columns.bin'
const NAMES = 'names.json'
/** Lines that are written at once. */
const SLICE = 2_000
/** Numbers of one line. */
const RECORD = 25
const BYTES = Float64Array.BYTES_PER_ELEMENT

const STOPS: readonly StopCause['cause'][] = [
  'value',
  'noUse',
  'floor',
  'mostUnits',
  'sendCapacity',
  'receiveCapacity',
  'pinned',
  'gap',
]

type Names = Pick<PlanIndex, 'locations' | 'skus' | 'perWhole'> & {
  lines: number
  lanes: number
}

/** A line as it is kept: ids are places in the index's lists; nothing is told as NaN. */
function toRecord(
  line: ExplainedTransfer,
  record: Float64Array,
  [sku, from, to, runnerUp]: readonly [number, number, number, number],
): void {
  const { stop } = line
  record.set([
    sku,
    from,
    to,
    line.units,
    Number(line.isPinned),
    line.value,
    line.transport,
    line.net,
    line.km ?? Number.NaN,
    line.transitDays,
    line.fromOnHand,
    line.fromFloor,
    line.fromCoverDays ?? Number.NaN,
    line.toOnHand,
    line.toCoverDays ?? Number.NaN,
    line.receiverSales,
    line.sourceSales,
    line.receiverDemand,
    line.sourceDemand,
    runnerUp,
    line.runnerUp?.units ?? Number.NaN,
    line.runnerUp?.net ?? Number.NaN,
    STOPS.indexOf(stop.cause),
    stop.earns ?? Number.NaN,
    stop.costs ?? Number.NaN,
  ])
}

function fromRecord(index: PlanIndex, record: Float64Array): ExplainedTransfer {
  const at = (place: number) => record[place] ?? Number.NaN
  const told = (place: number) => (Number.isNaN(at(place)) ? null : at(place))
  const runnerUp = index.locations[at(19)]?.location
  return {
    sku: index.skus[at(0)]?.sku ?? '',
    from: index.locations[at(1)]?.location ?? '',
    to: index.locations[at(2)]?.location ?? '',
    units: at(3),
    isPinned: at(4) === 1,
    value: at(5),
    transport: at(6),
    net: at(7),
    km: told(8),
    transitDays: at(9),
    fromOnHand: at(10),
    fromFloor: at(11),
    fromCoverDays: told(12),
    toOnHand: at(13),
    toCoverDays: told(14),
    receiverSales: at(15),
    sourceSales: at(16),
    receiverDemand: at(17),
    sourceDemand: at(18),
    runnerUp: runnerUp === undefined ? null : { from: runnerUp, units: at(20), net: at(21) },
    stop: { cause: STOPS[at(22)] ?? 'value', earns: told(23), costs: told(24) },
  }
}

/** Columns of the index, all numbers of one size, so that they are read as they lie. */
const COLUMN_NAMES = [
  'sku',
  'from',
  'to',
  'units',
  'netMinor',
  'valueMinor',
  'transportMinor',
  'distanceKm',
] as const

/** Writes lines as they come. What was written into the folder before is replaced. */
export function writePlanFiles(
  folder: string,
  names: Pick<PlanIndex, 'locations' | 'skus' | 'perWhole'>,
  offered: readonly { from: string; to: string }[],
  count: number,
  rows: Iterable<ExplainedTransfer>,
): void {
  const locationAt = new Map(names.locations.map(({ location }, at) => [location, at]))
  const skuAt = new Map(names.skus.map(({ sku }, at) => [sku, at]))
  const width = COLUMN_NAMES.length
  const columns = new Float64Array(width * count + offered.length * 2)
  const slice = new Float64Array(SLICE * RECORD)
  const minor = (money: number) => Math.round(money * names.perWhole)
  const file = openSync(join(folder, LINES), 'w', 0o600)
  let line = 0
  const flush = () => {
    const filled = line % SLICE || (line > 0 ? SLICE : 0)
    if (filled > 0) writeSync(file, new Uint8Array(slice.buffer, 0, filled * RECORD * BYTES))
  }
  try {
    for (const row of rows) {
      const at = [
        skuAt.get(row.sku) ?? -1,
        locationAt.get(row.from) ?? -1,
        locationAt.get(row.to) ?? -1,
        row.runnerUp ? (locationAt.get(row.runnerUp.from) ?? -1) : -1,
      ] as const
      const start = (line % SLICE) * RECORD
      toRecord(row, slice.subarray(start, start + RECORD), at)
      const figures = [
        at[0],
        at[1],
        at[2],
        row.units,
        minor(row.net),
        minor(row.value),
        minor(row.transport),
        row.km ?? 0,
      ]
      for (let column = 0; column < width; column += 1) columns[column * count + line] = figures[column] ?? 0
      line += 1
      if (line % SLICE === 0) flush()
    }
    if (line % SLICE !== 0) flush()
  } finally {
    closeSync(file)
  }
  if (line !== count) throw new Error(`a plan of ${count} lines had ${line}`)
  offered.forEach((lane, at) => {
    columns[width * count + at] = locationAt.get(lane.from) ?? -1
    columns[width * count + offered.length + at] = locationAt.get(lane.to) ?? -1
  })
  writeFileSync(join(folder, COLUMNS), new Uint8Array(columns.buffer), { mode: 0o600 })
  const told: Names = { ...names, lines: count, lanes: offered.length }
  writeFileSync(join(folder, NAMES), JSON.stringify(told), { mode: 0o600 })
}

function readNumbers(path: string): Float64Array {
  const file = openSync(path, 'r')
  try {
    const numbers = new Float64Array(fstatSync(file).size / BYTES)
    readSync(file, new Uint8Array(numbers.buffer), 0, numbers.byteLength, 0)
    return numbers
  } finally {
    closeSync(file)
  }
}

/** @throws where the files are not there, or not whole */
export function readPlanIndex(folder: string): PlanIndex {
  const { lines, lanes, ...names } = JSON.parse(readFileSync(join(folder, NAMES), 'utf8')) as Names
  const all = readNumbers(join(folder, COLUMNS))
  const width = COLUMN_NAMES.length
  if (all.length !== width * lines + lanes * 2) throw new Error('the index of a plan is not whole')
  const column = (name: (typeof COLUMN_NAMES)[number]) => {
    const at = COLUMN_NAMES.indexOf(name)
    return all.subarray(at * lines, (at + 1) * lines)
  }
  return {
    ...names,
    sku: new Int32Array(column('sku')),
    from: new Int32Array(column('from')),
    to: new Int32Array(column('to')),
    units: column('units'),
    netMinor: column('netMinor'),
    valueMinor: column('valueMinor'),
    transportMinor: column('transportMinor'),
    distanceKm: column('distanceKm'),
    laneFrom: new Int32Array(all.subarray(width * lines, width * lines + lanes)),
    laneTo: new Int32Array(all.subarray(width * lines + lanes)),
    orders: new Map(),
  }
}

/** Lines of a plan, in the order that they are named in. */
export function readPlanLines(
  folder: string,
  index: PlanIndex,
  lines: Iterable<number>,
): ExplainedTransfer[] {
  const file = openSync(join(folder, LINES), 'r')
  try {
    const record = new Float64Array(RECORD)
    const bytes = new Uint8Array(record.buffer)
    return Array.from(lines, (line) => {
      readSync(file, bytes, 0, bytes.length, line * bytes.length)
      return fromRecord(index, record)
    })
  } finally {
    closeSync(file)
  }
}
