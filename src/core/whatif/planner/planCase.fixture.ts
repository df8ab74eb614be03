/** Owns tiny random rebalancing cases for tests, and the best plan of each by trying them all. */
import * as fc from 'fast-check'
import type { PlanCase } from '../../../shared/planCase.ts'
import { compile } from './compile.ts'
import { readInstance } from './instance.ts'
import type { PlanTransfer, SolverContext } from './problem.ts'

export const CONTEXT: SolverContext = { now: () => 0, isStopped: () => false, report() {}, gap: 0 }

export interface TinyOptions {
  hasCapacities: boolean
  hasFixed: boolean
  hasPins: boolean
}

const money = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((cents) => cents / 100)

/** Up to four locations and two SKUs with few units each: small enough to try every plan. */
export function tinyCases({ hasCapacities, hasFixed, hasPins }: TinyOptions): fc.Arbitrary<PlanCase> {
  const capacity = hasCapacities ? fc.option(fc.integer({ min: 0, max: 3 })) : fc.constant(null)
  return fc
    .record({
      locations: fc.array(fc.record({ receive: capacity, send: capacity }), { minLength: 2, maxLength: 4 }),
      skus: fc.array(
        fc.record({
          value: fc.integer({ min: 4, max: 25 }),
          left: money(1),
          r: fc.option(fc.constantFrom(0.7, 1.5, 4)),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      costs: fc.array(fc.record({ unit: money(2), fixed: hasFixed ? money(8) : fc.constant(0) }), {
        minLength: 12,
        maxLength: 12,
      }),
      isOffered: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      stock: fc.array(
        fc.record({
          isThere: fc.constantFrom(true, true, true, false),
          onHand: fc.constantFrom(0, 0, 1, 3, 3),
          mean: fc.integer({ min: 0, max: 40 }).map((tenths) => tenths / 10),
        }),
        { minLength: 8, maxLength: 8 },
      ),
      pin: hasPins ? fc.integer({ min: 0, max: 11 }) : fc.constant(-1),
      ban: hasPins ? fc.integer({ min: 0, max: 11 }) : fc.constant(-1),
    })
    .map((drawn): PlanCase => {
      const name = (i: number) => `L${i}`
      const pairs = drawn.locations.flatMap((_, i) =>
        drawn.locations.flatMap((__, j) => (i === j ? [] : [{ from: i, to: j }])),
      )
      const lanes = pairs.flatMap(({ from, to }, n) =>
        drawn.isOffered[n] || n === drawn.pin
          ? [
              {
                from: name(from),
                to: name(to),
                km: 1,
                unit_cost: drawn.costs[n]?.unit ?? 0,
                fixed_cost: drawn.costs[n]?.fixed ?? 0,
              },
            ]
          : [],
      )
      const pin = pairs[drawn.pin]
      const ban = lanes[drawn.ban]
      const isPinned = (location: number, sku: number) =>
        sku === 0 && (location === pin?.from || location === pin?.to)
      const stock = drawn.skus.flatMap((_, k) =>
        drawn.locations.flatMap((__, i) => {
          const { isThere, onHand, mean } = drawn.stock[k * 4 + i] ?? { isThere: false, onHand: 0, mean: 0 }
          if (!isThere && !isPinned(i, k)) return []
          return [
            {
              sku: `K${k}`,
              loc: name(i),
              on_hand: isPinned(i, k) && i === pin?.from ? onHand + 1 : onHand,
              floor: 0,
              demand_mean: mean,
            },
          ]
        }),
      )
      return {
        schema: 'omni-rebalance/1',
        id: 'tiny',
        horizon_days: 14,
        locations: drawn.locations.map(({ receive, send }, i) => ({
          id: name(i),
          type: 'store',
          receive_capacity_units: i === pin?.to && receive !== null ? receive + 1 : receive,
          send_capacity_units: i === pin?.from && send !== null ? send + 1 : send,
        })),
        skus: drawn.skus.map(({ value, left, r }, k) => ({
          id: `K${k}`,
          value_per_sale: value,
          holding_per_leftover: left,
          dispersion_r: r,
        })),
        lanes,
        stock,
        ...(pin ? { pinned: [{ sku: 'K0', from: name(pin.from), to: name(pin.to), units: 1 }] } : {}),
        ...(ban ? { forbidden: [{ from: ban.from, to: ban.to, sku: 'K1' }] } : {}),
      }
    })
    .filter((given) => given.forbidden === undefined || given.skus.length > 1)
}

/**
 * The best value of any plan, by trying: lanes and SKUs one after the other with each number of units, valued by the
 * definition alone. Slow beyond a dozen units.
 */
export function bestByTrying(given: PlanCase): number {
  const { gainStart, gains, lossStart, losses, rowSku, rowLocation, laneFrom, laneTo, ...instance } =
    readInstance(given)
  const rowOf = (sku: number, location: number) =>
    rowSku.findIndex((one, row) => one === sku && rowLocation[row] === location)
  const unitsIn = new Int32Array(rowSku.length)
  const unitsOut = new Int32Array(rowSku.length)
  const opened = new Int32Array(given.lanes.length)
  const received = new Int32Array(given.locations.length)
  const sent = new Int32Array(given.locations.length)
  const moves: { lane: number; from: number; to: number; pinned: number | null }[] = []
  given.lanes.forEach((_, lane) =>
    given.skus.forEach((__, sku) => {
      const from = rowOf(sku, laneFrom[lane] ?? 0)
      const to = rowOf(sku, laneTo[lane] ?? 0)
      if (from < 0 || to < 0) return
      const pin = instance.pins.find((one) => one.lane === lane && one.fromRow === from)
      if (pin || !instance.isForbidden(lane, sku)) moves.push({ lane, from, to, pinned: pin?.units ?? null })
    }),
  )
  let best = -Infinity
  const attempt = (n: number, value: number): void => {
    const move = moves[n]
    if (!move) {
      best = Math.max(best, value)
      return
    }
    const { lane, from, to, pinned } = move
    const target = laneTo[lane] ?? 0
    const source = laneFrom[lane] ?? 0
    const { unit_cost = 0, fixed_cost = 0 } = given.lanes[lane] ?? {}
    let worth = value
    let units = 0
    for (;;) {
      if (pinned === null || units === pinned) attempt(n + 1, worth)
      const gain = (gainStart[to] ?? 0) + (unitsIn[to] ?? 0)
      const loss = (lossStart[from] ?? 0) + (unitsOut[from] ?? 0)
      if (gain >= (gainStart[to + 1] ?? 0) || loss >= (lossStart[from + 1] ?? 0)) break
      if ((received[target] ?? 0) >= (given.locations[target]?.receive_capacity_units ?? Infinity)) break
      if ((sent[source] ?? 0) >= (given.locations[source]?.send_capacity_units ?? Infinity)) break
      worth += (gains[gain] ?? 0) - (losses[loss] ?? 0) - unit_cost
      if (units === 0 && (opened[lane] ?? 0) === 0) worth -= fixed_cost
      if (units === 0) opened[lane] = (opened[lane] ?? 0) + 1
      units += 1
      unitsIn[to] = (unitsIn[to] ?? 0) + 1
      unitsOut[from] = (unitsOut[from] ?? 0) + 1
      received[target] = (received[target] ?? 0) + 1
      sent[source] = (sent[source] ?? 0) + 1
    }
    if (units > 0) opened[lane] = (opened[lane] ?? 0) - 1
    unitsIn[to] = (unitsIn[to] ?? 0) - units
    unitsOut[from] = (unitsOut[from] ?? 0) - units
    received[target] = (received[target] ?? 0) - units
    sent[source] = (sent[source] ?? 0) - units
  }
  attempt(0, 0)
  return best
}

/** Few enough units that all plans can be tried in a moment. */
export function isTiny(given: PlanCase): boolean {
  const { edgeMax } = compile(readInstance(given))
  return edgeMax.length <= 8 && given.lanes.length * given.skus.length <= 12
}

/** The same case with everything listed the other way round. */
export function turned(given: PlanCase): PlanCase {
  return {
    ...given,
    locations: given.locations.toReversed(),
    skus: given.skus.toReversed(),
    lanes: given.lanes.toReversed(),
    stock: given.stock.toReversed(),
  }
}

/** Sorted and without what moves nothing, to be compared. */
export const listed = (transfers: readonly PlanTransfer[]) =>
  transfers.map(({ sku, from, to, units }) => `${units} ${sku} ${from}>${to}`).toSorted()
