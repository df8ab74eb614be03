/** Owns a case with its figures filled in: by row of stock what units are worth, by lane what the way takes off. What solves, checks and explains a plan reads this. */
import { TowerError } from '../../../shared/errors.ts'
import type { PlanCase } from '../../../shared/planCase.ts'
import { fillGains, fillLateGains, fillLosses, GAINS_MAX, LOSSES_MAX, type Worth } from './marginalValue.ts'
import { sortedBy } from './ordering.ts'

export interface Instance {
  case: PlanCase
  /** By row of the case's stock. */
  rowSku: Int32Array
  rowLocation: Int32Array
  /** Rows of SKU k: order[start[k] .. start[k + 1]). */
  rowsBySku: { start: Int32Array; order: Int32Array }
  /** gains[gainStart[row] .. gainStart[row + 1]) is what units received are worth, the first one first. */
  gainStart: Int32Array
  gains: Float64Array
  lossStart: Int32Array
  losses: Float64Array
  /** By lane of the case: locations. */
  laneFrom: Int32Array
  laneTo: Int32Array
  /** Pinned transfers as rows and lanes. */
  pins: { lane: number; fromRow: number; toRow: number; units: number }[]
  /** Whether nothing (more) may move: the lane is forbidden, as a whole or for the SKU, or a pin says what moves. */
  isForbidden(lane: number, sku: number): boolean
  hasForbidden: boolean
  /** What a unit loses on the lane against the fastest one into the same location; 0 for the fastest. */
  delayCost(lane: number, toRow: number): number
  hasDelays: boolean
}

/** Values of all rows, one after the other; grows as needed. */
interface Pool {
  start: Int32Array
  values: Float64Array
  used: number
}

function room(pool: Pool, count: number): Float64Array {
  if (pool.used + count > pool.values.length) {
    const larger = new Float64Array(Math.max(pool.used + count, pool.values.length * 2))
    larger.set(pool.values)
    pool.values = larger
  }
  return pool.values.subarray(pool.used, pool.used + count)
}

/** @param given as `checkPlanCase` lets pass @throws TowerError `invalid` where a pinned transfer cannot be */
export function readInstance(given: PlanCase): Instance {
  const { locations, skus, lanes, stock } = given
  const locationIndex = new Map(locations.map(({ id }, i) => [id, i]))
  const skuIndex = new Map(skus.map(({ id }, i) => [id, i]))
  const laneFrom = Int32Array.from(lanes, ({ from }) => locationIndex.get(from) ?? 0)
  const laneTo = Int32Array.from(lanes, ({ to }) => locationIndex.get(to) ?? 0)
  const isSource = new Uint8Array(locations.length)
  // Days until the fastest lane's units are there; Infinity where no lane leads to.
  const fastest = new Float64Array(locations.length).fill(Infinity)
  lanes.forEach(({ transit_days = 0 }, lane) => {
    isSource[laneFrom[lane] ?? 0] = 1
    const to = laneTo[lane] ?? 0
    fastest[to] = Math.min(fastest[to] ?? 0, transit_days)
  })
  const rowSku = new Int32Array(stock.length)
  const rowLocation = new Int32Array(stock.length)
  stock.forEach((row, i) => {
    rowSku[i] = skuIndex.get(row.sku) ?? 0
    rowLocation[i] = locationIndex.get(row.loc) ?? 0
  })
  const pins = readPins(given, rowSku, rowLocation, skuIndex, locationIndex, laneFrom, laneTo)
  const pinnedIn = new Map<number, number>()
  const pinnedOut = new Map<number, number>()
  for (const { fromRow, toRow, units } of pins) {
    pinnedIn.set(toRow, (pinnedIn.get(toRow) ?? 0) + units)
    pinnedOut.set(fromRow, (pinnedOut.get(fromRow) ?? 0) + units)
  }
  const { received: mostGains = GAINS_MAX, given: mostLosses = LOSSES_MAX } = given.most_units ?? {}
  const gains = newPool(stock.length)
  const losses = newPool(stock.length)
  const worths = skus.map(({ value_per_sale, holding_per_leftover }): Worth => ({
    perSale: value_per_sale,
    perLeftover: holding_per_leftover,
  }))
  const demandOf = (row: number) => ({
    mean: stock[row]?.demand_mean ?? 0,
    dispersion: skus[rowSku[row] ?? 0]?.dispersion_r ?? null,
  })
  const worthOf = (row: number) => worths[rowSku[row] ?? 0] ?? { perSale: 0, perLeftover: 0 }
  const before = (row: number, days: number) => {
    const cover = stock[row]?.cover_days ?? given.horizon_days
    return cover > 0 ? Math.min(1, days / cover) : 1
  }
  stock.forEach((row, i) => {
    const location = rowLocation[i] ?? 0
    const least = pinnedIn.get(i) ?? 0
    gains.start[i] = gains.used
    // Where no lane leads to, the gains tell what a lane would be worth.
    const days = (fastest[location] ?? Infinity) < Infinity ? (fastest[location] ?? 0) : 0
    if (row.gains) add(gains, row.gains)
    else if (locations[location]?.type !== 'dc' || least > 0) {
      const space = room(gains, Math.max(mostGains, least))
      gains.used +=
        days === 0
          ? fillGains(worthOf(i), demandOf(i), row.on_hand, space, least, mostGains)
          : fillLateGains(worthOf(i), demandOf(i), row.on_hand, before(i, days), space, least, mostGains)
    }
    losses.start[i] = losses.used
    if (row.losses) add(losses, row.losses)
    else if (isSource[location]) {
      const count = Math.min(
        Math.max(mostLosses, pinnedOut.get(i) ?? 0),
        Math.max(0, row.on_hand - row.floor),
      )
      fillLosses(worthOf(i), demandOf(i), row.on_hand, count, room(losses, count))
      losses.used += count
    }
  })
  gains.start[stock.length] = gains.used
  losses.start[stock.length] = losses.used
  const late = new Float64Array(Math.max(GAINS_MAX * 500, mostGains))
  const delays = new Map<number, number>()
  const bans = readBans(given, skuIndex)
  return {
    case: given,
    rowSku,
    rowLocation,
    rowsBySku: sortedBy(rowSku, skus.length),
    gainStart: gains.start,
    gains: gains.values.subarray(0, gains.used),
    lossStart: losses.start,
    losses: losses.values.subarray(0, losses.used),
    laneFrom,
    laneTo,
    pins,
    hasForbidden: bans.lanes.size > 0,
    isForbidden: (lane, sku) => {
      if (bans.lanes.size === 0) return false
      const banned = bans.lanes.get(`${lanes[lane]?.from}\n${lanes[lane]?.to}`)
      return banned !== undefined && (banned === 'all' || banned.has(sku))
    },
    hasDelays: lanes.some(({ transit_days = 0 }, lane) => transit_days > (fastest[laneTo[lane] ?? 0] ?? 0)),
    delayCost(lane, toRow) {
      // To an eighth of a day, so that few kinds of delay are reckoned.
      const days = Math.round((lanes[lane]?.transit_days ?? 0) * 8) / 8
      if (days <= (fastest[laneTo[lane] ?? 0] ?? 0)) return 0
      const key = toRow * 1024 + Math.min(1023, days * 8)
      let cost = delays.get(key)
      if (cost === undefined) {
        const onHand = stock[toRow]?.on_hand ?? 0
        const worth = worthOf(toRow)
        const count = fillLateGains(worth, demandOf(toRow), onHand, before(toRow, days), late, 0, mostGains)
        cost = 0
        const start = gains.start[toRow] ?? 0
        const end = gains.start[toRow + 1] ?? 0
        for (let t = 0; start + t < end; t++) {
          // A unit that is not worth its place any more is at most left over.
          const value = t < count ? (late[t] ?? 0) : -worth.perLeftover
          cost = Math.max(cost, (gains.values[start + t] ?? 0) - value)
        }
        delays.set(key, cost)
      }
      return cost
    },
  }
}

const newPool = (rows: number): Pool => ({
  start: new Int32Array(rows + 1),
  values: new Float64Array(Math.max(64, rows * 8)),
  used: 0,
})

function add(pool: Pool, values: readonly number[]): void {
  room(pool, values.length).set(values)
  pool.used += values.length
}

function readBans({ forbidden = [], pinned = [] }: PlanCase, skuIndex: ReadonlyMap<string, number>) {
  const lanes = new Map<string, 'all' | Set<number>>()
  // What is pinned moves so many units and no more.
  for (const { from, to, sku } of [...forbidden, ...pinned]) {
    const key = `${from}\n${to}`
    const former = lanes.get(key)
    if (sku === undefined) lanes.set(key, 'all')
    else if (former !== 'all') lanes.set(key, (former ?? new Set()).add(skuIndex.get(sku) ?? -1))
  }
  return { lanes }
}

function readPins(
  { pinned = [], locations }: PlanCase,
  rowSku: Int32Array,
  rowLocation: Int32Array,
  skuIndex: ReadonlyMap<string, number>,
  locationIndex: ReadonlyMap<string, number>,
  laneFrom: Int32Array,
  laneTo: Int32Array,
): Instance['pins'] {
  if (pinned.length === 0) return []
  const width = locations.length
  const rows = new Map<number, number>()
  rowSku.forEach((sku, row) => rows.set(sku * width + (rowLocation[row] ?? 0), row))
  const lanes = new Map<number, number>()
  laneFrom.forEach((from, lane) => lanes.set(from * width + (laneTo[lane] ?? 0), lane))
  return pinned.flatMap(({ sku, from, to, units }, i) => {
    if (units === 0) return []
    const source = locationIndex.get(from) ?? 0
    const target = locationIndex.get(to) ?? 0
    const first = (skuIndex.get(sku) ?? 0) * width
    const fromRow = rows.get(first + source)
    const toRow = rows.get(first + target)
    const lane = lanes.get(source * width + target)
    if (fromRow === undefined || toRow === undefined || lane === undefined) {
      const where = fromRow === undefined ? from : to
      throw new TowerError(
        'invalid',
        `The pinned transfer of ${sku} from ${from} to ${to} cannot be: ${where} does not carry ${sku}.`,
        {
          field: `pinned[${i}]`,
        },
      )
    }
    return [{ lane, fromRow, toRow, units }]
  })
}
